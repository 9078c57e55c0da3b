"""What the list and the forms of every kind of record have to offer, and to whom.

The lists of an app are compared with these word for word: a column, a sort key, a filter or a
field that is lost fails here, and so does one that appears without a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ngnpanel.accounts.domain.sip import SipId
from tests.belongings import Estate, Estates
from tests.people import ALICE, DOMAIN, FOREIGN, FOREIGN_DOMAIN, api

Values = Mapping[str, Callable[[Any], Any]]


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two tenants, with the words that its filters are typed with."""

    customer: int
    reseller: int
    domain: str
    account: SipId
    prefix: str
    word: str
    estate: Estate


def sides(estates: Estates) -> tuple[Side, Side]:
    """The reseller's customer, and the stranger's."""
    people = estates.people
    own = Side(
        customer=people.customer,
        reseller=people.reseller,
        domain=DOMAIN,
        account=ALICE,
        prefix="3120",
        word="own",
        estate=estates.own,
    )
    foreign = Side(
        customer=api().sip.domain(FOREIGN_DOMAIN).customer,
        reseller=people.stranger,
        domain=FOREIGN_DOMAIN,
        account=FOREIGN,
        prefix="4930",
        word="foreign",
        estate=estates.foreign,
    )
    return own, foreign


def nothing_more(side: Side) -> None:
    """The records differ as they are."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """One kind of record.

    ``key`` is the key of a side's record after ``differ`` made both different. ``columns`` are the
    administrator's; ``sellers`` are those that resellers do not see. ``order``
    is how a list is sorted at first, ``sorts`` are the keys by wire name with what they sort by.
    ``filters`` are the fields of the search with what finds the record of one side and not that of
    the other; None where there is none. ``not_for`` are filters that resellers and
    customers do not have. ``add`` are the fields of a new record with their defaults, and ``edit``
    those that can be changed, ``text`` those that are shown as text, by person.
    """

    name: str
    key: Callable[[Side], str]
    columns: str
    sellers: str = "reseller"
    sorts: Values
    order: str = "-changeDate"
    filters: Values
    not_for: Mapping[str, str] = field(
        default_factory=lambda: {"reseller": "reseller", "customer": "reseller customer"}
    )
    differ: Callable[[Side], None] = nothing_more
    add: Mapping[str, Mapping[str, Any]]
    edit: Mapping[str, str]
    text: Mapping[str, str]
