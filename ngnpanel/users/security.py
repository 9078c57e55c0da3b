"""Who came when, and open sessions with a way to end them.

Staff has a page of its own here; a subscriber has the same among the pages of the account.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ngnpanel.factors import keeping
from ngnpanel.staff import consent
from ngnpanel.users import devices, sessions, visits
from ngnpanel.users.models import SignIn, Visit
from ngnpanel.web.request import ActorRequest

ICONS: Final = {
    SignIn.OWN: "circle-check",
    SignIn.SUPPORT: "headset",
    SignIn.FAILURE: "alert-triangle",
    SignIn.SECOND: "alert-triangle",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A sign-in as it is drawn."""

    title: str
    device: str
    address: str
    moment: datetime
    icon: str
    is_failure: bool


@dataclass(frozen=True, slots=True)
class Open:
    """An open session as it is drawn."""

    number: str
    device: str
    address: str
    began: datetime
    seen: datetime
    is_this: bool


def context(person: str, typed: str, this: str = "", zone: tzinfo = UTC) -> dict[str, Any]:
    """What the page shows about a person; ``this`` is the session that asks, if it is theirs."""
    return {
        "sign_ins": [_line(row) for row in visits.recent(person, typed)],
        "sessions": sorted(
            (_open(row, this) for row in visits.open_sessions(person)),
            key=lambda one: not one.is_this,
        ),
        "days": settings.SIGN_INS_DAYS,
        "is_own": bool(this),
        "factors": keeping.of(person),
        "zone": zone,
    }


def sign_out(said: QueryDict, person: str, this: str = "") -> str:
    """End what was asked for: one session, all others, or all; a sentence about what was done."""
    only = said.get("session", "")
    if only:
        try:
            uuid.UUID(only)
        except ValueError:
            return _("This session has ended already.")
        ended = visits.end_all(person, only=only)
        return _("The session is ended.") if ended else _("This session has ended already.")
    ended = visits.end_all(person, but="" if "all" in said else this)
    text = ngettext("%(n)s session is ended.", "%(n)s sessions are ended.", ended)
    return text % {"n": ended} if ended else _("There was no other session.")


@require_safe
def own_security(request: ActorRequest) -> HttpResponseBase:
    """The page of whoever is no subscriber."""
    actor = request.actor
    if actor.is_subscriber:
        return redirect("subscriber-security", actor.account)
    name = request.session.get(visits.NAME, "")
    shown = context(
        sessions.whose(request, actor),
        visits.of_typed(name, actor.platform) if name else "",
        sessions.number(request),
    )
    shown["sign_out_url"] = reverse("own-security-sign-out")
    shown["offers_consent"] = consent.is_offered_to(actor)
    return render(request, "users/security.html", shown)


@require_POST
def own_sign_out(request: ActorRequest) -> HttpResponseBase:
    """End sessions of the person at work."""
    person = sessions.whose(request, request.actor)
    text = sign_out(request.POST, person, sessions.number(request))
    messages.success(request, text)
    return redirect("own-security")


def _line(row: SignIn) -> Line:
    if row.kind == SignIn.SUPPORT:
        title = _("Support opened your settings")
    elif row.kind == SignIn.OWN:
        title = _("Signed in")
    elif row.kind == SignIn.SECOND:
        text = ngettext(
            "%(n)s attempt with the right password and no right code",
            "%(n)s attempts with the right password and no right code",
            row.count,
        )
        title = text % {"n": row.count}
    else:
        text = ngettext(
            "%(n)s attempt with a wrong password", "%(n)s attempts with a wrong password", row.count
        )
        title = text % {"n": row.count}
    device = devices.words(row.device)
    is_failure = row.kind in (SignIn.FAILURE, SignIn.SECOND)
    return Line(title, device, row.address, row.moment, ICONS[row.kind], is_failure)


def _open(row: Visit, this: str) -> Open:
    number = str(row.number)
    device = devices.words(row.device)
    return Open(number, device, row.address, row.began, row.seen, number == this)
