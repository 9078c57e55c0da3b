"""Codes with which people let support in, where the operator wants it (SUPPORT_CONSENT).

A person makes one in the own panel and reads it out. It lives a quarter of an hour, opens one
support session, and is kept as a keyed digest; guesses are slowed down like those of passwords.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ngnpanel.actor import Actor
from ngnpanel.staff.models import ACCOUNT, PLATFORM, ConsentCode
from ngnpanel.users import throttle

if TYPE_CHECKING:
    from ngnpanel.staff.finding import Target

LIVES: Final = timedelta(minutes=15)
DIGITS: Final = 6
SHAPE: Final = re.compile(r"[0-9]{6}")
NEVER, SUBSCRIBERS, ALWAYS = "never", "subscribers", "always"


def is_needed(target: Target) -> bool:
    """Whether a session for this target asks for a code; one for the platform has nobody to ask."""
    if target.kind == PLATFORM or settings.SUPPORT_CONSENT == NEVER:
        return False
    return settings.SUPPORT_CONSENT == ALWAYS or target.kind == ACCOUNT


def is_offered_to(actor: Actor) -> bool:
    """Whether somebody can make codes: staff makes none for whom it acts."""
    if actor.staff or not (actor.customer or actor.is_subscriber):
        return False
    wanted = (SUBSCRIBERS, ALWAYS) if actor.is_subscriber else (ALWAYS,)
    return settings.SUPPORT_CONSENT in wanted


def is_passed_by(actor: Actor) -> bool:
    """Whether support would come into somebody's settings without the code that they need.

    Acting for a reseller opens no way around its subscribers.
    """
    return bool(actor.staff) and not actor.is_subscriber and settings.SUPPORT_CONSENT != NEVER


def make(whose: str) -> str:
    """A new code for a person; the one before opens nothing any more."""
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    ConsentCode.objects.update_or_create(
        whose=whose, defaults={"digest": _digest(whose, code), "until": timezone.now() + LIVES}
    )
    return code


def use(whose: str, code: str, staff: int) -> bool:
    """Use the code up; False when it is wrong, old or used. Raises throttle.TooManyFailures.

    Guesses count for the person and for the member.
    """
    names = f"consent {whose}", f"consent of {staff}"
    throttle.begin(*names)
    used, _rows = ConsentCode.objects.filter(
        whose=whose, digest=_digest(whose, code), until__gt=timezone.now()
    ).delete()
    if used:
        throttle.succeed(*names)
    return bool(used)


def forget() -> None:
    """Take out what is too old; the worker does it every hour."""
    ConsentCode.objects.filter(until__lt=timezone.now()).delete()


def _digest(whose: str, code: str) -> str:
    return salted_hmac("ngnpanel.staff.consent", f"{whose} {code}", algorithm="sha256").hexdigest()
