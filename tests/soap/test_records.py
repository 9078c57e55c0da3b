"""Records and plain values are two forms of the same thing."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain import calls
from ngnpanel.accounts.domain.accept import AcceptRules, AcceptRulesResult, WeeklyRule
from ngnpanel.accounts.domain.balance import (
    BalanceChange,
    CreditHistory,
    CreditHistoryEntry,
    PrepaidAccount,
    PrepaidCard,
)
from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.accounts.domain.devices import Device, DeviceLocations
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact, ContactMatch
from ngnpanel.accounts.domain.presence import (
    PresenceInformation,
    PresencePolicy,
    PresenceWatcher,
)
from ngnpanel.accounts.domain.rating import RatingProfiles
from ngnpanel.accounts.domain.sip import Account, Alias, Domain, Network, Property, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox, VoicemailOptions
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from ngnpanel.soap.records import missing_members, parse_time, to_plain, to_record, wire_name
from ngnpanel.soap.wsdl import load

# Record -> the type of the contract that it stands for.
TYPES: dict[type[Any], str] = {
    SipId: "SipId",
    Property: "Property",
    Network: "SubscriberACL",
    Domain: "SipDomain",
    Account: "SipAccount",
    Alias: "SipAlias",
    Customer: "CustomerAccount",
    CustomerProperty: "CustomerProperty",
    Diversions: "CallDiversions",
    WeeklyRule: "PersistentAcceptRule",
    AcceptRules: "AcceptRules",
    AcceptRulesResult: "AcceptRulesResult",
    TrustedPeer: "TrustedPeer",
    Carrier: "Carrier",
    Gateway: "Gateway",
    GatewayRule: "GatewayRule",
    Route: "Route",
    Contact: "PhonebookEntry",
    ContactMatch: "PhonebookEntry",
    calls.Call: "Call",
    calls.Calls: "Calls",
    calls.CallQuery: "CallQuery",
    calls.CallsQuery: "CallsQuery",
    calls.CallSummary: "CallSummary",
    calls.CallStatistics: "CallStatistics",
    calls.TracedCall: "SipTraceFilter",
    Device: "SipDeviceLocation",
    DeviceLocations: "SipDeviceLocations",
    Mailbox: "VoicemailAccount",
    VoicemailOptions: "VoicemailOptions",
    Zone: "DnsZone",
    Record: "DnsRecord",
    FancyRecord: "DnsFancyRecord",
    RangeId: "EnumRangeId",
    Range: "EnumRange",
    NumberId: "EnumId",
    Number: "EnumNumber",
    Mapping: "EnumMapping",
    PrepaidAccount: "PrepaidAccount",
    PrepaidCard: "PrepaidCard",
    BalanceChange: "BalanceChange",
    CreditHistory: "CreditHistory",
    CreditHistoryEntry: "CreditHistoryEntry",
    RatingProfiles: "RatingEntityProfiles",
    PresenceInformation: "PresenceInformation",
    PresencePolicy: "PresencePolicy",
    PresenceWatcher: "PresenceWatcher",
}


def moments() -> st.SearchStrategy[datetime]:
    return st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize("record", TYPES, ids=lambda record: record.__name__)
def test_a_record_has_exactly_the_members_of_the_contract(record: type[Any]) -> None:
    members = set(load().types[TYPES[record]].members)
    assert {wire_name(field) for field in dataclasses.fields(record)} == members


@pytest.mark.parametrize("record", TYPES, ids=lambda record: record.__name__)
@given(data=st.data())
def test_every_record_survives_the_way_to_the_wire_and_back(
    record: type[Any], data: st.DataObject
) -> None:
    st.register_type_strategy(datetime, moments())
    value = data.draw(st.from_type(record))
    assert to_record(record, to_plain(value)) == value


def test_a_nil_member_takes_its_default_unless_none_has_a_meaning() -> None:
    account = to_record(
        Account, {"id": {"username": "a", "domain": "b.nl"}, "email": None, "quota": None}
    )
    assert account.email == ""
    assert account.quota is None
    assert account.groups == ()


def test_nil_items_of_an_array_are_dropped_and_empty_ones_stay() -> None:
    account = to_record(
        Account, {"id": {"username": "a", "domain": "b.nl"}, "groups": ["blocked", None, ""]}
    )
    assert account.groups == ("blocked", "")


def test_unknown_members_are_ignored() -> None:
    assert to_record(Diversions, {"nocondition": "empty"}) == Diversions()


def test_the_missing_key_of_a_record_is_named() -> None:
    assert missing_members(Account, {"password": "x"}) == ["id"]
    assert missing_members(SipId, {"username": "a"}) == ["domain"]
    assert missing_members(Customer, {}) == []


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23 16:09:21", datetime(2026, 11, 23, 16, 9, 21, tzinfo=UTC)),
        ("2026-11-23T16:09:21Z", datetime(2026, 11, 23, 16, 9, 21, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_a_time_stamp_is_read_as_utc_or_not_at_all(text: str, moment: datetime | None) -> None:
    assert parse_time(text) == moment
