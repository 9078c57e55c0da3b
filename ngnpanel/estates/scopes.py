"""What belongs to a domain, a zone or a customer, in pieces that one step reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.rating import Entity, Kind, subscriber
from ngnpanel.accounts.domain.sip import Account, Domain
from ngnpanel.api import Api
from ngnpanel.estates import details
from ngnpanel.estates.members import MEMBERS, plain
from ngnpanel.pstn.domain.routing import Gateway
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query

# Records of one piece. Each account takes eight calls more.
WINDOW: Final = 200
ACCOUNTS: Final = 25
# What only resellers and the platform have.
SELLERS: Final = ("carriers", "trusted_peers", "gateways", "gateway_rules", "routes")
LISTED: Final = tuple(name for name, member in MEMBERS.items() if member.page is not None)
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A window of a list: ``exact`` are values that its records have, for filters are patterns."""

    member: str
    filter: Mapping[str, Any]
    exact: Mapping[str, str] = field(default_factory=dict)
    start: int = 0
    count: int = WINDOW

    def to_plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(slots=True)
class Read:
    """What a piece holds: rows by member, and the customers that they name."""

    rows: Rows = field(default_factory=dict)
    parties: set[int] = field(default_factory=set)

    def add(self, member: str, record: Any, *, secrets: bool) -> None:
        """One record."""
        self.rows.setdefault(member, []).append(plain(record, secrets=secrets))
        for name in ("customer", "reseller", "owner"):
            self.parties.add(getattr(record, name, 0) or 0)


def everything() -> Iterator[Piece]:
    """The whole platform."""
    yield from (Piece(member=member, filter={}) for member in LISTED)


def of_customer(customer: Customer) -> Iterator[Piece]:
    """A customer with all that is its own; a reseller with all of its customers."""
    if customer.is_reseller:
        chosen = {"reseller": customer.id}
        yield from (Piece(member=member, filter=chosen) for member in LISTED)
        return
    for member in LISTED:
        if member not in SELLERS:
            yield Piece(member=member, filter={"customer": customer.id})


def of_domain(name: str) -> Iterator[Piece]:
    """A SIP domain with its accounts and aliases."""
    yield Piece(member="sip_domains", filter={"domain": name}, exact={"domain": name})
    yield Piece(member="sip_accounts", filter={"domain": name})
    yield Piece(member="sip_aliases", filter={"aliasDomain": name})


def of_zone(name: str) -> Iterator[Piece]:
    """A zone with its records, mail aliases and redirects."""
    yield Piece(member="dns_zones", filter={"name": name}, exact={"name": name})
    yield Piece(member="dns_records", filter={"zone": name}, exact={"zone": name})
    yield Piece(member="dns_fancy_records", filter={"zone": name}, exact={"zone": name})


def parted(api: Api, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same in windows; one call for each list."""
    for piece in pieces:
        count = ACCOUNTS if piece.member == "sip_accounts" else WINDOW
        for start in range(0, total(api, piece), count):
            yield Piece(
                member=piece.member,
                filter=piece.filter,
                exact=piece.exact,
                start=start,
                count=count,
            )


def total(api: Api, piece: Piece) -> int:
    """How many records a list has; one call."""
    list_of = MEMBERS[piece.member].page
    if list_of is None:
        return 0
    return list_of(api, Query(filter=piece.filter, count=1)).total


def read(api: Api, piece: Piece, *, secrets: bool) -> Read:
    """The records of a piece with what goes with them; raises RemoteError.

    One call; eight more for each account, one for each domain and gateway.
    """
    member = MEMBERS[piece.member]
    found = Read()
    if member.page is None:
        return found
    asked = Query(filter=piece.filter, order=member.order, start=piece.start, count=piece.count)
    for record in member.page(api, asked):
        if all(getattr(record, name) == value for name, value in piece.exact.items()):
            found.add(piece.member, record, secrets=secrets)
            for name, other in _with(api, record):
                found.add(name, other, secrets=secrets)
    return found


def _with(api: Api, record: Any) -> Iterator[tuple[str, Any]]:
    """What goes with a record and has no list."""
    if isinstance(record, Account):
        mailbox = api.voicemail.mailbox(record.id)
        if mailbox is not None:
            yield "voicemail_accounts", mailbox
        more = details.read(api, record)
        if not more.is_blank:
            yield "sip_account_details", more
    entity = _entity(record)
    if entity is not None:
        profiles = api.rating.profiles(entity)
        if profiles is not None:
            yield "rating_profiles", profiles


def _entity(record: Any) -> Entity | None:
    """What prices may be named for."""
    match record:
        case Account():
            return subscriber(record.id)
        case Domain():
            return Entity(Kind.DOMAIN, record.domain)
        case Gateway():
            return Entity(Kind.GATEWAY, str(record.id))
        case _:
            return None


def parties(api: Api, numbers: Iterable[int], *, secrets: bool) -> list[dict[str, Any]]:
    """The customers of these numbers, as far as they are there; a call for each."""
    found = []
    for number in sorted(numbers):
        if number:
            try:
                found.append(plain(api.customers.customer(number), secrets=secrets))
            except NotFound:
                continue  # an owner that is gone, or somebody whom this person does not see
    return found
