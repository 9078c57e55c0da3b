"""Totals without counting: the database keeps how many rows each domain has (migration 0003)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from ngnpanel.provisioning import rights
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.models.counts import ACCOUNTS, ALIASES, GROUP, PREPAID, DomainCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The counts of the domains that a list may show.

    ``others`` are the rows of the list that lie in other domains; they are few, and are counted.
    """

    rows: QuerySet[DomainCount]
    others: Q | None = None


def total(rows: QuerySet[DomainCount]) -> int:
    """The sum of counts."""
    return rows.aggregate(total=Sum("number"))["total"] or 0


def of(what: str) -> QuerySet[DomainCount]:
    """The counts of one kind in all domains."""
    return DomainCount.objects.filter(what=what)


def accounts(caller: Caller, groups: Collection[str] = ()) -> Kept | None:
    """The counts of the accounts that the caller may see, in a group if one is asked for.

    None for several groups: nobody keeps how many accounts are in any of them.
    """
    if len(groups) > 1:
        return None
    for name in groups:
        return _visible(caller, PREPAID if name == PREPAID else f"{GROUP}{name}")
    return _visible(caller, ACCOUNTS)


def aliases(caller: Caller) -> Kept:
    """The counts of the aliases that the caller may see."""
    return _visible(caller, ALIASES)


def _visible(caller: Caller, what: str) -> Kept:
    rows: QuerySet[Any] = rights.of_tenant(of(what), caller, "domain__")
    if caller.is_administrator or caller.is_reseller:
        return Kept(rows=rows)
    # A customer also sees what it is the owner of elsewhere (G69).
    owned = Q(owner=caller.customer)
    return Kept(rows=rows, others=owned & ~Q(domain__customer=caller.customer))
