"""Zones and what is in them, found within the caller's scope and locked for writing.

Everything that writes into a zone locks the zone first: so its serial rises one by one, and what
was looked up about other records of the name stays true until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, TypeVar

from django.db.models import QuerySet
from django.utils.timezone import now

from ngnpanel.dns.domain.serials import next_serial
from ngnpanel.provisioning import models, rights
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing

Row = TypeVar("Row", models.DnsRecord, models.FancyRecord)
# Both kinds of records are listed by the same members.
LISTING: Final[Listing[Any]] = Listing(
    texts={"zone": "zone__name", "name": "name", "type": "type", "value": "value"},
    numbers={
        "id": "pk",
        "owner": "owner",
        "customer": "zone__customer",
        "reseller": "zone__reseller",
    },
    orders={"changeDate": "changed", "type": "type", "name": "name"},
    default="-changed",
)


def zones_of(caller: Caller) -> QuerySet[models.Zone]:
    """The zones that the caller may see and use."""
    return rights.of_tenant(models.Zone.objects.all(), caller)


def zone_for(call: Call, name: str, *, lock: bool = False) -> models.Zone:
    """The zone of a name; raises Fault 7000 when it is missing or foreign.

    ``lock`` keeps others from writing into it until the transaction ends.
    """
    rows = zones_of(call.caller).filter(name=_spelt(name))
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise Fault(7000, f"There is no DNS zone {name}", "zone")
    return row


def nearest_zone(candidates: Collection[str]) -> models.Zone | None:
    """Of the zones with these names, all above one name, the nearest to it; anybody's."""
    found = models.Zone.objects.filter(name__in=candidates)
    return max(found, key=lambda zone: len(zone.name), default=None)


def zone_of_new(call: Call, name: str) -> models.Zone:
    """The locked zone that a new record names; raises Fault 9004 when it names none, and 7000."""
    if not name.strip():
        raise Fault(9004, "Enter the zone of the record.", "zone")
    return zone_for(call, name, lock=True)


def rows_of(rows: QuerySet[Row], caller: Caller) -> QuerySet[Row]:
    """The records that the caller may see, with their zones."""
    return rights.visible(rows.select_related("zone"), caller, "zone__")


def row_for(call: Call, rows: QuerySet[Row], number: int) -> Row:
    """One record to look at; raises Fault 7002 when it is missing or foreign."""
    row = rows_of(rows, call.caller).filter(pk=number).first()
    if row is None:
        raise Fault(7002, f"There is no DNS record {number}", "id")
    return row


def row_to_write(call: Call, rows: QuerySet[Row], number: int) -> Row:
    """The same with its zone locked; raises Fault 9002 when the caller may only look at it."""
    zone = row_for(call, rows, number).zone_id
    list(models.Zone.objects.select_for_update().filter(pk=zone))
    # Read again: whoever held the lock may have changed or deleted it.
    row = row_for(call, rows, number)
    rights.require_edit(call.caller, row)
    return row


def require_same_zone(row: Row, name: str) -> None:
    """Raises Fault 9004 for another zone: a record stays where it is.

    Its full name would be a name inside the other zone, and what it counts for would be somebody
    else's.
    """
    if name.strip() and _spelt(name) != row.zone.name:
        raise Fault(
            9004,
            "A record stays in its zone: delete it here and add it to the other zone.",
            "zone",
        )


def raise_serial(call: Call, zone: models.Zone) -> None:
    """The next serial for a locked zone whose records were written (G51)."""
    zone.serial = next_serial(zone.serial, now().date())
    zone.save(update_fields=["serial"])
    call.changed("zone", zone)


def _spelt(name: str) -> str:
    return name.strip().lower().rstrip(".")
