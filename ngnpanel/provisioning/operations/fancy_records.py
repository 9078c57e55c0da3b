"""Fancy records: mail forwardings, which count against a credit, and web redirections."""

from __future__ import annotations

from django.utils.timezone import now

from ngnpanel.dns.domain import fancy
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.provisioning import models, rights, storing
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.credits import charge
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


def add_fancy_record(call: Call, record: FancyRecord) -> FancyRecord:
    """A new forwarding or redirection in a zone that the caller may use."""
    rights.require_active(call.caller)
    row = models.FancyRecord(zone=zone_of_new(call, record.zone))
    _fill(call, row, record)
    row.changed = rights.date_of_new(call.caller, record.change_date)
    storing.insert(row, _exists(row))
    call.changed("fancy_record", row.pk)
    raise_serial(call, row.zone)
    return _record(row)


def update_fancy_record(call: Call, record: FancyRecord) -> FancyRecord:
    """Replace a fancy record; it stays in its zone."""
    row = row_to_write(call, models.FancyRecord.objects.all(), record.id)
    require_same_zone(row, record.zone)
    _fill(call, row, record)
    row.changed = now()
    row.save()
    call.changed("fancy_record", row.pk)
    raise_serial(call, row.zone)
    return _record(row)


def delete_fancy_record(call: Call, number: int) -> None:
    """Delete a fancy record."""
    row = row_to_write(call, models.FancyRecord.objects.all(), number)
    row.delete()
    call.changed("fancy_record", number)
    raise_serial(call, row.zone)


def get_fancy_record(call: Call, number: int) -> FancyRecord:
    """One fancy record."""
    return _record(row_for(call, models.FancyRecord.objects.all(), number))


def get_fancy_records(call: Call, query: Query) -> Page[FancyRecord]:
    """The fancy records within the caller's scope."""
    return LISTING.page(rows_of(models.FancyRecord.objects.all(), call.caller), query).map(_record)


def _fill(call: Call, row: models.FancyRecord, record: FancyRecord) -> None:
    """Write the members of ``record`` into a row whose zone is locked."""
    wanted = fancy.checked(record, row.zone.name)
    was_forwarding = row.type == fancy.FORWARDING
    row.name, row.type, row.value = wanted.name, wanted.type, wanted.value
    row.owner_id = rights.owner(call.caller, record.owner, row.owner_id)
    _require_place(row)
    if row.type == fancy.FORWARDING and not was_forwarding:
        forwardings = models.FancyRecord.objects.filter(type=fancy.FORWARDING)
        charge(call.caller, row.zone, "email_credit", forwardings, "zone__")


def _require_place(row: models.FancyRecord) -> None:
    """Raises Fault 7003: an address goes to the same place once, a host to one place."""
    same = row.zone.fancy_records.exclude(pk=row.pk).filter(name=row.name, type=row.type)
    if row.type == fancy.FORWARDING:
        same = same.filter(value=row.value)
    if same.exists():
        raise _exists(row)


def _exists(row: models.FancyRecord) -> Fault:
    if row.type == fancy.FORWARDING:
        return Fault(7003, f"{row.name} is forwarded to {row.value} already", "name")
    return Fault(7003, f"{row.name} is redirected already", "name")


def _record(row: models.FancyRecord) -> FancyRecord:
    return FancyRecord(
        id=row.pk,
        zone=row.zone.name,
        name=row.name,
        type=row.type,
        value=row.value,
        owner=row.owner_id or 0,
        customer=row.zone.customer_id or 0,
        reseller=row.zone.reseller_id or 0,
        change_date=row.changed,
    )
