"""What each bulk act on ranges, numbers, zones, records and fancy records is tried on."""

from __future__ import annotations

from itertools import count
from typing import Any

from ngnpanel.dns.domain.fancy import FORWARDING, REDIRECTION, FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from tests.belongings import Estates
from tests.jobs.bulk.account_rows import another_customer
from tests.jobs.bulk.trying import Row
from tests.people import DOMAIN, api

SERIAL = count(1)


def numbers(estates: Estates) -> list[str]:
    """Two numbers of the customer's range with two addresses each."""
    found = []
    for _number in range(2):
        key = NumberId(number=f"31208{next(SERIAL):06d}")
        mappings = (
            Mapping(type="sip", mapto="sip:alice@acme.example", priority=7, ttl=600),
            Mapping(type="mailto", mapto="mailto:alice@acme.example"),
        )
        api().enum.add_number(
            Number(id=key, mappings=mappings, info="old", owner=estates.people.customer)
        )
        found.append(str(key))
    return found


def ranges(estates: Estates) -> list[str]:
    """Two ranges without numbers."""
    found = []
    for _range in range(2):
        key = RangeId(prefix=f"3177{next(SERIAL):04d}")
        people = estates.people
        block = Range(id=key, size=50, customer=people.customer, reseller=people.reseller)
        api().enum.add_range(block)
        found.append(str(key))
    return found


def zones(estates: Estates) -> list[str]:
    """Two zones of the customer with two name servers."""
    found = []
    for _zone in range(2):
        zone = Zone(
            name=f"z{next(SERIAL)}.example",
            nameservers=("ns1.example.net", "ns2.example.net"),
            email="dns@acme.example",
            info="old",
            customer=estates.people.customer,
            reseller=estates.people.reseller,
        )
        found.append(api().dns.add_zone(zone).name)
    return found


def records(kind: str, value: str, priority: int | None = None) -> Any:
    """Two records of a type in the customer's zone, under names of their own."""

    def make(estates: Estates) -> list[str]:
        found = []
        for _record in range(2):
            record = Record(
                zone=DOMAIN,
                name=f"r{next(SERIAL)}",
                type=kind,
                value=value,
                priority=priority,
                ttl=600,
                owner=estates.people.customer,
            )
            found.append(str(api().dns.add_record(record).id))
        return found

    return make


def fancy(kind: str, value: str) -> Any:
    """Two mail aliases or redirects in the customer's zone."""

    def make(estates: Estates) -> list[str]:
        found = []
        for _record in range(2):
            name = f"f{next(SERIAL)}"
            record = FancyRecord(
                zone=DOMAIN, name=name, type=kind, value=value, owner=estates.people.customer
            )
            found.append(str(api().dns.add_fancy_record(record).id))
        return found

    return make


NUMBER: dict[str, Any] = {
    "make": numbers,
    "operation": "Enum.updateNumber",
    "foreign": lambda estates: estates.foreign.number,
}
RANGE: dict[str, Any] = {
    "make": ranges,
    "operation": "Enum.updateRange",
    "foreign": lambda estates: estates.foreign.range,
}
ZONE: dict[str, Any] = {
    "make": zones,
    "operation": "Dns.updateZone",
    "foreign": lambda estates: estates.foreign.zone,
}
RECORD: dict[str, Any] = {
    "make": records("A", "192.0.2.1"),
    "operation": "Dns.updateRecord",
    "foreign": lambda estates: estates.foreign.record,
}
MAIL: dict[str, Any] = {
    "make": fancy(FORWARDING, "office@acme.example"),
    "operation": "Dns.updateFancyRecord",
    "foreign": lambda estates: estates.foreign.mail_alias,
}
URL: dict[str, Any] = {
    "make": fancy(REDIRECTION, "https://www.acme.example/"),
    "operation": "Dns.updateFancyRecord",
    "foreign": lambda estates: estates.foreign.redirect,
}
SECONDS: dict[str, Any] = {"settings": {"seconds": "7200"}}
NOBODY: dict[str, Any] = {"settings": {"nobody": "on"}}
FANCY_GONE: dict[str, Any] = {"operation": "Dns.deleteFancyRecord", "undo": "Dns.addFancyRecord"}
ROWS = (
    Row(kind="number-ttl", **NUMBER, settings={"ttl": "7200"}),
    Row(kind="number-owner", **NUMBER, **NOBODY),
    Row(kind="number-info", **NUMBER, settings={"no_info": "on"}),
    Row(
        kind="number-delete",
        **{**NUMBER, "operation": "Enum.deleteNumber", "undo": "Enum.addNumber"},
    ),
    Row(kind="range-ttl", **RANGE, settings={"ttl": "7200"}),
    Row(kind="range-info", **RANGE, settings={"info": "For offices"}),
    Row(kind="range-customer", **RANGE, settings=another_customer),
    Row(kind="range-delete", **{**RANGE, "operation": "Enum.deleteRange", "undo": "Enum.addRange"}),
    Row(kind="zone-ttl", **ZONE, **SECONDS),
    Row(kind="zone-minimum", **ZONE, **SECONDS),
    Row(kind="zone-refresh", **ZONE, **SECONDS),
    Row(kind="zone-retry", **ZONE, **SECONDS),
    Row(kind="zone-expire", **ZONE, **SECONDS),
    Row(kind="zone-info", **ZONE, settings={"no_info": "on"}),
    Row(kind="zone-server-add", **ZONE, settings={"server": "ns3"}),
    Row(kind="zone-server-remove", **ZONE, settings={"server": "NS1.example.net."}),
    Row(kind="zone-customer", **ZONE, settings=another_customer),
    Row(kind="zone-delete", **{**ZONE, "operation": "Dns.deleteZone", "undo": "Dns.addZone"}),
    Row(kind="record-ttl", **RECORD, **SECONDS),
    Row(
        kind="record-priority",
        **{**RECORD, "make": records("NAPTR", '100 10 "s" "SIP+D2U" "" _sip._udp')},
        settings={"priority": "77"},
    ),
    Row(kind="record-value", **RECORD, settings={"value": "192.0.2.77"}),
    Row(kind="record-owner", **RECORD, **NOBODY),
    Row(
        kind="record-delete",
        **{
            **RECORD,
            "make": records("MX", "mail", 20),
            "operation": "Dns.deleteRecord",
            "undo": "Dns.addRecord",
        },
    ),
    Row(kind="mail-alias-value", **MAIL, settings={"value": "new@acme.example"}),
    Row(kind="mail-alias-owner", **MAIL, **NOBODY),
    Row(kind="mail-alias-delete", **{**MAIL, **FANCY_GONE}),
    Row(kind="redirect-value", **URL, settings={"value": "https://new.acme.example/"}),
    Row(kind="redirect-owner", **URL, **NOBODY),
    Row(kind="redirect-delete", **{**URL, **FANCY_GONE}),
)
