"""Records of zones, and the rules about names, types and their neighbours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError, Saying, saying
from ngnpanel.dns.domain import names, values
from ngnpanel.dns.domain.zones import MAX_SECONDS

TYPES: Final = ("A", "AAAA", "CNAME", "MX", "NAPTR", "NS", "SRV", "TXT", "PTR", "LOC")
# Types whose records are tried in an order; of NAPTR it is the preference.
PRIORITIZED: Final = ("MX", "SRV", "NAPTR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of a zone.

    ``name`` is written relative to the zone or in full and read in full; ``ttl`` is in seconds, 0
    stands for the zone's minimum. ``priority`` belongs to MX and SRV and is the preference of
    NAPTR; ``value`` holds the rest of the data in presentation form. ``owner`` is a customer id, 0
    for none; ``customer`` and ``reseller`` are those of the zone.
    """

    id: int = 0
    zone: str = ""
    name: str = ""
    type: str = ""
    ttl: int = 0
    value: str = ""
    priority: int | None = None
    owner: int = 0
    customer: int = 0
    reseller: int = 0
    change_date: datetime | None = None


def checked(record: Record, zone: str, minimum: int) -> Record:
    """The record as it is stored in ``zone``; raises RuleError.

    ``minimum`` is the zone's, in seconds, for a record without a TTL (contract G59).
    """
    kind = one_of(record.type, TYPES)
    name = names.full_name(record.name, zone)
    if not 0 <= record.ttl <= MAX_SECONDS:
        raise RuleError("Enter a TTL from 0 to %(most)s seconds.", "ttl", most=MAX_SECONDS)
    value, priority = values.checked(kind, record.value, record.priority, zone)
    if kind == "CNAME" and names.absolute(value, zone) == name:
        raise RuleError("A CNAME cannot point to itself.", "value")
    return replace(
        record,
        zone=zone,
        name=name,
        type=kind,
        ttl=record.ttl or minimum,
        value=value,
        priority=priority,
    )


def with_priority(record: Record, priority: int) -> Record:
    """A stored record with another priority; raises RuleError for types that have none."""
    if record.type not in PRIORITIZED:
        raise RuleError("A record of this type has no priority.", "type")
    value, stored = values.checked(record.type, record.value, priority, record.zone)
    return replace(record, value=value, priority=stored)


def with_value(record: Record, value: str) -> Record:
    """A stored record with other data; raises RuleError where it is none for the type.

    The preference of a NAPTR record is part of its data.
    """
    priority = None if record.type == "NAPTR" else record.priority
    new = checked(replace(record, value=value, priority=priority), record.zone, minimum=0)
    return replace(record, value=new.value, priority=new.priority)


def conflict(name: str, kind: str, zone: str, neighbours: Collection[str]) -> Saying | None:
    """What the CNAME rule has against a record, None when it may be.

    ``neighbours`` are the types of the other records of the same name. A CNAME stands alone, and
    never at the top of a zone, where SOA and NS are.
    """
    if kind == "CNAME" and name == zone:
        return saying("%(name)s is the zone itself and cannot be a CNAME.", name=name)
    if kind == "CNAME" and neighbours:
        return saying("%(name)s has other records, so it cannot be a CNAME.", name=name)
    if "CNAME" in neighbours:
        return saying("%(name)s is a CNAME, so it cannot have other records.", name=name)
    return None


def rdata(record: Record) -> str:
    """The data of a stored record in presentation form, with full names."""
    return values.rdata(record.type, record.value, record.priority, record.zone)


def one_of(text: str, types: tuple[str, ...]) -> str:
    """A type in upper case; raises RuleError when it is none of ``types``."""
    kind = text.strip().upper()
    if kind not in types:
        raise RuleError("Choose a type: %(types)s.", "type", types=", ".join(types))
    return kind
