"""Which entries somebody may read."""

from __future__ import annotations

from django.db.models import QuerySet

from ngnpanel.actor import Actor, Role
from ngnpanel.audit.models import Entry
from ngnpanel.staff import signing


def address(entry: Entry, actor: Actor) -> str:
    """From where it was done, for this reader: those below learn nothing of who is above."""
    is_above = entry.role == Role.ADMINISTRATOR or bool(entry.staff)
    return "" if is_above and not (actor.is_administrator or actor.is_support) else entry.address


def of_actor(actor: Actor) -> QuerySet[Entry]:
    """All for the administrator, those of a reseller's scope, a customer's, an account's own.

    Staff that acts for nobody reads what is within its limit of resellers.
    """
    seen = Entry.objects.filter(platform=actor.platform).order_by("-number")
    if actor.is_administrator:
        return seen
    if actor.role is Role.RESELLER:
        return seen.filter(reseller=actor.reseller)
    if actor.role is Role.CUSTOMER:
        return seen.filter(customer=actor.customer)
    if actor.is_support:
        member = signing.member(actor.staff)
        if member is None:
            return seen.none()
        return seen.filter(reseller__in=member.resellers) if member.resellers else seen
    return seen.filter(account=actor.account)
