"""What is looked after in the background."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from ngnpanel.jsonapi.enrolment.signing_up import undo
from ngnpanel.jsonapi.models import SignUp
from ngnpanel.soap.errors import RemoteError

logger = logging.getLogger(__name__)
# No sign-up takes as long; one that is older stopped half way.
HALF_WAY: Final = timedelta(minutes=10)
AT_ONCE: Final = 50


@shared_task
def undo_sign_ups() -> None:
    """Deletes what sign-ups left that stopped half way; what cannot be deleted stays for later."""
    rows = SignUp.objects.filter(begun__lt=timezone.now() - HALF_WAY).order_by("begun")
    for row in rows[:AT_ONCE]:
        try:
            undo(row)
        except RemoteError as error:
            logger.warning("A sign-up for %s is still there: %s", row.address, error.code)
