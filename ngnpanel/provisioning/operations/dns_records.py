"""Records of DNS zones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from django.utils.timezone import now

from ngnpanel.dns.domain import records
from ngnpanel.dns.domain.records import Record
from ngnpanel.provisioning import models, rights, storing
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.operations.zone_rows import (
    LISTING,
    raise_serial,
    require_same_zone,
    row_for,
    row_to_write,
    rows_of,
    zone_of_new,
)
from ngnpanel.soap.paging import Page, Query

SAME: Final = ("name", "type", "ttl", "value", "priority")


def add_record(call: Call, record: Record) -> Record:
    """A new record in a zone that the caller may use."""
    rights.require_active(call.caller)
    row = models.DnsRecord(zone=zone_of_new(call, record.zone))
    _fill(call, row, record)
    row.changed = rights.date_of_new(call.caller, record.change_date)
    _insert(call, row)
    raise_serial(call, row.zone)
    return _record(row)


def add_addresses(call: Call, zone: models.Zone, host: str, addresses: Iterable[str]) -> None:
    """Address records of a host in a new zone."""
    for address in addresses:
        row = models.DnsRecord(zone=zone)
        kind = "AAAA" if ":" in address else "A"
        _fill(call, row, Record(name=host, type=kind, value=address))
        _insert(call, row)


def update_record(call: Call, record: Record) -> Record:
    """Replace a record; it stays in its zone."""
    row = row_to_write(call, models.DnsRecord.objects.all(), record.id)
    require_same_zone(row, record.zone)
    _fill(call, row, record)
    row.changed = now()
    row.save()
    call.changed("record", row.pk)
    raise_serial(call, row.zone)
    return _record(row)


def delete_record(call: Call, number: int) -> None:
    """Delete a record."""
    row = row_to_write(call, models.DnsRecord.objects.all(), number)
    row.delete()
    call.changed("record", number)
    raise_serial(call, row.zone)


def get_record(call: Call, number: int) -> Record:
    """One record."""
    return _record(row_for(call, models.DnsRecord.objects.all(), number))


def get_records(call: Call, query: Query) -> Page[Record]:
    """The records within the caller's scope."""
    return LISTING.page(rows_of(models.DnsRecord.objects.all(), call.caller), query).map(_record)


def _fill(call: Call, row: models.DnsRecord, record: Record) -> None:
    """Write the members of ``record`` into a row whose zone is locked."""
    wanted = records.checked(record, row.zone.name, row.zone.minimum)
    for name in SAME:
        setattr(row, name, getattr(wanted, name))
    identity = f"{wanted.name} {wanted.type} {records.rdata(wanted)}"
    row.identity = hashlib.sha256(identity.encode()).hexdigest()
    row.owner_id = rights.owner(call.caller, record.owner, row.owner_id)
    _require_place(row)


def _require_place(row: models.DnsRecord) -> None:
    """Raises Fault 7003 when the same record is there already, 7004 for the CNAME rule."""
    others = row.zone.records.exclude(pk=row.pk)
    if others.filter(identity=row.identity).exists():
        raise _exists(row)
    neighbours = set(others.filter(name=row.name).values_list("type", flat=True))
    conflict = records.conflict(row.name, row.type, row.zone.name, neighbours)
    if conflict:
        raise Fault(7004, str(conflict).rstrip("."), "name")


def _insert(call: Call, row: models.DnsRecord) -> None:
    storing.insert(row, _exists(row))
    call.changed("record", row.pk)


def _exists(row: models.DnsRecord) -> Fault:
    return Fault(7003, f"{row.name} has this {row.type} record already", "value")


def _record(row: models.DnsRecord) -> Record:
    return Record(
        id=row.pk,
        zone=row.zone.name,
        name=row.name,
        type=row.type,
        ttl=row.ttl,
        value=row.value,
        priority=row.priority,
        owner=row.owner_id or 0,
        customer=row.zone.customer_id or 0,
        reseller=row.zone.reseller_id or 0,
        change_date=row.changed,
    )
