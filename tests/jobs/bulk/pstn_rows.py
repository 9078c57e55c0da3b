"""What each bulk act on peers, carriers, gateways, rules and routes is tried on."""

from __future__ import annotations

from itertools import count
from typing import Any

from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from tests.belongings import Estates
from tests.jobs.bulk.trying import Row
from tests.people import api

SERIAL = count(1)


def carriers(estates: Estates) -> list[str]:
    """Two carriers of the reseller that nothing hangs on."""
    wanted = [
        Carrier(name=f"Line {next(SERIAL)}", reseller=estates.people.reseller) for _one in range(2)
    ]
    return [str(api().pstn.add_carrier(each).id) for each in wanted]


def gateways(estates: Estates) -> list[str]:
    """Two gateways of the reseller's carrier."""
    wanted = [
        Gateway(
            name=f"Switch {next(SERIAL)}",
            carrier_id=int(estates.own.carrier),
            ip="192.0.2.7",
            port=5080,
            transport="tcp",
        )
        for _one in range(2)
    ]
    return [str(api().pstn.add_gateway(each).id) for each in wanted]


def rules(estates: Estates) -> list[str]:
    """Two rules of the reseller's gateway."""
    wanted = [
        GatewayRule(
            gateway_id=int(estates.own.gateway),
            prefix=f"0049{next(SERIAL):03d}",
            strip=2,
            prepend="+",
            min_length=8,
        )
        for _one in range(2)
    ]
    return [str(api().pstn.add_gateway_rule(each).id) for each in wanted]


def routes(estates: Estates) -> list[str]:
    """Two routes over the reseller's carrier."""
    wanted = [
        Route(
            carrier_id=int(estates.own.carrier),
            prefix=f"0049{next(SERIAL):03d}",
            originator="acme.example",
            priority=3,
        )
        for _one in range(2)
    ]
    return [str(api().pstn.add_route(each).id) for each in wanted]


def another_carrier(estates: Estates) -> dict[str, Any]:
    """One that the routes do not take yet."""
    return {"carrier": carriers(estates)[0]}


def peers(estates: Estates) -> list[str]:
    """Two peers of the reseller."""
    found = []
    for _peer in range(2):
        at = next(SERIAL)
        peer = TrustedPeer(
            ip=f"203.0.113.{at}",
            description=f"PBX {at}",
            tags="a, b",
            reseller=estates.people.reseller,
            owner=estates.people.customer,
            call_limit=30,
            strip=2,
            prefix="0031",
            auth_token="a token of theirs",
            enum_lookup=True,
        )
        found.append(api().pstn.add_peer(peer).ip)
    return found


def blocked_peers(estates: Estates) -> list[str]:
    """Two peers whose calls are refused."""
    found = []
    for _peer in range(2):
        at = next(SERIAL)
        peer = TrustedPeer(ip=f"203.0.113.{at}", reseller=estates.people.reseller, blocked=1)
        found.append(api().pstn.add_peer(peer).ip)
    return found


GATEWAY: dict[str, Any] = {
    "make": gateways,
    "operation": "Sip.updateGateway",
    "foreign": lambda estates: estates.foreign.gateway,
}
ROUTE: dict[str, Any] = {
    "make": routes,
    "operation": "Sip.updateRoutes",
    "foreign": lambda estates: estates.foreign.route,
}
PEER: dict[str, Any] = {
    "make": peers,
    "operation": "Sip.updateTrustedPeer",
    "foreign": lambda estates: estates.foreign.peer,
    "person": "administrator",
}
ROWS = (
    Row(
        kind="carrier-delete",
        make=carriers,
        operation="Sip.deleteCarrier",
        undo="Sip.addCarrier",
        foreign=lambda estates: estates.foreign.carrier,
    ),
    Row(kind="gateway-port", **GATEWAY, settings={"port": "5061"}),
    Row(kind="gateway-transport", **GATEWAY, settings={"transport": "tls"}),
    Row(
        kind="gateway-delete",
        **{**GATEWAY, "operation": "Sip.deleteGateway", "undo": "Sip.addGateway"},
    ),
    Row(
        kind="rule-delete",
        make=rules,
        operation="Sip.deleteGatewayRule",
        undo="Sip.addGatewayRule",
        foreign=lambda estates: estates.foreign.rule,
    ),
    Row(kind="route-priority", **ROUTE, settings={"priority": "0"}),
    Row(kind="route-carrier", **ROUTE, settings=another_carrier),
    Row(kind="route-delete", **{**ROUTE, "operation": "Sip.deleteRoutes", "undo": "Sip.addRoutes"}),
    Row(kind="peer-block", **PEER),
    Row(kind="peer-unblock", **{**PEER, "make": blocked_peers}),
    Row(kind="peer-limit", **PEER, settings={"limit": "5"}),
    Row(
        kind="peer-delete",
        **{**PEER, "operation": "Sip.deleteTrustedPeer", "undo": "Sip.addTrustedPeer"},
    ),
)
