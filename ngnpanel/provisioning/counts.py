"""Totals without counting: the database keeps how many rows each domain has (migration 0003)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.lookups import Exact

from ngnpanel.provisioning import rights
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.models.counts import ACCOUNTS, ALIASES, GROUP, PREPAID, DomainCount
from ngnpanel.provisioning.models.sip import AccountGroup
from ngnpanel.provisioning.windows import DOMAINS

ONE: Final = Value(1, output_field=IntegerField())


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The counts of the domains that a list may show.

    ``others`` are the rows of the list that lie in other domains; they are few, and are counted.
    ``sparse``, ``medium`` and ``dense`` are the same filter, the one that chose the counts: the
    first finds few rows among many, the second reads all that match before it checks row by row,
    the third looks for each row alone. ``is_complete`` tells whether the counts are those of that
    filter.
    """

    rows: QuerySet[DomainCount]
    others: Q | None = None
    sparse: Q = field(default_factory=Q)
    medium: Q = field(default_factory=Q)
    dense: Q = field(default_factory=Q)
    is_complete: bool = True


def total(rows: QuerySet[DomainCount]) -> int:
    """The sum of counts."""
    return rows.aggregate(total=Sum("number"))["total"] or 0


def of(what: str) -> QuerySet[DomainCount]:
    """The counts of one kind in all domains."""
    return DomainCount.objects.filter(what=what)


def few(rows: QuerySet[DomainCount]) -> list[int] | None:
    """The domains that are counted in if they are few, else None."""
    found = list(rows.values_list("domain", flat=True)[: DOMAINS + 1])
    return found if 0 < len(found) <= DOMAINS else None


def accounts(caller: Caller, groups: Collection[str] = ()) -> Kept:
    """The counts of the accounts that the caller may see, in any of these groups if there are some.

    Nobody keeps how many accounts are in any of several groups.
    """
    if not groups:
        return _visible(caller, ACCOUNTS)
    names = [name for name in groups if name != PREPAID]
    is_prepaid = Q(prepaid=True) if PREPAID in groups else Q(pk__in=())
    sparse = medium = dense = is_prepaid
    if names:
        members = AccountGroup.objects.filter(account=OuterRef("pk"), name__in=names)
        sparse = Q(Exists(members)) | is_prepaid
        # PostgreSQL makes a join of EXISTS, a hashed table of EXISTS within an expression, and a
        # look at an index of a value.
        found = Case(
            When(Exists(members), then=ONE), default=Value(0), output_field=ONE.output_field
        )
        medium = Q(Exact(found, 1)) | is_prepaid
        dense = Q(Exact(Subquery(members.annotate(one=ONE).values("one")[:1]), 1)) | is_prepaid
    what = f"{GROUP}{names[0]}" if names else PREPAID
    kept = _visible(caller, what if len(groups) == 1 else ACCOUNTS)
    is_complete = len(groups) == 1
    return replace(kept, sparse=sparse, medium=medium, dense=dense, is_complete=is_complete)


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
