"""The members of an export, in the order in which they are needed, and their records.

Those of domains and zones are called as in the exports of the panel that came before; the others
are ours.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.rating import RatingProfiles
from ngnpanel.accounts.domain.sip import Account, Alias, Domain
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.api import Api
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.enum.domain.ranges import Range
from ngnpanel.estates.details import Details
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from ngnpanel.pstn.resources.peers import PeerResource
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.records import to_plain, wire_name
from ngnpanel.web.changes import is_secret_property

Listed = Callable[[Api, Query], Page[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member: the class of its records, and how those are listed; None: with others."""

    record: type[Any]
    page: Listed | None = None
    order: str = ""


MEMBERS: Final[Mapping[str, Member]] = {
    "customers": Member(
        record=Customer, page=lambda api, query: api.customers.customers(query), order="customer"
    ),
    "sip_domains": Member(
        record=Domain, page=lambda api, query: api.sip.domains(query), order="domain"
    ),
    "enum_ranges": Member(
        record=Range, page=lambda api, query: api.enum.ranges(query), order="prefix"
    ),
    "dns_zones": Member(record=Zone, page=lambda api, query: api.dns.zones(query), order="name"),
    "carriers": Member(
        record=Carrier, page=lambda api, query: api.pstn.carriers(query), order="name"
    ),
    "trusted_peers": Member(
        record=TrustedPeer, page=lambda api, query: PeerResource().page(api, query), order="ip"
    ),
    "sip_accounts": Member(
        record=Account, page=lambda api, query: api.sip.accounts(query), order="username"
    ),
    "enum_numbers": Member(
        record=Number, page=lambda api, query: api.enum.numbers(query), order="number"
    ),
    "dns_records": Member(
        record=Record, page=lambda api, query: api.dns.records(query), order="name"
    ),
    "dns_fancy_records": Member(
        record=FancyRecord, page=lambda api, query: api.dns.fancy_records(query), order="name"
    ),
    "gateways": Member(
        record=Gateway, page=lambda api, query: api.pstn.gateways(query), order="name"
    ),
    "sip_aliases": Member(
        record=Alias, page=lambda api, query: api.sip.aliases(query), order="aliasUsername"
    ),
    "gateway_rules": Member(
        record=GatewayRule, page=lambda api, query: api.pstn.gateway_rules(query), order="prefix"
    ),
    "routes": Member(record=Route, page=lambda api, query: api.pstn.routes(query), order="prefix"),
    "voicemail_accounts": Member(record=Mailbox),
    "rating_profiles": Member(record=RatingProfiles),
    "sip_account_details": Member(record=Details),
}


def plain(record: Any, *, secrets: bool) -> dict[str, Any]:
    """A record by its wire names; without ``secrets`` those members are missing."""
    named = getattr(record, "properties", None)
    if named and not secrets:
        kept = tuple(item for item in named if not is_secret_property(item.name))
        record = replace(record, properties=kept)
    struct: dict[str, Any] = json.loads(json.dumps(to_plain(record), default=str))
    if secrets:
        return struct
    return {name: value for name, value in struct.items() if name not in secret_names(record)}


def secret_names(record: Any) -> frozenset[str]:
    """The wire names of what is secret in a record; a certificate is only long."""
    hidden = {wire_name(field) for field in dataclasses.fields(record) if not field.repr}
    return frozenset(hidden - {"properties", "certificate"})
