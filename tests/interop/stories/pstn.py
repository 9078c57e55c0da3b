"""PSTN routing by a reseller, and trusted peers."""

from __future__ import annotations

import ipaddress
import zlib
from collections.abc import Generator
from typing import Any

from tests.interop.steps import Outcome, Step
from tests.interop.stories.scene import Scene, Story

# A part of the story that returns the id of what it made.
Making = Generator[Step, Outcome, Any]


def tell(scene: Scene) -> Story:
    """All operations on carriers, gateways, rules, routes and peers."""
    yield access(scene, "1")
    carrier = yield from carriers(scene)
    gateway = yield from gateways(scene, carrier)
    yield from gateway_rules(scene, gateway)
    yield from routes(scene, carrier)
    yield from farewell(scene, carrier, gateway)
    yield access(scene, "0")
    yield from peers(scene)
    yield from tenants(scene)


def step(operation: str, *arguments: Any, **facts: Any) -> Step:
    """A call of the Sip port."""
    return Step(port="Sip", operation=operation, arguments=arguments, **facts)


def access(scene: Scene, value: str) -> Step:
    """Give the reseller the right to route calls, or take it."""
    item = {"name": "pstn_access", "category": "sip", "permission": "admin", "value": value}
    return Step(port="Customer", operation="setProperties", arguments=(scene.reseller, [item]))


def asking(attribute: str, **filters: Any) -> dict[str, Any]:
    """A query of twenty rows in the order of an attribute."""
    return {
        "filter": filters,
        "orderBy": {"attribute": attribute, "direction": "ASC"},
        "range": {"start": 0, "count": 20},
    }


def carriers(scene: Scene) -> Making:
    """One of the reseller, whose id is returned, and one more that goes again."""
    login = scene.reseller_login
    name = "Télécom <&> Co"
    stored = {"id": ..., "name": name, "reseller": scene.reseller, "changeDate": ...}
    made = yield step("addCarrier", {"name": name}, expected=stored, login=login)
    yield step("addCarrier", {"name": name}, fault=1071, login=login)
    spare = {"name": "Spare", "reseller": scene.reseller}
    other = yield step("addCarrier", spare, expected={**spare, "id": ...})
    renamed = {**other.value, "name": "Spare 2"}
    yield step("updateCarrier", renamed, expected={**spare, "name": "Spare 2"}, login=login)
    found = {"total": 2, "carriers": [{"name": "Spare 2"}, stored]}
    yield step("getCarriers", asking("name", reseller=scene.reseller), expected=found)
    yield step("deleteCarrier", other.value["id"], login=login)
    yield step("deleteCarrier", other.value["id"], fault=1070, login=login)
    return made.value["id"]


def gateways(scene: Scene, carrier: Any) -> Making:
    """One gateway of the carrier, whose id is returned."""
    login = scene.reseller_login
    record = {"name": "gw1", "carrier_id": carrier, "ip": "192.0.2.7"}
    stored = {**record, "id": ..., "port": 5060, "transport": "udp", "reseller": scene.reseller}
    made = yield step("addGateway", record, expected=stored, login=login)
    yield step("addGateway", {**record, "ip": "192.0.2.8"}, fault=1081, login=login)
    yield step("addGateway", {**record, "name": "x", "port": 70000}, fault=9004, login=login)
    changed = {"ip": "2001:db8::7", "port": 5061, "transport": "tls"}
    yield step(
        "updateGateway",
        {**made.value, **changed},
        expected={**stored, **changed, "carrier": "Télécom <&> Co"},
        login=login,
    )
    found = {"total": 1, "gateways": [{**stored, **changed}]}
    yield step("getGateways", asking("name", carrier_id=carrier), expected=found, login=login)
    yield step("deleteCarrier", carrier, fault=1072, login=login)
    return made.value["id"]


def gateway_rules(scene: Scene, gateway: Any) -> Story:
    """A rule that is changed and deleted, and one that stays."""
    login = scene.reseller_login
    rule = {"gateway_id": gateway, "prefix": "0031", "strip": 4, "prepend": "0"}
    rule = {**rule, "minLength": 6, "maxLength": 13}
    stored = {**rule, "id": ..., "gateway": "gw1", "reseller": scene.reseller, "changeDate": ...}
    made = yield step("addGatewayRule", rule, expected=stored, login=login)
    yield step("addGatewayRule", rule, fault=1091, login=login)
    yield step("addGatewayRule", {"gateway_id": gateway, "prefix": "49"}, fault=9004, login=login)
    every = {"gateway_id": gateway, "prefix": "", "strip": 0}
    yield step("addGatewayRule", every, expected={**every, "minLength": 0}, login=login)
    changed = {**made.value, "maxLength": 0}
    yield step("updateGatewayRule", changed, expected={**rule, "maxLength": 0}, login=login)
    found = {"total": 2, "gateway_rules": [{"prefix": ""}, {**rule, "maxLength": 0}]}
    query = asking("prefix", gateway_id=gateway)
    yield step("getGatewayRules", query, expected=found, login=login)
    yield step("deleteGatewayRule", made.value["id"], login=login)
    yield step("deleteGatewayRule", made.value["id"], fault=1090, login=login)


def routes(scene: Scene, carrier: Any) -> Story:
    """Two routes in one call; they swap their prefixes and go."""
    login = scene.reseller_login
    long = {"carrier_id": carrier, "prefix": "0031", "originator": scene.domain, "priority": 2}
    short = {"carrier_id": carrier, "prefix": "", "priority": 0}
    stored = [{**route, "id": ..., "reseller": scene.reseller} for route in (long, short)]
    made = yield step("addRoutes", [long, short], expected=stored, login=login)
    yield step("addRoutes", [{**long, "priority": 9}], fault=1101, login=login)
    first, second = made.value
    swapped = [{**first, "prefix": ""}, {**second, "prefix": "0031"}]
    expected = [{**long, "prefix": ""}, {**short, "prefix": "0031"}]
    yield step("updateRoutes", swapped, expected=expected, login=login)
    found = {"total": 2, "routes": expected}
    yield step("getRoutes", asking("prefix", carrier_id=carrier), expected=found, login=login)
    gone = [{"id": first["id"]}, {"id": second["id"]}]
    yield step("deleteRoutes", gone, login=login)
    yield step("deleteRoutes", gone, fault=1100, login=login)


def farewell(scene: Scene, carrier: Any, gateway: Any) -> Story:
    """The gateway takes its last rule along, and only then the carrier may go."""
    login = scene.reseller_login
    yield step("deleteCarrier", carrier, fault=1072, login=login)
    yield step("deleteGateway", gateway, login=login)
    yield step("deleteGateway", gateway, fault=1080, login=login)
    nothing = {"total": 0, "gateway_rules": []}
    yield step("getGatewayRules", asking("prefix", gateway_id=gateway), expected=nothing)
    yield step("deleteCarrier", carrier, login=login)


def peers(scene: Scene) -> Story:
    """A machine that the administrator trusts and its reseller adapts."""
    login = scene.reseller_login
    # Addresses are unique on a server: this one is made of the client's domain.
    ip = str(ipaddress.IPv6Address("2001:db8::") + zlib.crc32(scene.domain.encode()))
    peer = {
        "ip": ip,
        "protocol": "tcp",
        "description": "Główna centrala <PBX>",
        "reseller": scene.reseller,
        "customer": scene.customer,
        "tags": "trunk gold",
        "billingId": "b-17",
        "callLimit": 30,
        "blocked": 1,
        "prepaid": True,
        "enumLookup": False,
        "transit": True,
        "originator": scene.domain,
        "strip": 2,
        "prefix": "0031",
        "authToken": "tökén <&>",
    }
    stored = {**peer, "tag": "trunk gold", "msteams": False, "owner": 0, "changeDate": ...}
    made = yield step("addTrustedPeer", peer, expected=stored)
    yield step("addTrustedPeer", peer, fault=1051)
    yield step("addTrustedPeer", {"ip": "192.0.2.78"}, fault=9002, login=login)
    own = {"strip": 0, "prefix": "99"}
    changed = {**made.value, **own}
    yield step("updateTrustedPeer", changed, expected={**stored, **own}, login=login)
    yield step("updateTrustedPeer", {**changed, "callLimit": 31}, fault=9002, login=login)
    yield step(
        "updateTrustedPeer", {**changed, "blocked": 0}, expected={**stored, **own, "blocked": 0}
    )
    query = asking("ip", ip=ip, tags="%gold%")
    found = {"total": 1, "peers": [{**stored, **own, "blocked": 0}]}
    yield step("getTrustedPeers", query, expected=found, login=login)
    yield step("deleteTrustedPeer", ip, fault=9002, login=login)
    yield step("deleteTrustedPeer", ip)
    yield step("deleteTrustedPeer", ip, fault=1050)


def tenants(scene: Scene) -> Story:
    """A tenant of Microsoft Teams, known by its host name."""
    host = f"sbc.{scene.domain}"
    tenant = {"ip": host, "msteams": True, "tenant": scene.name, "reseller": scene.reseller}
    defaults = {"protocol": "any", "callLimit": 0, "enumLookup": True, "transit": False}
    yield step("addTrustedPeer", {**tenant, "msteams": False}, fault=9004)
    yield step("addTrustedPeer", tenant, expected={**tenant, **defaults})
    for msteams, total in ((True, 1), (False, 0)):
        query = asking("description", ip=host, msteams=msteams)
        found = {"total": total, "peers": [tenant] * total}
        yield step("getTrustedPeers", query, expected=found, login=scene.reseller_login)
    yield step("deleteTrustedPeer", host)
