"""Zones with their records: reading them, and writing several records with a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ngnpanel.api import Api
from ngnpanel.dns.domain import names, records, zone_plan
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.templates import identity
from ngnpanel.dns.domain.zone_plan import Plan
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.dns.services.master_file import MAX_RECORDS, ZoneFile
from ngnpanel.soap.errors import Conflict, Denied, Invalid, NotFound, Unavailable
from ngnpanel.soap.paging import Query
from ngnpanel.web.faults import sentence

# More changes than these take too long for one request.
MOST_WRITES: Final = 200
# Zones that end alike, among which the one above a name is looked for.
MOST_ZONES: Final = 1000
# Names above a name that are asked for one by one; a page does not wait for more.
MOST_NAMES: Final = 8


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that could not be written, as a line of a zone file, and why."""

    text: str
    reason: str
    number: int = 0


@dataclass(slots=True)
class Outcome:
    """What became of several writes; ``untried`` were not sent, because the platform went away."""

    added: list[Record] = field(default_factory=list)
    changed: list[Record] = field(default_factory=list)
    removed: list[Record] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    untried: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether everything was written."""
        return not self.failures and not self.untried


@dataclass(frozen=True, slots=True)
class Write:
    """One call, the record that it is about, and the list that the record joins when it is done."""

    row: Record
    act: Callable[[Record], object]
    done: list[Record]
    number: int = 0


def records_of(api: Api, zone: str) -> tuple[Record, ...]:
    """All records of a zone, in the order of their names; at most 5,000, in one call."""
    found = api.dns.records(Query(filter={"zone": zone}, order="name", count=MAX_RECORDS))
    # The filter is a pattern, in which an underscore stands for any character.
    return tuple(row for row in found if row.zone == zone)


def covering_zone(api: Api, name: str) -> Zone | None:
    """The nearest zone at or above ``name`` that the person sees, in one call.

    Where very many zones end alike, the name and those at the top are asked for one by one.
    """
    above = [name, *names.parents(name)]
    found = api.dns.zones(Query(filter={"name": f"%{above[-1]}"}, order="name", count=MOST_ZONES))
    if found.total <= MOST_ZONES:
        here = {zone.name: zone for zone in found}
        return next((here[one] for one in above if one in here), None)
    for one in above if len(above) <= MOST_NAMES else (name, *above[1 - MOST_NAMES :]):
        try:
            return api.dns.zone(one)
        except NotFound:
            continue
    return None


def planned(
    file: ZoneFile, before: Zone | None, present: Sequence[Record], *, removes: bool = False
) -> Plan:
    """What importing a file would change; name servers that are kept as records stay records."""
    kept = {
        records.rdata(row) for row in present if row.type == "NS" and row.name == file.zone.name
    }
    known = before.nameservers if before else ()
    as_records = [
        line
        for line, host in zip(file.servers, file.zone.nameservers, strict=True)
        if f"{host}." in kept and host not in known
    ]
    apart = {line.number for line in as_records}
    servers = tuple(
        host
        for line, host in zip(file.servers, file.zone.nameservers, strict=True)
        if line.number not in apart
    )
    said = replace(file.zone, nameservers=servers)
    # A record of a server that is an attribute as well is written once in a file.
    hidden = {f"{host}." for host in servers} & kept
    rows = [
        row
        for row in present
        if not (row.type == "NS" and row.name == said.name and records.rdata(row) in hidden)
    ]
    lines = [(line.number, line.record) for line in (*file.lines, *as_records)]
    zone = zone_plan.zone_after(before, said, has_soa=file.has_soa)
    return zone_plan.plan(before, zone, lines, rows, removes=removes)


def add_all(api: Api, rows: Iterable[Record]) -> Outcome:
    """Add records one by one; what was refused is told, and stops no other."""
    outcome = Outcome()
    _run([Write(row, api.dns.add_record, outcome.added) for row in rows], outcome)
    return outcome


def write(api: Api, plan: Plan) -> Outcome:
    """Do what a plan says: the zone, then what goes, what changes, and what comes.

    A refusal of the zone itself raises; of a record it is told.
    """
    outcome = Outcome()
    added = plan.added
    if plan.before is None:
        api.dns.add_zone(plan.zone)
        # The platform adds the addresses of the name servers that it knows.
        there = {identity(row) for row in records_of(api, plan.zone.name)}
        added = tuple(one for one in added if identity(one.record) not in there)
    elif plan.attributes:
        api.dns.update_zone(plan.zone)
    writes = [
        Write(row, lambda row: api.dns.delete_record(row.id), outcome.removed)
        for row in plan.removed
    ]
    writes += [
        Write(one.record, api.dns.update_record, outcome.changed, one.number)
        for one in plan.changed
    ]
    writes += [Write(one.record, api.dns.add_record, outcome.added, one.number) for one in added]
    _run(writes, outcome)
    return outcome


def line_of(row: Record) -> str:
    """A record as it stands in a zone file."""
    return f"{row.name}. {row.ttl} IN {row.type} {records.rdata(row)}"


def _run(writes: Sequence[Write], outcome: Outcome) -> None:
    """One after the other; a platform that is away ends it."""
    for place, one in enumerate(writes):
        try:
            one.act(one.row)
        except (Conflict, Invalid, NotFound, Denied) as error:
            outcome.failures.append(Failure(line_of(one.row), sentence(error), one.number))
        except Unavailable:
            outcome.untried = len(writes) - place
            return
        else:
            one.done.append(one.row)
