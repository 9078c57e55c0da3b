"""DNS records as rows of a table: value and priority as zone files have them."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.bulk.imports.zones import ZONES
from ngnpanel.dns.domain import names, records
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.resources.records import RecordResource
from ngnpanel.imports.columns import EMPTY, Cells, Column, whole
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.places import Within
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import Made, Scope, Table, exactly
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.soap.paging import Query
from ngnpanel.web.faults import mending


class RecordTable(Table[Record]):
    """A record is what it says: only its TTL and its owner can change."""

    records = RecordResource()
    references = {"customer": CUSTOMERS}
    columns = (
        Column(
            name="zone",
            label=_("Zone"),
            help=_("The zone that it lies in."),
            example="example.com",
            is_key=True,
            is_required=True,
        ),
        Column(
            name="name",
            label=_("Name"),
            help=_("Within the zone, such as www, or in full. Empty: the zone itself."),
            example="www",
            is_key=True,
        ),
        Column(
            name="type",
            label=_("Type"),
            help=_("A, AAAA, CNAME, MX, SRV, NAPTR, TXT, NS, PTR or LOC."),
            example="A",
            is_key=True,
            is_required=True,
        ),
        Column(
            name="priority",
            label=_("Priority"),
            help=_("Of MX and SRV records, and the preference of NAPTR."),
            is_key=True,
        ),
        Column(
            name="value",
            label=_("Value"),
            help=_("The data as in a zone file, without the priority of MX and SRV."),
            example="192.0.2.1",
            is_key=True,
            is_required=True,
            known_as=("content", "data", "target"),
        ),
        Column(
            name="ttl",
            label=_("TTL"),
            help=_("Seconds. A new one without it has the minimum of the zone."),
            example="3600",
        ),
        Column(
            name="owner",
            label=_("Owner"),
            help=_("The customer that it belongs to as a person, by username or number."),
            refers="customer",
        ),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """All that it says but the TTL."""
        return identity_of(read(cells))

    def identity(self, ground: Ground, record: Record) -> str:  # noqa: ARG002
        """All that it says but the TTL."""
        return identity_of(record)

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """The records of its zone."""
        return (("zone", names.zone_name(cells.get("zone", ""), "zone")),)

    def within(self, cells: Cells) -> Within | None:
        """Its zone."""
        return Within(ZONES, names.zone_name(cells.get("zone", ""), "zone"))

    def find(self, ground: Ground, cells: Cells) -> Record | None:
        """Among those of its name; the platform has no other question."""
        wanted = read(cells)
        return exactly(
            self, ground, cells, Query(filter={"zone": wanted.zone, "name": wanted.name})
        )

    def added(self, ground: Ground, cells: Cells) -> Made[Record]:
        """By the rules of records."""
        try:
            record = read(cells)
            kind, zone = record.type, record.zone
            conflict = records.conflict(record.name, kind, zone, ())
            if conflict:
                raise RuleError.of(conflict)
            wanted = replace(record, ttl=seconds(cells), owner=self.number(ground, "owner", cells))
        except RuleError as error:
            raise Refuse(mending(error)) from None
        return Made(wanted)

    def changed(self, ground: Ground, record: Record, cells: Cells) -> Record:
        """TTL and owner, as far as the row names them."""
        try:
            ttl = seconds(cells) if "ttl" in cells else record.ttl
        except RuleError as error:
            raise Refuse(mending(error)) from None
        owner = self.number(ground, "owner", cells) if "owner" in cells else record.owner
        return replace(record, ttl=ttl or record.ttl, owner=owner)


def read(cells: Cells) -> Record:
    """The record of a row as the platform would store it; raises RuleError."""
    zone = names.zone_name(cells.get("zone", ""), "zone")
    name, priority = cells.get("name", ""), cells.get("priority", "")
    written = Record(
        zone=zone,
        name="" if name == EMPTY else name,
        type=cells.get("type", ""),
        value=cells.get("value", ""),
        priority=None if priority in ("", EMPTY) else whole(priority),
        ttl=seconds(cells),
    )
    return records.checked(written, zone, minimum=0)


def seconds(cells: Cells) -> int:
    """The TTL of a row, 0 for none; raises RuleError."""
    text = cells.get("ttl", "")
    return 0 if text in ("", EMPTY) else whole(text)


def identity_of(record: Record) -> str:
    """Name, type and data of a stored record."""
    return f"{record.zone} {record.name} {record.type} {records.rdata(record)}"


class ImportRecords(ImportKind[Record]):
    """Records from a table."""

    name = "import-record"
    label = _("Import DNS records")
    permission = "record.add"
    table = RecordTable()
