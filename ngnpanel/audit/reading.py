"""Which entries somebody may read."""

from __future__ import annotations

from django.db.models import QuerySet

from ngnpanel.actor import Actor, Role
from ngnpanel.audit.models import Entry


def of_actor(actor: Actor) -> QuerySet[Entry]:
    """All for the administrator, those of a reseller's scope, a customer's, an account's own."""
    seen = Entry.objects.filter(platform=actor.platform).order_by("-number")
    if actor.is_administrator:
        return seen
    if actor.role is Role.RESELLER:
        return seen.filter(reseller=actor.reseller)
    if actor.role is Role.CUSTOMER:
        return seen.filter(customer=actor.customer)
    return seen.filter(account=actor.account)
