"""What every template knows of a support session: for whom, why, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ngnpanel.staff import acting
from ngnpanel.staff.models import PLATFORM, SupportSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A support session as the banner draws it; ``here`` is where its buttons lead back to."""

    name: str
    reason: str
    ticket: str
    minutes: int
    may_extend: bool
    here: str


def support(request: HttpRequest) -> dict[str, Any]:
    """Context processor: acting, None outside of a support session."""
    row: SupportSession | None = getattr(request, "support", None)
    return {"acting": None if row is None else banner(request, row)}


def banner(request: HttpRequest, row: SupportSession) -> Banner:
    """What stands in it."""
    return Banner(
        name=_("the platform") if row.target == PLATFORM else row.account or row.title or row.name,
        reason=row.reason,
        ticket=row.ticket,
        minutes=acting.minutes_left(row),
        may_extend=acting.may_extend(row),
        here=request.get_full_path() if request.method == "GET" else "/",
    )
