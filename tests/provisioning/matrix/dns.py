"""Zones, records and fancy records."""

from __future__ import annotations

from typing import Any

from ngnpanel.provisioning import models
from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import EMPTY, Ask, about, searching
from tests.provisioning.soap import soap

ZONE = "zone.example"
WWW = {"zone": ZONE, "name": "www", "type": "A", "value": "192.0.2.1"}
INFO = {"zone": ZONE, "name": "info@zone.example", "type": "MBOXFW", "value": "a@example.com"}


def furnish(world: World) -> None:
    """A zone of customer with a record and a fancy record, whose owner is somebody else."""
    soap("Dns", "addZone", {"name": ZONE, "customer": world["customer"]})
    soap("Dns", "addRecord", {**WWW, "owner": world["owner"]})
    soap("Dns", "addFancyRecord", {**INFO, "owner": world["owner"]})


def record(world: World) -> int:
    return models.DnsRecord.objects.get(name="www.zone.example").pk


def fancy(world: World) -> int:
    return models.FancyRecord.objects.get(name="info@zone.example").pk


def zone(*arguments: Any) -> Ask:
    """About the zone itself, which has no owner."""
    return Ask(arguments=about(*arguments), owner=7000, sibling=7000, stranger=7000)


ASKS: dict[tuple[str, str], Ask] = {
    ("Dns", "addZone"): Ask(
        arguments=lambda world: ({"name": "fresh.example", "customer": world["customer"]},),
        owner=9002,
        sibling=9002,
        stranger=9004,
    ),
    ("Dns", "updateZone"): Ask(
        arguments=lambda world: ({"name": ZONE, "customer": world["customer"]},),
        owner=7000,
        sibling=7000,
        stranger=7000,
    ),
    ("Dns", "deleteZone"): zone(ZONE),
    ("Dns", "getZone"): zone(ZONE),
    ("Dns", "getZones"): searching({"filter": {"name": ZONE}}, owner=EMPTY),
    ("Dns", "addRecord"): zone({**WWW, "name": "ftp"}),
    ("Dns", "updateRecord"): Ask(
        arguments=lambda world: ({**WWW, "id": record(world)},),
        owner=9002,
        sibling=7002,
        stranger=7002,
    ),
    ("Dns", "deleteRecord"): Ask(
        arguments=lambda world: (record(world),), owner=9002, sibling=7002, stranger=7002
    ),
    ("Dns", "getRecord"): Ask(
        arguments=lambda world: (record(world),), owner=0, sibling=7002, stranger=7002
    ),
    ("Dns", "getRecords"): searching({"filter": {"zone": ZONE}}),
    ("Dns", "addFancyRecord"): zone({**INFO, "name": "sales@zone.example"}),
    ("Dns", "updateFancyRecord"): Ask(
        arguments=lambda world: ({**INFO, "id": fancy(world)},),
        owner=9002,
        sibling=7002,
        stranger=7002,
    ),
    ("Dns", "deleteFancyRecord"): Ask(
        arguments=lambda world: (fancy(world),), owner=9002, sibling=7002, stranger=7002
    ),
    ("Dns", "getFancyRecord"): Ask(
        arguments=lambda world: (fancy(world),), owner=0, sibling=7002, stranger=7002
    ),
    ("Dns", "getFancyRecords"): searching({"filter": {"zone": ZONE}}),
}
