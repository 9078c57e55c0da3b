"""Typed client of the platform's Dns port."""

from __future__ import annotations

from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.soap.answers import Caller, page, stored
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.records import to_plain, to_record


class DnsClient:
    """Zones, their records, and the mail aliases and redirects (fancy records) in them."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def zones(self, query: Query) -> Page[Zone]:
        """Zones within the actor's scope."""
        return page(Zone, self._call("getZones", query.to_plain()), "zones")

    def zone(self, name: str) -> Zone:
        """One zone; NotFound when it is missing or foreign."""
        return to_record(Zone, self._call("getZone", name))

    def add_zone(self, zone: Zone) -> Zone:
        """The stored zone; Conflict when it exists or a credit is used up."""
        return stored(zone, self._call("addZone", to_plain(zone)))

    def update_zone(self, zone: Zone) -> Zone:
        """Replace the whole record."""
        return stored(zone, self._call("updateZone", to_plain(zone)))

    def delete_zone(self, name: str) -> None:
        """Delete a zone with everything in it."""
        self._call("deleteZone", name)

    def records(self, query: Query) -> Page[Record]:
        """Records within the actor's scope."""
        return page(Record, self._call("getRecords", query.to_plain()), "records")

    def record(self, number: int) -> Record:
        """One record; NotFound when it is missing or foreign."""
        return to_record(Record, self._call("getRecord", number))

    def add_record(self, record: Record) -> Record:
        """The stored record, with its id; Conflict when it exists or breaks the CNAME rule."""
        return stored(record, self._call("addRecord", to_plain(record)))

    def update_record(self, record: Record) -> Record:
        """Replace the whole record."""
        return stored(record, self._call("updateRecord", to_plain(record)))

    def delete_record(self, number: int) -> None:
        """Delete a record."""
        self._call("deleteRecord", number)

    def fancy_records(self, query: Query) -> Page[FancyRecord]:
        """Mail aliases or redirects within the actor's scope; the filter ``type`` tells which."""
        return page(FancyRecord, self._call("getFancyRecords", query.to_plain()), "records")

    def fancy_record(self, number: int) -> FancyRecord:
        """One mail alias or redirect; NotFound when it is missing or foreign."""
        return to_record(FancyRecord, self._call("getFancyRecord", number))

    def add_fancy_record(self, record: FancyRecord) -> FancyRecord:
        """The stored record, with its id; Conflict when it exists or a credit is used up."""
        return stored(record, self._call("addFancyRecord", to_plain(record)))

    def update_fancy_record(self, record: FancyRecord) -> FancyRecord:
        """Replace the whole record."""
        return stored(record, self._call("updateFancyRecord", to_plain(record)))

    def delete_fancy_record(self, number: int) -> None:
        """Delete a mail alias or redirect."""
        self._call("deleteFancyRecord", number)
