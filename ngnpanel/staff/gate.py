"""What comes before every page while staff is at work: where it may go, what it has to prove."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ngnpanel.actor import Actor
from ngnpanel.staff import danger
from ngnpanel.staff.models import StaffMember
from ngnpanel.users import proof
from ngnpanel.web import reach
from ngnpanel.web.permissions import may

READING = ("GET", "HEAD", "OPTIONS")
# Where a password that somebody else chose is changed, and how to leave.
CHANGE = "own-password"


def stops(request: HttpRequest, actor: Actor | None) -> HttpResponseBase | None:
    """The answer instead of the page, None where staff may go on; others always may.

    Public pages look after themselves.
    """
    match = request.resolver_match
    if actor is None or match is None or getattr(match.func, "is_public", False):
        return None
    if not (actor.staff or actor.is_support):
        return None
    if actor.is_support:
        name = match.url_name or ""
        if name != CHANGE and _must_change(actor):
            return redirect(CHANGE)
        if name == "home":
            return redirect("support")
    writes = request.method not in READING
    if not reach.may_reach(actor, match, writes=writes):
        return refused(request, actor)
    if not (writes and actor.support):
        return None
    if not all(may(actor, right) for right in danger.rights(request) if right):
        return refused(request, actor)
    return proof.ask(request, second=True) if danger.is_dangerous(request) else None


def refused(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """403: a page that says whether it is for want of a right or of a support session."""
    if getattr(request, "htmx", False):
        text = _(
            "This does not belong to your rights, or the support session is over."
            " Load the page again."
        )
        response = render(request, "_unavailable.html", {"text": text}, status=403)
        response["HX-Reswap"] = "none"
        return response
    context = {
        "acts_for_nobody": actor.is_support,
        "has_ended": getattr(request, "support_ended", False),
    }
    return render(request, "staff/refused.html", context, status=403)


def _must_change(actor: Actor) -> bool:
    return StaffMember.objects.filter(pk=actor.staff, must_change=True).exists()
