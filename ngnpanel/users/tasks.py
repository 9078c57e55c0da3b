"""What the worker does about sign-ins."""

from __future__ import annotations

from celery import shared_task

from ngnpanel.factors import browsers
from ngnpanel.staff import consent
from ngnpanel.users import visits


@shared_task
def forget_sign_ins() -> None:
    """Takes out old sign-ins, sessions that ran out, and links and codes that are dead."""
    visits.forget()
    browsers.forget()
    consent.forget()
