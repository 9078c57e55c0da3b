"""Browsers that somebody signed in with before, known again by a signed cookie.

Such a browser waits for no stranger's guesses (users/throttle.py), nobody is mailed about it, and
where a policy allows it the second step is left out for a while. The cookie holds a number alone;
which people it stands for is in the database, so that each of them can be forgotten.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from ngnpanel.factors.models import Browser
from ngnpanel.users import visits

SALT: Final = "ngnpanel.factors.browsers"
# Days until a browser that was not used is a stranger again; no cookie lasts longer.
DAYS: Final = 400
# Browsers that are kept of a person.
MOST: Final = 50
# Where a request keeps the number that its answer has to give to the browser.
GIVEN: Final = "_browser_number"


def number_of(request: HttpRequest) -> str:
    """The number in the cookie if we wrote it, else empty."""
    try:
        found = signing.loads(request.COOKIES.get(settings.BROWSER_COOKIE_NAME, ""), salt=SALT)
        return str(uuid.UUID(str(found)))
    except (signing.BadSignature, ValueError):
        return ""


def known_as(request: HttpRequest, typed: str, platform: str = "default") -> str:
    """The number of the browser if somebody signed in here with this very name, else empty."""
    number = number_of(request)
    if not number:
        return ""
    rows = Browser.objects.filter(number=number, typed=visits.of_typed(typed, platform))
    return number if rows.exists() else ""


def knows(request: HttpRequest, whose: str) -> str:
    """The number of the browser if this person signed in here, else empty."""
    number = number_of(request)
    known = bool(number) and Browser.objects.filter(number=number, whose=whose).exists()
    return number if known else ""


def is_trusted(request: HttpRequest, whose: str) -> bool:
    """Whether the person took the second step here lately and wanted it left out."""
    number = number_of(request)
    return (
        bool(number)
        and Browser.objects.filter(number=number, whose=whose, trusted__gt=timezone.now()).exists()
    )


def see(request: HttpRequest, whose: str, typed: str, platform: str, *, days: int = 0) -> bool:
    """Remember that the person signed in here; False if it is for the first time.

    ``days`` is for how long the browser is trusted from now on; 0 changes nothing.
    """
    number = number_of(request) or str(uuid.uuid4())
    now = timezone.now()
    values = {"seen": now}
    if days:
        values["trusted"] = now + timedelta(days=days)
    named = {"typed": visits.of_typed(typed, platform)} if typed else {}
    _row, is_new = Browser.objects.update_or_create(
        number=number, whose=whose, defaults={**values, **named}
    )
    if is_new:
        kept = Browser.objects.filter(whose=whose).order_by("-seen", "-pk")
        Browser.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[MOST:])).delete()
    setattr(request, GIVEN, number)
    return not is_new


def settle(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the browser its cookie when somebody signed in with this request."""
    number = getattr(request, GIVEN, "")
    if not number:
        return
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        signing.dumps(number, salt=SALT),
        max_age=DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget() -> None:
    """Take out browsers that nobody used for long; the worker does it."""
    Browser.objects.filter(seen__lt=timezone.now() - timedelta(days=DAYS)).delete()
