"""What importing a file changes in a zone: added, changed, unchanged, refused, left as it is."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ngnpanel.accounts.domain.rules import Saying
from ngnpanel.dns.domain import records, zones
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.templates import identity
from ngnpanel.dns.domain.zones import Zone

# Beside these, a zone keeps what the file cannot say: whose it is, the serial, a note.
SAID: Final = ("ttl", "email", "refresh", "retry", "expire", "minimum")
# Where there is one record of such a type, a different one in the file replaces it.
SINGLE: Final = frozenset({"A", "AAAA", "CNAME", "LOC", "PTR"})

Numbered = tuple[int, Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A record that is written: ``old`` None for a new one."""

    number: int
    record: Record
    old: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record of the file that the zone cannot have, and why."""

    number: int
    record: Record
    reason: Saying


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``left`` is in the zone but not in the file; it goes when ``removes``."""

    before: Zone | None
    zone: Zone
    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: tuple[Record, ...] = ()
    left: tuple[Record, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    removes: bool = False

    @property
    def attributes(self) -> list[tuple[str, object, object]]:
        """Name, old and new value of each attribute of the zone that changes."""
        if self.before is None:
            return []
        return [
            (name, getattr(self.before, name), getattr(self.zone, name))
            for name in (*SAID, "nameservers")
            if getattr(self.before, name) != getattr(self.zone, name)
        ]

    @property
    def removed(self) -> tuple[Record, ...]:
        """What goes."""
        return self.left if self.removes else ()

    @property
    def writes(self) -> int:
        """How many calls write it."""
        of_zone = self.before is None or bool(self.attributes)
        return len(self.added) + len(self.changed) + len(self.removed) + of_zone

    @property
    def digest(self) -> str:
        """Stands for everything that will be written, and what it replaces."""
        said = (
            self.before,
            self.zone,
            [(c.record, c.old) for c in (*self.added, *self.changed)],
            self.left,
            self.removes,
        )
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


def zone_after(before: Zone | None, said: Zone, *, has_soa: bool) -> Zone:
    """The zone with what a file says about it; ``said`` without name servers keeps those it has."""
    if before is None:
        return said
    servers = said.nameservers or before.nameservers
    if not has_soa:
        return replace(before, nameservers=servers)
    values = {name: getattr(said, name) or getattr(before, name) for name in SAID}
    if not said.email and zones.soa(before).split()[1] == f"hostmaster.{before.name}.":
        values["email"] = before.email
    elif not said.email:
        values["email"] = f"hostmaster@{before.name}"
    return replace(before, nameservers=servers, **values)


def plan(
    before: Zone | None,
    zone: Zone,
    lines: Iterable[Numbered],
    present: Sequence[Record],
    *,
    removes: bool = False,
) -> Plan:
    """What it takes to have the records of ``lines`` in the zone that has ``present``."""
    wanted = [(number, replace(row, ttl=row.ttl or zone.minimum)) for number, row in lines]
    there = {identity(row): row for row in present}
    named = {identity(row) for _number, row in wanted}
    unchanged = []
    changed = []
    new: list[Numbered] = []
    for number, row in wanted:
        old = there.get(identity(row))
        if old is None:
            new.append((number, row))
        elif old.ttl == row.ttl:
            unchanged.append(old)
        else:
            changed.append(Change(number=number, record=replace(old, ttl=row.ttl), old=old))
    left = [row for row in present if identity(row) not in named]
    pairs = _pairs(new, left)
    changed += [_replacing(number, row, old) for number, row, old in pairs]
    replaced = {old.id for _number, _row, old in pairs}
    left = [row for row in left if row.id not in replaced]
    paired = {number for number, _row, _old in pairs}
    staying = [*unchanged, *(c.record for c in changed), *(() if removes else left)]
    added, rejected = _fitting([one for one in new if one[0] not in paired], staying, zone.name)
    return Plan(
        before=before,
        zone=zone,
        added=tuple(added),
        changed=tuple(sorted(changed, key=lambda one: one.number)),
        unchanged=tuple(unchanged),
        left=tuple(left),
        rejected=tuple(rejected),
        removes=removes,
    )


def _replacing(number: int, row: Record, old: Record) -> Change:
    values = replace(old, ttl=row.ttl, value=row.value, priority=row.priority)
    return Change(number=number, record=values, old=old)


def _pairs(new: Iterable[Numbered], left: Iterable[Record]) -> list[tuple[int, Record, Record]]:
    """New records with the one that each of them replaces, where there is no doubt about it."""
    old_ones: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    new_ones: dict[tuple[str, ...], list[Numbered]] = defaultdict(list)
    for row in left:
        old_ones[_likeness(row)].append(row)
    for number, row in new:
        new_ones[_likeness(row)].append((number, row))
    return [
        (*rows[0], old_ones[key][0])
        for key, rows in new_ones.items()
        if len(rows) == 1 and len(old_ones[key]) == 1
    ]


def _likeness(row: Record) -> tuple[str, ...]:
    """What a record has in common with the one that it replaces."""
    key = (row.name, row.type)
    words = records.rdata(row).split(" ")
    if row.type in SINGLE:
        return key
    if row.type == "MX":
        return (*key, words[1])
    if row.type == "SRV":
        return (*key, *words[2:])
    if row.type == "NAPTR":
        return (*key, *words[2:])
    return (*key, *words)


def _fitting(
    new: Iterable[Numbered], staying: Iterable[Record], zone: str
) -> tuple[list[Change], list[Rejected]]:
    """The new records that may stand beside the others, by the CNAME rule."""
    types: dict[str, set[str]] = defaultdict(set)
    for row in staying:
        types[row.name].add(row.type)
    added, rejected = [], []
    for number, row in new:
        reason = records.conflict(row.name, row.type, zone, types[row.name])
        if reason:
            rejected.append(Rejected(number=number, record=row, reason=reason))
            continue
        types[row.name].add(row.type)
        added.append(Change(number=number, record=row))
    return added, rejected
