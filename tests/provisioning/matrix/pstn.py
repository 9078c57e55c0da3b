"""PSTN routing of the customer's reseller, and a trusted peer of the customer itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ngnpanel.provisioning import models
from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import EMPTY, Ask, about
from tests.provisioning.soap import soap

PEER: Final = {"ip": "192.0.2.77"}
Arguments = Callable[[World], tuple[Any, ...]]


def furnish(world: World) -> None:
    """Two carriers of the reseller, one of them without anything, and a peer."""
    reseller = world["reseller"]
    soap("Sip", "addCarrier", {"name": "Matrix empty", "reseller": reseller})
    carrier = soap("Sip", "addCarrier", {"name": "Matrix", "reseller": reseller})["id"]
    gateway = soap(
        "Sip", "addGateway", {"name": "Matrix", "carrier_id": carrier, "ip": "192.0.2.7"}
    )["id"]
    soap("Sip", "addGatewayRule", {"gateway_id": gateway, "prefix": "0031"})
    soap("Sip", "addRoutes", [{"carrier_id": carrier, "prefix": "0031"}])
    soap(
        "Sip",
        "addTrustedPeer",
        {**PEER, "customer": world["customer"], "reseller": reseller, "owner": world["owner"]},
    )


def carrier_id(name: str = "Matrix") -> int:
    return models.Carrier.objects.get(name=name).pk


def gateway_id() -> int:
    return models.Gateway.objects.get(name="Matrix").pk


def rule_id() -> int:
    return models.GatewayRule.objects.get(gateway__name="Matrix").pk


def route_id() -> int:
    return models.Route.objects.get(carrier__name="Matrix").pk


def creating(arguments: Arguments, *, stranger: int) -> Ask:
    """Something new of the reseller's: its customers have no part in it."""
    return Ask(arguments=arguments, customer=9002, owner=9002, sibling=9002, stranger=stranger)


def changing(arguments: Arguments, code: int) -> Ask:
    """Something of the reseller's, which is missing for all others."""
    return Ask(arguments=arguments, customer=code, owner=code, sibling=code, stranger=code)


def finding(arguments: Arguments) -> Ask:
    """A list of what is the reseller's."""
    return Ask(arguments=arguments, customer=EMPTY, owner=EMPTY, sibling=EMPTY, stranger=EMPTY)


ASKS: dict[tuple[str, str], Ask] = {
    ("Sip", "addCarrier"): creating(
        lambda world: ({"name": "New", "reseller": world["reseller"]},), stranger=9002
    ),
    ("Sip", "updateCarrier"): changing(
        lambda world: ({"id": carrier_id(), "name": "Moved", "reseller": world["reseller"]},), 1070
    ),
    ("Sip", "deleteCarrier"): changing(lambda _world: (carrier_id("Matrix empty"),), 1070),
    ("Sip", "getCarriers"): finding(lambda _world: ({"filter": {"id": carrier_id()}},)),
    ("Sip", "addGateway"): creating(
        lambda _world: ({"name": "New", "carrier_id": carrier_id(), "ip": "192.0.2.8"},),
        stranger=1070,
    ),
    ("Sip", "updateGateway"): changing(
        lambda _world: (
            {"id": gateway_id(), "name": "New", "carrier_id": carrier_id(), "ip": "192.0.2.8"},
        ),
        1080,
    ),
    ("Sip", "deleteGateway"): changing(lambda _world: (gateway_id(),), 1080),
    ("Sip", "getGateways"): finding(lambda _world: ({"filter": {"id": gateway_id()}},)),
    ("Sip", "addGatewayRule"): creating(
        lambda _world: ({"gateway_id": gateway_id(), "prefix": "0032"},), stranger=1080
    ),
    ("Sip", "updateGatewayRule"): changing(
        lambda _world: ({"id": rule_id(), "gateway_id": gateway_id()},), 1090
    ),
    ("Sip", "deleteGatewayRule"): changing(lambda _world: (rule_id(),), 1090),
    ("Sip", "getGatewayRules"): finding(lambda _world: ({"filter": {"id": rule_id()}},)),
    ("Sip", "addRoutes"): creating(
        lambda _world: ([{"carrier_id": carrier_id(), "prefix": "0032"}],), stranger=1070
    ),
    ("Sip", "updateRoutes"): changing(
        lambda _world: ([{"id": route_id(), "carrier_id": carrier_id()}],), 1100
    ),
    ("Sip", "deleteRoutes"): changing(lambda _world: ([{"id": route_id()}],), 1100),
    ("Sip", "getRoutes"): finding(lambda _world: ({"filter": {"id": route_id()}},)),
    ("Sip", "addTrustedPeer"): Ask(
        arguments=about({"ip": "192.0.2.78"}),
        reseller=9002,
        customer=9002,
        owner=9002,
        sibling=9002,
        stranger=9002,
    ),
    ("Sip", "updateTrustedPeer"): Ask(
        arguments=lambda world: (
            {**PEER, "customer": world["customer"], "owner": world["owner"], "prefix": "99"},
        ),
        owner=9002,
        sibling=1050,
        stranger=1050,
    ),
    ("Sip", "deleteTrustedPeer"): Ask(
        arguments=about(PEER["ip"]),
        reseller=9002,
        customer=9002,
        owner=9002,
        sibling=1050,
        stranger=1050,
    ),
    ("Sip", "getTrustedPeers"): Ask(
        arguments=about({"filter": PEER}), owner=0, sibling=EMPTY, stranger=EMPTY
    ),
}
