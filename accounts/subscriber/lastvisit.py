"""When a person looked at their overview before, kept by their own browser in a signed cookie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from ngnpanel.web.request import ActorRequest

COOKIE: Final = "ngnpanel-visit"
KEPT: Final = timedelta(days=90)
# Looks that are closer than this are one visit, which keeps showing what it showed first.
APART: Final = timedelta(minutes=30)


def before(request: ActorRequest, address: str) -> datetime | None:
    """The end of the visit before this one; None when there is none, or it is long ago."""
    return _read(request, address)[0]


def note(
    response: HttpResponse, request: ActorRequest, address: str, now: datetime
) -> datetime | None:
    """Note that the person looks now; the end of the visit before."""
    last, seen = _read(request, address)
    if seen is not None and now - seen > APART:
        last = seen
    response.set_signed_cookie(
        COOKIE,
        f"{_seconds(last)}.{_seconds(now)}",
        salt=_salt(address),
        max_age=KEPT,
        path=reverse("subscriber-overview", args=[address]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return last


def _read(request: ActorRequest, address: str) -> tuple[datetime | None, datetime | None]:
    """The end of the visit before, and the last look."""
    text = request.get_signed_cookie(COOKIE, default="", salt=_salt(address), max_age=KEPT)
    last, _dot, seen = (text or "").partition(".")
    return _moment(last), _moment(seen)


def _moment(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text), UTC) if text.isdigit() and int(text) else None


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


def _salt(address: str) -> str:
    return f"visit of {address}"
