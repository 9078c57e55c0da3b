"""Tells people by mail what concerns their sign-in; a function of the settings writes the mail.

Mails are written above the pages of sign-in, by what knows records and brands.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from ngnpanel.jobs.leaving import leave
from ngnpanel.users import devices

# What is told; accounts/safety.py has the words.
SIGN_IN: Final = "sign-in"
APP_ADDED: Final = "app-added"
PASSKEY_ADDED: Final = "passkey-added"
REMOVED: Final = "factor-removed"
RESET: Final = "factors-reset"
CODES: Final = "codes-made"


def of_sign_in(request: HttpRequest, whose: str) -> None:
    """Somebody signed in from a browser that was not seen before."""
    tell(request, whose, SIGN_IN)


def tell(request: HttpRequest, whose: str, what: str) -> None:
    """Leave it to the worker to mail the person; nothing happens without security mails."""
    if not settings.SECURITY_MAILS:
        return
    task = import_string(settings.SECURITY_TELLER)
    device = devices.words(request.headers.get("User-Agent", "")[:400])
    leave(task.delay, whose, what, str(request.META.get("REMOTE_ADDR", "")), device)
