"""Support sessions: a staff member acts for somebody, for a while, for a written reason.

The number of the support session stands in the session of the browser; all else is its row, which
every request looks for. Whatever ends the row ends the acting with the next request: its time, the
button, signing out, a right that the role lost, a member that was deactivated.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import F, QuerySet
from django.db.models.functions import Least
from django.http import HttpRequest
from django.utils import timezone

from ngnpanel.actor import Actor, Role
from ngnpanel.audit import recording
from ngnpanel.audit.recording import Scene
from ngnpanel.staff import rights
from ngnpanel.staff.models import PLATFORM, StaffMember, SupportSession
from ngnpanel.users import visits

if TYPE_CHECKING:
    from ngnpanel.staff.finding import Target

# In the session of the browser: the number of the support session.
SUPPORT: Final = "support"
LENGTH: Final = timedelta(minutes=30)
MOST: Final = timedelta(hours=4)


def opens(found: StaffMember | Actor, target: str) -> bool:
    """Whether this member's role opens support sessions for such a target."""
    granted = found.rights or frozenset()
    return ("support.platform" if target == PLATFORM else "support.open") in granted


def current(request: HttpRequest, actor: Actor) -> Actor:
    """Who is at work: the one that the member acts for, else the member itself; one query.

    Sets ``request.support`` to the row, None outside of a support session.
    """
    request.support = None  # type: ignore[attr-defined]
    number = request.session.get(SUPPORT)
    if number is None:
        return actor
    rows = SupportSession.objects.select_related("member")
    row = rows.filter(pk=number, member=actor.staff).first()
    if row is None or not row.is_open or not opens(actor, row.target):
        leave(request)
        request.support_ended = True  # type: ignore[attr-defined]
        return actor
    request.support = row  # type: ignore[attr-defined]
    return acts_as(row, actor.rights or frozenset())


def acts_as(row: SupportSession, granted: frozenset[str]) -> Actor:
    """The one acted for, with no more rights than the member's role gives."""
    role = Role(row.role)
    return Actor(
        role=role,
        name=row.name,
        customer=row.customer,
        reseller=row.reseller,
        account=row.account,
        platform=row.platform,
        rights=rights.of_role(granted, role),
        staff=row.member_id,
        support=str(row.number),
    )


def begin(
    request: HttpRequest,
    member: StaffMember,
    target: Target,
    *,
    reason: str,
    ticket: str,
    consent: bool,
) -> SupportSession:
    """A new support session in this browser; the one before, if there is one, ends."""
    leave(request)
    now = timezone.now()
    actor = target.actor
    row = SupportSession.objects.create(
        member=member,
        platform=actor.platform,
        target=target.kind,
        role=actor.role.value,
        name=actor.name[:200],
        title=target.title[:200],
        customer=actor.customer,
        reseller=actor.reseller,
        account=actor.account,
        reason=reason,
        ticket=ticket,
        consent=consent,
        began=now,
        until=now + LENGTH,
    )
    # Whoever got hold of the key of the session has none of its new powers.
    request.session.cycle_key()
    # Each account that is opened has its line in the subscriber's list, for each support session.
    request.session.pop(visits.OPENED, None)
    request.session[SUPPORT] = str(row.number)
    return row


def extend(row: SupportSession) -> bool:
    """Another half hour from now, within four hours from the beginning; False when it is over."""
    now = timezone.now()
    return bool(
        _open(row, now).update(until=Least(now + LENGTH, F("began") + MOST)),
    )


def end(row: SupportSession) -> bool:
    """End it now; False when it was over."""
    now = timezone.now()
    return bool(_open(row, now).update(ended=now))


def minutes_left(row: SupportSession) -> int:
    """Whole minutes until it ends by itself, rounded up."""
    return max(math.ceil((row.until - timezone.now()).total_seconds() / 60), 0)


def may_extend(row: SupportSession) -> bool:
    """Whether pressing the button would give it more time."""
    return row.until < row.began + MOST


def scene(request: HttpRequest, actor: Actor, row: SupportSession | None) -> Scene:
    """What the audit says of what staff writes now."""
    now = replace(recording.present(), actor=actor, source="panel")
    now = replace(now, address=str(request.META.get("REMOTE_ADDR", "")))
    if row is None:
        return replace(now, staff=actor.name)
    return replace(
        now,
        actor=acts_as(row, actor.rights or frozenset()),
        staff=row.member.name,
        ticket=row.ticket,
        reason=row.reason,
    )


def scene_of_number(now: Scene, number: str) -> Scene:
    """The scene of work that was begun in a support session, which may be over."""
    row = SupportSession.objects.select_related("member").filter(pk=number).first()
    return now if row is None else replace(now, staff=row.member.name, ticket=row.ticket)


def leave(request: HttpRequest) -> None:
    """The browser leaves its support session, if it is in one."""
    number = request.session.pop(SUPPORT, None)
    if number is not None:
        SupportSession.objects.filter(pk=number, ended=None).update(
            ended=Least(timezone.now(), F("until"))
        )


def _open(row: SupportSession, now: datetime) -> QuerySet[SupportSession]:
    return SupportSession.objects.filter(pk=row.pk, ended=None, until__gt=now)
