"""DNS zones."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.utils.timezone import now

from ngnpanel.dns.domain import names, zones
from ngnpanel.dns.domain.serials import imported_serial, next_serial
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.enum.domain import ranges
from ngnpanel.provisioning import models, rights, storing, tenancy, texts
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.credits import charge
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.provisioning.operations import dns_records
from ngnpanel.provisioning.operations.zone_rows import nearest_zone, zone_for, zones_of
from ngnpanel.provisioning.options import options
from ngnpanel.soap.paging import Page, Query

SAME: Final = ("email", "ttl", "refresh", "retry", "expire", "minimum", "info")
LISTING: Final[Listing[models.Zone]] = Listing(
    texts={"name": "name", "info": "info"},
    numbers={"customer": "customer", "reseller": "reseller"},
    orders={"changeDate": "changed", "name": "name"},
    default="-changed",
)


def add_zone(call: Call, zone: Zone) -> Zone:
    """A new zone, with the addresses of the name servers that lie inside it (G52, G53)."""
    caller = call.caller
    rights.require_active(caller)
    wanted = zones.checked(zone, options()["NAMESERVERS"])
    row = models.Zone(name=wanted.name, serial=_serial(caller, 0, zone.serial))
    row.customer_id, row.reseller_id = tenancy.of_new(caller, zone, "a zone")
    exists = Fault(7001, f"The DNS zone {row.name} exists already", "name")
    if models.Zone.objects.filter(name=row.name).exists():
        raise exists
    _require_own_parent(caller, row.name)
    _require_own_range(caller, row.name)
    charge(caller, row, "dns_zone_credit", models.Zone.objects.all())
    _fill(row, wanted)
    row.changed = rights.date_of_new(caller, zone.change_date)
    storing.insert(row, exists)
    call.changed("zone", row)
    for host in row.nameservers:
        if names.is_in(host, row.name):
            dns_records.add_addresses(call, row, host, _addresses(caller, host))
    return _record(row)


def update_zone(call: Call, zone: Zone) -> Zone:
    """Replace a zone; its records follow it to another customer."""
    row = zone_for(call, zone.name, lock=True)
    row.customer_id, row.reseller_id = tenancy.of_changed(call.caller, zone, row, "a zone")
    _fill(row, zones.checked(zone, options()["NAMESERVERS"]))
    row.serial = _serial(call.caller, row.serial, zone.serial)
    row.changed = now()
    row.save()
    call.changed("zone", row)
    return _record(row)


def delete_zone(call: Call, name: str | None) -> None:
    """Delete a zone with its records and fancy records."""
    row = zone_for(call, name or "", lock=True)
    for number in row.records.values_list("pk", flat=True):
        call.changed("record", number)
    for number in row.fancy_records.values_list("pk", flat=True):
        call.changed("fancy_record", number)
    row.delete()
    call.changed("zone", row)


def get_zone(call: Call, name: str | None) -> Zone:
    """One zone."""
    return _record(zone_for(call, name or ""))


def get_zones(call: Call, query: Query) -> Page[Zone]:
    """The zones within the caller's scope."""
    return LISTING.page(zones_of(call.caller), query).map(_record)


def _require_own_parent(caller: Caller, name: str) -> None:
    """Raises Fault 9002 when the new zone would take names away from a zone of somebody else."""
    nearest = nearest_zone(names.parents(name))
    if nearest and not zones_of(caller).filter(pk=nearest.pk).exists():
        raise Fault(9002, f"{name} lies inside a zone of another customer", "name")


def _require_own_range(caller: Caller, name: str) -> None:
    """The same for an ENUM range: its zone is made of its numbers, and this one would hide some.

    In the root that all the world shares nobody has a zone without a range.
    """
    if caller.is_administrator:
        return
    wanted = Q(pk__in=())
    for root, digits in ranges.in_zones(name).items():
        wanted |= Q(tld=root, prefix__in=ranges.beginnings(digits))
    around = models.EnumRange.objects.filter(wanted)
    nearest = max(around, key=lambda row: len(row.tld) + 2 * len(row.prefix), default=None)
    is_shared = names.is_in(name, ranges.DEFAULT_TLD)
    own = rights.of_tenant(models.EnumRange.objects.all(), caller)
    if (is_shared or nearest) and not (nearest and own.filter(pk=nearest.pk).exists()):
        raise Fault(9002, f"{name} lies in no ENUM range that you may use", "name")


def _addresses(caller: Caller, host: str) -> tuple[str, ...]:
    """What is known of a name server: by the settings, or by a record that the caller may see."""
    configured = options()["NAMESERVERS"].get(host, ())
    rows = rights.visible(models.DnsRecord.objects.all(), caller, "zone__")
    stored = rows.filter(name=host, type__in=("A", "AAAA")).order_by("pk")
    found = configured or stored.values_list("value", flat=True)[: zones.MAX_NAMESERVERS]
    return tuple(dict.fromkeys(found))


def _serial(caller: Caller, current: int, written: int) -> int:
    """The next serial, or a higher one of the administrator (G51)."""
    serial = next_serial(current, now().date())
    return imported_serial(serial, written) if caller.is_administrator else serial


def _fill(row: models.Zone, wanted: Zone) -> None:
    values: dict[str, Any] = {name: getattr(wanted, name) for name in SAME}
    values |= texts.paragraphs(wanted, models.Zone, ("info",))
    values["nameservers"] = list(wanted.nameservers)
    for name, value in values.items():
        setattr(row, name, value)


def _record(row: models.Zone) -> Zone:
    same = {name: getattr(row, name) for name in SAME}
    return Zone(
        name=row.name,
        nameservers=tuple(row.nameservers),
        serial=row.serial,
        customer=row.customer_id or 0,
        reseller=row.reseller_id or 0,
        change_date=row.changed,
        **same,
    )
