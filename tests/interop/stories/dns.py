"""The operations on DNS zones, their records and fancy records."""

from __future__ import annotations

from typing import Any

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def step(operation: str, *arguments: Any, **how: Any) -> Step:
    return Step(port="Dns", operation=operation, arguments=arguments, **how)


def tell(scene: Scene) -> Story:
    """A zone with everything in it, which is deleted in the end."""
    zone = f"zone.{scene.name}.example"
    yield from zones(scene, zone)
    yield from records(scene, zone)
    yield from fancy_records(scene, zone)
    yield step("deleteZone", zone)
    yield step("deleteZone", zone, fault=7000)
    yield step("getRecords", {"filter": {"zone": zone}}, expected={"total": 0, "records": []})


def zones(scene: Scene, zone: str) -> Story:
    """The operations on zones, but for the last one."""
    record = {
        "name": zone,
        "ttl": 7200,
        "nameservers": ["ns1.example.net", f"ns2.{zone}"],
        "email": "hostmaster@example.net",
        "refresh": 10800,
        "retry": 1800,
        "expire": 604800,
        "minimum": 600,
        "customer": scene.customer,
        "info": "Zażółć <zone> & more",
    }
    stored = {**record, "reseller": scene.reseller, "serial": ..., "changeDate": ...}
    login = scene.reseller_login
    made = yield step("addZone", record, expected=stored, login=login)
    serial = int(made.value["serial"])
    yield step("addZone", record, fault=7001)
    read = yield step("getZone", zone, expected={**stored, "serial": serial})
    yield step("getZone", f"no.{zone}", fault=7000)
    # What was read is written back with one change, as every client does it.
    changed = {**read.value, "minimum": 3600}
    yield step("updateZone", changed, expected={**record, "minimum": 3600, "serial": serial + 1})
    query = {
        "filter": {"name": f"%.{scene.name}.example"},
        "orderBy": {"attribute": "name", "direction": "ASC"},
        "range": {"start": 0, "count": 10},
    }
    row = {"name": zone, "minimum": 3600, "nameservers": record["nameservers"]}
    yield step("getZones", query, expected={"total": 1, "zones": [row]}, login=login)


def records(scene: Scene, zone: str) -> Story:
    """The operations on records."""
    www = {"zone": zone, "name": "www", "type": "A", "value": "192.0.2.1", "ttl": 300}
    stored = {
        **www,
        "id": ...,
        "name": f"www.{zone}",
        "priority": None,
        "owner": scene.customer,
        "customer": scene.customer,
        "reseller": scene.reseller,
        "changeDate": ...,
    }
    made = yield step("addRecord", {**www, "owner": scene.customer}, expected=stored)
    number = made.value["id"]
    yield step("addRecord", www, fault=7003)
    yield step("addRecord", {**www, "type": "CNAME", "value": "sip"}, fault=7004)
    yield step("addRecord", {**www, "value": "192.0.2"}, fault=9004)
    mail = {"zone": zone, "name": "", "type": "MX", "value": "mail", "priority": 10}
    yield step("addRecord", mail, expected={**mail, "name": zone, "ttl": 3600})
    naptr = {"zone": zone, "name": zone, "type": "NAPTR", "priority": 20, "ttl": 3600}
    naptr["value"] = '100 10 "s" "SIP+D2U" "" _sip._udp'
    kept = {**naptr, "value": '100 20 "s" "SIP+D2U" "" _sip._udp'}
    yield step("addRecord", naptr, expected=kept)
    text = {"zone": zone, "name": "_dmarc", "type": "TXT", "value": '"v=DMARC1; p=none" "<&>"'}
    yield step("addRecord", text, expected={**text, "name": f"_dmarc.{zone}"})
    read = yield step("getRecord", number, expected={**stored, "id": number})
    moved = {**read.value, "value": "192.0.2.2"}
    yield step("updateRecord", moved, expected={**stored, "value": "192.0.2.2"})
    query = {
        "filter": {"zone": zone, "type": "A", "name": "www%"},
        "orderBy": {"attribute": "name", "direction": "DESC"},
    }
    row = {"id": number, "value": "192.0.2.2", "owner": scene.customer}
    yield step("getRecords", query, expected={"total": 1, "records": [row]})
    yield step("deleteRecord", number)
    yield step("deleteRecord", number, fault=7002)
    yield step("getRecord", number, fault=7002)


def fancy_records(scene: Scene, zone: str) -> Story:
    """The operations on mail forwardings and web redirections."""
    login = scene.reseller_login
    info = {"zone": zone, "name": f"info@{zone}", "type": "MBOXFW", "value": "info@example.net"}
    stored = {**info, "id": ..., "customer": scene.customer, "reseller": scene.reseller}
    made = yield step("addFancyRecord", info, expected=stored, login=login)
    number = made.value["id"]
    yield step("addFancyRecord", info, fault=7003)
    web = {"zone": zone, "name": "web", "type": "URL", "value": "https://www.example.net/?a=1&b=2"}
    yield step("addFancyRecord", web, expected={**web, "name": f"web.{zone}"})
    read = yield step("getFancyRecord", number, expected={**stored, "id": number})
    changed = {**read.value, "value": "sales@example.net"}
    yield step("updateFancyRecord", changed, expected={**info, "value": "sales@example.net"})
    query = {"filter": {"zone": zone, "type": "MBOXFW"}, "range": {"start": 0, "count": 20}}
    row = {"id": number, "value": "sales@example.net"}
    yield step("getFancyRecords", query, expected={"total": 1, "records": [row]})
    yield step("deleteFancyRecord", number)
    yield step("getFancyRecord", number, fault=7002)
