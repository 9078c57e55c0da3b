"""A zone as a master file, which every DNS server reads (RFC 1035)."""

from __future__ import annotations

from collections.abc import Iterable

from ngnpanel.dns.domain import records, zones
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone


def zone_text(zone: Zone, rows: Iterable[Record]) -> str:
    """The master file of a stored zone with its records: full names, one record a line.

    SOA and NS come from the zone's attributes. A name server that is also written as a record is
    there once.
    """
    top = f"{zone.name}."
    lines = [f"{top} {zone.ttl} IN SOA {zones.soa(zone)}"]
    lines += [f"{top} {zone.ttl} IN NS {server}" for server in zones.ns(zone)]
    servers = set(zones.ns(zone))
    for row in rows:
        data = records.rdata(row)
        if row.type == "NS" and row.name == zone.name and data in servers:
            continue
        lines.append(f"{row.name}. {row.ttl} IN {row.type} {data}")
    return "\n".join([f"$ORIGIN {top}", *lines, ""])
