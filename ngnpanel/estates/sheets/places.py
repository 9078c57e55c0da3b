"""Ranges, numbers, zones and what is in them of an export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ngnpanel.api import Api
from ngnpanel.dns.bulk.imports.zones import ZONES
from ngnpanel.dns.domain import fancy, names, records
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.enum.bulk.imports.ranges import SPANS
from ngnpanel.enum.domain import ranges
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.estates.reading import Estate, Plain
from ngnpanel.estates.sheets.sheet import Sheet
from ngnpanel.imports.columns import Cells
from ngnpanel.imports.places import Within
from ngnpanel.imports.references import Ground
from ngnpanel.imports.table import Scope
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query

# Records of one name in one zone.
FEW = 500


class RangeSheet(Sheet[Range]):
    """ENUM ranges."""

    member = "enum_ranges"
    order = 2
    keys = ("range",)
    parties = ("customer", "reseller")

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """Prefix and root."""
        named = plain["id"]
        prefix = ranges.digits(named["prefix"], "prefix")
        return (str(RangeId(prefix=prefix, tld=ranges.tld(named.get("tld", "")))),)

    def keys_of(self, ground: Ground, record: Range) -> tuple[str, ...]:  # noqa: ARG002
        """Prefix and root."""
        return (str(record.id),)

    def coming(self, rows: Iterable[Cells]) -> Mapping[str, frozenset[str]]:
        """All of them may have numbers."""
        return {"range": frozenset(row["range"] for row in rows if "range" in row)}

    def page(self, api: Api, query: Query) -> Page[Range] | None:
        """All ranges."""
        return api.enum.ranges(query)

    def find(self, ground: Ground, cells: Cells) -> Range | None:
        """By prefix and root."""
        prefix, _dot, root = cells["range"].partition(".")
        try:
            return ground.api.enum.range(RangeId(prefix=prefix, tld=root))
        except NotFound:
            return None

    def add(self, api: Api, record: Range) -> Range:
        """Create it."""
        return api.enum.add_range(record)

    def update(self, api: Api, record: Range) -> None:
        """Replace it."""
        api.enum.update_range(record)

    def delete(self, api: Api, record: Range) -> None:
        """Delete it."""
        api.enum.delete_range(record.id)

    def title(self, record: Range) -> str:
        """Prefix and root."""
        return f"+{record.id}"


class NumberSheet(Sheet[Number]):
    """ENUM numbers; whose they are their ranges say."""

    member = "enum_numbers"
    order = 3
    keys = ("number",)
    parties = ("owner",)

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """Digits and root."""
        named = plain["id"]
        digits = ranges.digits(named["number"], "number")
        return (str(NumberId(number=digits, tld=ranges.tld(named.get("tld", "")))),)

    def keys_of(self, ground: Ground, record: Number) -> tuple[str, ...]:  # noqa: ARG002
        """Digits and root."""
        return (str(record.id),)

    def within(self, cells: Cells) -> Within | None:
        """Its range."""
        return Within(SPANS, cells["number"])

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """The numbers that begin like it."""
        return (("number", f"{cells['number'][:5]}%"),)

    def parsed(self, plain: Plain) -> Number:
        """Its addresses are new here, and its range says whose it is."""
        record = super().parsed({**plain, "customer": 0, "reseller": 0})
        return replace(record, mappings=tuple(replace(one, id=0) for one in record.mappings))

    def changed(self, ground: Ground, record: Number, cells: Cells) -> Number:
        """Addresses that are there keep their numbers."""
        wanted = super().changed(ground, record, cells)
        numbers = {(one.type, one.mapto): one.id for one in record.mappings}
        leading = tuple(
            replace(one, id=numbers.get((one.type, one.mapto), 0)) for one in wanted.mappings
        )
        if set(leading) == set(record.mappings):
            leading = record.mappings
        return replace(wanted, mappings=leading, customer=record.customer, reseller=record.reseller)

    def page(self, api: Api, query: Query) -> Page[Number] | None:
        """The numbers that begin alike."""
        return api.enum.numbers(query)

    def find(self, ground: Ground, cells: Cells) -> Number | None:
        """By digits and root."""
        digits, _dot, root = cells["number"].partition(".")
        try:
            return ground.api.enum.number(NumberId(number=digits, tld=root))
        except NotFound:
            return None

    def add(self, api: Api, record: Number) -> Number:
        """Create it."""
        return api.enum.add_number(record)

    def update(self, api: Api, record: Number) -> None:
        """Replace it."""
        api.enum.update_number(record)

    def delete(self, api: Api, record: Number) -> None:
        """Delete it."""
        api.enum.delete_number(record.id)

    def title(self, record: Number) -> str:
        """The number."""
        return f"+{record.id.number}"


class ZoneSheet(Sheet[Zone]):
    """DNS zones; their serials only rise."""

    member = "dns_zones"
    order = 2
    keys = ("zone",)
    parties = ("customer", "reseller")

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """The name."""
        return (names.zone_name(plain["name"]),)

    def keys_of(self, ground: Ground, record: Zone) -> tuple[str, ...]:  # noqa: ARG002
        """The name."""
        return (record.name,)

    def page(self, api: Api, query: Query) -> Page[Zone] | None:
        """All zones."""
        return api.dns.zones(query)

    def find(self, ground: Ground, cells: Cells) -> Zone | None:
        """By its name."""
        try:
            return ground.api.dns.zone(cells["zone"])
        except NotFound:
            return None

    def add(self, api: Api, record: Zone) -> Zone:
        """Create it."""
        return api.dns.add_zone(record)

    def update(self, api: Api, record: Zone) -> None:
        """Replace it."""
        api.dns.update_zone(record)

    def delete(self, api: Api, record: Zone) -> None:
        """Delete it."""
        api.dns.delete_zone(record.name)

    def title(self, record: Zone) -> str:
        """The name."""
        return record.name


class RecordSheet(Sheet[Record]):
    """DNS records; one is what it says."""

    member = "dns_records"
    order = 3
    keys = ("zone", "name", "type", "data")
    parties = ("owner",)

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """Zone, name, type and data."""
        zone = names.zone_name(plain.get("zone", ""), "zone")
        stored = records.checked(self.parsed({**plain, "zone": zone}), zone, minimum=0)
        return _said(stored)

    def keys_of(self, ground: Ground, record: Record) -> tuple[str, ...]:  # noqa: ARG002
        """Zone, name, type and data."""
        return _said(record)

    def within(self, cells: Cells) -> Within | None:
        """Its zone."""
        return Within(ZONES, cells["zone"])

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """The records of its zone."""
        return (("zone", cells["zone"]),)

    def parsed(self, plain: Plain) -> Record:
        """Without what its zone says."""
        return super().parsed({**plain, "customer": 0, "reseller": 0})

    def changed(self, ground: Ground, record: Record, cells: Cells) -> Record:
        """TTL and owner; all else names it."""
        wanted = super().changed(ground, record, cells)
        return replace(record, ttl=wanted.ttl or record.ttl, owner=wanted.owner)

    def page(self, api: Api, query: Query) -> Page[Record] | None:
        """The records of a zone."""
        return api.dns.records(query)

    def find(self, ground: Ground, cells: Cells) -> Record | None:
        """Among those of its name."""
        asked = {"zone": cells["zone"], "name": cells["name"]}
        wanted = tuple(cells[name] for name in self.keys)
        found = ground.api.dns.records(Query(filter=asked, count=FEW))
        return next((one for one in found if _said(one) == wanted), None)

    def add(self, api: Api, record: Record) -> Record:
        """Create it."""
        return api.dns.add_record(record)

    def update(self, api: Api, record: Record) -> None:
        """Replace it."""
        api.dns.update_record(record)

    def delete(self, api: Api, record: Record) -> None:
        """Delete it."""
        api.dns.delete_record(record.id)

    def title(self, record: Record) -> str:
        """Name and type."""
        return f"{record.name} {record.type}"


def _said(record: Record) -> tuple[str, ...]:
    return record.zone, record.name, record.type, records.rdata(record)


class FancySheet(Sheet[FancyRecord]):
    """Mail aliases, each of which goes to a place once, and redirects, one for each host."""

    member = "dns_fancy_records"
    order = 3
    keys = ("type", "zone", "name", "to")
    parties = ("owner",)

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """Kind, zone and name; of a mail alias its destination too."""
        zone = names.zone_name(plain.get("zone", ""), "zone")
        return _led(fancy.checked(self.parsed({**plain, "zone": zone}), zone))

    def keys_of(self, ground: Ground, record: FancyRecord) -> tuple[str, ...]:  # noqa: ARG002
        """Kind, zone and name; of a mail alias its destination too."""
        return _led(record)

    def within(self, cells: Cells) -> Within | None:
        """Its zone."""
        return Within(ZONES, cells["zone"])

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """Those of its zone."""
        return (("zone", cells["zone"]),)

    def parsed(self, plain: Plain) -> FancyRecord:
        """Without what its zone says."""
        return super().parsed({**plain, "customer": 0, "reseller": 0})

    def changed(self, ground: Ground, record: FancyRecord, cells: Cells) -> FancyRecord:
        """Where it leads, and its owner."""
        wanted = super().changed(ground, record, cells)
        return replace(record, value=wanted.value, owner=wanted.owner)

    def page(self, api: Api, query: Query) -> Page[FancyRecord] | None:
        """Those of a zone."""
        return api.dns.fancy_records(query)

    def find(self, ground: Ground, cells: Cells) -> FancyRecord | None:
        """Among those of its name."""
        asked = {"zone": cells["zone"], "name": cells["name"], "type": cells["type"]}
        wanted = tuple(cells[name] for name in self.keys)
        found = ground.api.dns.fancy_records(Query(filter=asked, count=FEW))
        return next((one for one in found if _led(one) == wanted), None)

    def add(self, api: Api, record: FancyRecord) -> FancyRecord:
        """Create it."""
        return api.dns.add_fancy_record(record)

    def update(self, api: Api, record: FancyRecord) -> None:
        """Replace it."""
        api.dns.update_fancy_record(record)

    def delete(self, api: Api, record: FancyRecord) -> None:
        """Delete it."""
        api.dns.delete_fancy_record(record.id)

    def title(self, record: FancyRecord) -> str:
        """The name."""
        return record.name


def _led(record: FancyRecord) -> tuple[str, ...]:
    destination = record.value if record.type == fancy.FORWARDING else ""
    return record.type, record.zone, record.name, destination
