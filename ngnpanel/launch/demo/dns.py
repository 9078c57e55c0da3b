"""The DNS of the demonstration: one zone complete for SIP, one that still lacks something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ngnpanel.api import Api
from ngnpanel.dns.domain.fancy import FORWARDING, REDIRECTION, FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.launch.demo import plan
from ngnpanel.soap.paging import Query

ALL: Final = 5000
COMPLETE: Final = "rivierazorg.example"
INCOMPLETE: Final = "kaapnoord.example"
OWN: Final = "leuchtfeuer.example"
ZONES: Final = {
    COMPLETE: (plan.FIRST_CUSTOMER, "Web, mail and telephones of Rivierazorg"),
    INCOMPLETE: (plan.SECOND_CUSTOMER, "Moved here last month"),
    OWN: (plan.RESELLER, "Our own servers"),
}


def record(name: str, kind: str, value: str, priority: int | None = None) -> Record:
    """A record with the usual TTL."""
    return Record(name=name, type=kind, value=value, priority=priority, ttl=3600)


WEB_AND_MAIL: Final = (
    record("", "A", "192.0.2.80"),
    record("www", "CNAME", "@"),
    record("mail", "A", "192.0.2.25"),
    record("", "MX", "mail", 10),
    record("", "TXT", "v=spf1 mx -all"),
)
RECORDS: Final[Mapping[str, tuple[Record, ...]]] = {
    COMPLETE: (
        *WEB_AND_MAIL,
        record("", "AAAA", "2001:db8::80"),
        record("", "MX", f"mail.{OWN}", 20),
        record("sip", "A", "192.0.2.50"),
        record("sip", "AAAA", "2001:db8::50"),
        record("", "NAPTR", '10 100 "s" "SIP+D2T" "" _sip._tcp', 100),
        record("", "NAPTR", '20 100 "s" "SIPS+D2T" "" _sips._tcp', 100),
        record("", "NAPTR", '30 100 "s" "SIP+D2U" "" _sip._udp', 100),
        record("_sip._tcp", "SRV", "100 5060 sip", 100),
        record("_sips._tcp", "SRV", "100 5061 sip", 100),
        record("_sip._udp", "SRV", "100 5060 sip", 100),
        record("office", "LOC", "52 37 54.000 N 4 45 12.000 E 1m 20m"),
    ),
    INCOMPLETE: (
        *WEB_AND_MAIL,
        # The server that this leads to has no address, and TCP and TLS are missing.
        record("", "NAPTR", '30 100 "s" "SIP+D2U" "" _sip._udp', 100),
        record("_sip._udp", "SRV", "100 5060 proxy", 100),
    ),
    OWN: (
        *WEB_AND_MAIL,
        record("proxy", "A", "192.0.2.60"),
        record("_sip._udp", "SRV", "100 5060 proxy", 100),
    ),
}
FANCY: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    COMPLETE: (
        (FORWARDING, "info", "sanne.bakker@rivierazorg.example"),
        (FORWARDING, "beheer", "frieda.lindner@leuchtfeuer.example"),
        (REDIRECTION, "help", "https://www.rivierazorg.example/help"),
    ),
    INCOMPLETE: (
        (FORWARDING, "it", "torsten.nystrom@kaapnoord.example"),
        (REDIRECTION, "track", "https://www.kaapnoord.example/shipments"),
    ),
    OWN: ((FORWARDING, "support", "frieda.lindner@leuchtfeuer.example"),),
}


def load(api: Api, tenants: Mapping[str, int]) -> int:
    """Add what is missing of the zones and of what is in them; how many zones there are."""
    known = {zone.name for zone in api.dns.zones(Query(count=ALL))}
    for name, (tenant, info) in ZONES.items():
        if name not in known:
            zone = Zone(name=name, customer=tenants[tenant], info=info, email=f"hostmaster@{OWN}")
            api.dns.add_zone(zone)
        _records(api, name)
        _fancy_records(api, name)
    return len(ZONES)


def _records(api: Api, zone: str) -> None:
    known = {
        (row.name, row.type, row.value)
        for row in api.dns.records(Query(filter={"zone": zone}, count=ALL))
    }
    for row in RECORDS[zone]:
        full = f"{row.name}.{zone}" if row.name else zone
        if (full, row.type, row.value) not in known:
            api.dns.add_record(replace(row, zone=zone))


def _fancy_records(api: Api, zone: str) -> None:
    known = {
        (row.type, row.name)
        for row in api.dns.fancy_records(Query(filter={"zone": zone}, count=ALL))
    }
    for kind, name, value in FANCY[zone]:
        full = f"{name}@{zone}" if kind == FORWARDING else f"{name}.{zone}"
        if (kind, full) not in known:
            api.dns.add_fancy_record(FancyRecord(zone=zone, type=kind, name=name, value=value))
