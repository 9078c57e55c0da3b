"""Decoded arguments -> records, and results -> plain values."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from ngnpanel.accounts.domain.accept import AcceptRules
from ngnpanel.accounts.domain.balance import PrepaidCard
from ngnpanel.accounts.domain.calls import CallsQuery, TracedCall
from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact, ContactMatch
from ngnpanel.accounts.domain.presence import PresenceInformation, PresencePolicy
from ngnpanel.accounts.domain.rating import RatingProfiles
from ngnpanel.accounts.domain.sip import Account, Alias, Domain, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.provisioning.faults import Fault
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from ngnpanel.soap.codec import CODEC
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.records import missing_members, to_record, wire_name

# Types of the WSDL that are a record here; all others stay plain values.
RECORDS: Final[dict[str, type[Any]]] = {
    "SipId": SipId,
    "SipDomain": Domain,
    "SipAccount": Account,
    "SipAlias": Alias,
    "AcceptRules": AcceptRules,
    "CallDiversions": Diversions,
    "CallsQuery": CallsQuery,
    "SipTraceFilter": TracedCall,
    "MediaTraceFilter": TracedCall,
    "PhonebookEntry": Contact,
    "VoicemailAccount": Mailbox,
    "PrepaidCard": PrepaidCard,
    "RatingEntityProfiles": RatingProfiles,
    "PresenceInformation": PresenceInformation,
    "PresencePolicy": PresencePolicy,
    "DnsZone": Zone,
    "DnsRecord": Record,
    "DnsFancyRecord": FancyRecord,
    "EnumRangeId": RangeId,
    "EnumRange": Range,
    "EnumId": NumberId,
    "EnumNumber": Number,
    "TrustedPeer": TrustedPeer,
    "Carrier": Carrier,
    "Gateway": Gateway,
    "GatewayRule": GatewayRule,
    "Route": Route,
    "CustomerAccount": Customer,
    "CustomerProperty": CustomerProperty,
}
# Arguments that mean something else than their type says: (operation, argument) -> record.
ARGUMENTS: Final[dict[tuple[str, str], type[Any]]] = {
    ("getPhonebookEntries", "match"): ContactMatch,
}
# Numbers that older clients leave out.
OPTIONAL: Final = frozenset({("getCreditHistory", "count")})
# Records of which nothing at all may arrive: an empty set is an empty element (G33).
MAY_BE_EMPTY: Final = (
    *(AcceptRules, CallsQuery, ContactMatch, Diversions, PresenceInformation, PresencePolicy),
)


def argument(operation: str, name: str, type_label: str, value: Any) -> Any:
    """The record, Query or plain value of one argument; raises Fault 9004 when it is incomplete."""
    record = ARGUMENTS.get((operation, name)) or RECORDS.get(type_label)
    if record is None and type_label.endswith("Query"):
        return Query.from_plain(value)
    if record is not None:
        return _record(record, name, value)
    item = RECORDS.get(_item_label(type_label))
    if item is not None:
        return tuple(_record(item, name, each) for each in value or ())
    is_number = type_label in ("xsd:int", "xsd:integer")
    if value is None and is_number and (operation, name) not in OPTIONAL:
        raise Fault(9004, f"The argument {name} is missing", name)
    return value


def plain(value: Any, type_label: str | None) -> Any:
    """What the codec encodes as ``type_label``: it takes records as they are, but no Page."""
    if isinstance(value, Page):
        return {"total": value.total, _rows_member(type_label or ""): value.rows}
    return value


def _record(record: type[Any], name: str, value: Any) -> Any:
    if value is None:
        if record not in MAY_BE_EMPTY:
            raise Fault(9004, f"The argument {name} is missing", name)
        value = {}
    _require(record, value)
    return to_record(record, value)


def _require(record: type[Any], value: Mapping[str, Any]) -> None:
    """Raises Fault 9004 for the first needed member that is missing, at any depth."""
    for missing in missing_members(record, value):
        raise Fault(9004, f"The member {missing} is missing", missing)
    for member, inner in _inner_records(record):  # type: ignore[arg-type] # classes are hashable
        given = value.get(member)
        for each in given if isinstance(given, list) else [given]:
            if each is not None:
                _require(inner, each)


@cache
def _inner_records(record: type[Any]) -> tuple[tuple[str, type[Any]], ...]:
    """The members of ``record`` that are records, or lists of records, themselves."""
    hints = typing.get_type_hints(record)
    return tuple(
        (wire_name(field), inner)
        for field in dataclasses.fields(record)
        for inner in (hints[field.name], *typing.get_args(hints[field.name]))
        if isinstance(inner, type) and dataclasses.is_dataclass(inner)
    )


@cache
def _rows_member(type_label: str) -> str:
    """The member of a result type that holds its rows: its list."""
    types = CODEC.contract.types
    members = types[type_label].members
    return next(
        name for name, ref in members.items() if ref.label in types and types[ref.label].item
    )


@cache
def _item_label(type_label: str) -> str:
    """The label of an array's items, empty when the type is no array."""
    described = CODEC.contract.types.get(type_label)
    return described.item.label if described and described.item else ""
