"""The page of one entry with all it says, and the way back from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngnpanel.actor import Actor
from ngnpanel.audit import reading, targets, undoing, wording
from ngnpanel.audit.models import Entry
from ngnpanel.soap.errors import Conflict, Denied, Invalid, NotFound, RemoteError, Unavailable
from ngnpanel.users import proof
from ngnpanel.web.faults import sentence
from ngnpanel.web.parts import Item
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest

# The greatest number that a key of the database can be.
MOST: Final = 2**63 - 1
WAYS: Final = frozenset({undoing.CHANGE, undoing.CREATE})


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The entries of the same record before and after; 0 for none."""

    before: int
    after: int


@require_safe
def audit_entry(request: ActorRequest, number: int) -> HttpResponse:
    """All of an entry; no call."""
    entry = found(request, number)
    context = {
        "line": wording.line(entry, most=None),
        "items": items(entry, request.actor),
        "neighbours": neighbours(entry, request.actor),
        "record_url": record_url(entry, request.actor),
        "obstacle": undoing.obstacle(entry),
    }
    return render(request, "audit/entry.html", context)


def audit_undo(request: ActorRequest, number: int) -> HttpResponseBase:
    """What taking it back would write now, and writing that; three calls at most, and the write."""
    entry = found(request, number)
    try:
        plan = undoing.plan(entry, request.actor, request.api)
    except undoing.NoWay as no:
        return draw(request, entry, obstacle=no.text)
    except (Denied, Unavailable) as error:
        return draw(request, entry, obstacle=sentence(error), status=status_of(error))
    if request.method != "POST":
        return draw(request, entry, plan)
    if plan.way == undoing.DELETE:
        asked = proof.ask(request, second=True)
        if asked is not None:
            return asked
    if request.POST.get("seen") != plan.stamp:
        text = _(
            "The record changed since you opened this page. Look at what would be written now."
        )
        return draw(request, entry, plan, problem=text, status=409)
    try:
        undoing.carry_out(plan, entry, request)
    except (Invalid, Conflict, Denied, NotFound, Unavailable) as error:
        return draw(request, entry, plan, problem=sentence(error), status=status_of(error))
    messages.success(request, _("Entry %(number)s is taken back.") % {"number": entry.number})
    return redirect("audit-detail", entry.number)


def found(request: ActorRequest, number: int) -> Entry:
    """The entry, if this person may read it; 404 for those of others as for missing ones."""
    if not may(request.actor, "audit.view"):
        raise PermissionDenied
    seen = reading.of_actor(request.actor)
    entry = seen.filter(number=number).first() if number <= MOST else None
    if entry is None:
        raise Http404
    return entry


def draw(
    request: ActorRequest,
    entry: Entry,
    plan: undoing.Plan | None = None,
    *,
    obstacle: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page with the question."""
    context: dict[str, Any] = {
        "line": wording.line(entry),
        "plan": plan,
        "is_nothing": plan is not None and plan.way in WAYS and not plan.changes,
        "obstacle": obstacle,
        "problem": problem,
    }
    return render(request, "audit/undo.html", context, status=status)


def items(entry: Entry, actor: Actor) -> list[Item]:
    """What there is to say of an entry beside what changed."""
    line = wording.line(entry)
    told = [
        (_("When"), f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"),
        (_("Who"), entry.actor),
        (_("Role"), wording.role(entry)),
        (_("Support"), entry.staff),
        (_("Ticket"), entry.ticket),
        (_("Reason"), wording.reason(entry)),
        (_("By"), line.source),
        (_("Network address"), reading.address(entry, actor)),
        (_("On behalf of customer"), str(entry.on_behalf or "")),
        (_("Account"), entry.account if entry.account != entry.key else ""),
        (_("Operation"), entry.operation),
        (_("Request"), entry.request_id),
        (_("Code of the platform"), entry.result),
    ]
    return [Item(name, value) for name, value in told if value]


def neighbours(entry: Entry, actor: Actor) -> Neighbours:
    """Of the same record, as far as this person may read them."""
    same = reading.of_actor(actor).filter(kind=entry.kind, key=entry.key)
    numbers = same.values_list("number", flat=True)
    before = numbers.filter(number__lt=entry.number).first()
    after = numbers.filter(number__gt=entry.number).order_by("number").first()
    return Neighbours(before or 0, after or 0)


def record_url(entry: Entry, actor: Actor) -> str:
    """The page of the record, where it has one that this person may open; empty when it went."""
    name = {"balance": "account", "mailbox": "account"}.get(entry.kind, entry.kind)
    if name == "fancy-record" or wording.verb(entry) is wording.DELETED or wording.is_noted(entry):
        return ""
    if name not in targets.SHAPES:
        return ""
    is_allowed = may(actor, targets.resource(name).rights.view)
    return reverse(f"{name}-detail", args=[entry.key]) if is_allowed else ""


def status_of(error: RemoteError) -> int:
    """The status of a page that tells of an error."""
    return 503 if isinstance(error, Unavailable) else 422
