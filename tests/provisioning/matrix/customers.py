"""Customers and resellers."""

from __future__ import annotations

from typing import Any

from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import EMPTY, Ask
from tests.provisioning.soap import soap


def furnish(world: World) -> None:
    """A customer of the reseller that nothing belongs to."""
    leaver = {"username": "leaver", "password": "x", "reseller": world["reseller"]}
    soap("Customer", "addAccount", leaver)


def itself(*arguments: Any) -> Ask:
    """Something about the customer record itself."""
    return Ask(
        arguments=lambda world: (world["customer"], *arguments),
        owner=5000,
        sibling=5000,
        stranger=5000,
    )


def found() -> Ask:
    """The customer in a list."""
    return Ask(
        arguments=lambda world: ({"filter": {"customer": world["customer"]}},),
        owner=EMPTY,
        sibling=EMPTY,
        stranger=EMPTY,
    )


def leaver(_world: World) -> tuple[Any, ...]:
    """The id of the customer without records."""
    asked = {"filter": {"username": "leaver"}}
    return (soap("Customer", "getCustomers", asked)["accounts"][0]["id"],)


ASKS: dict[tuple[str, str], Ask] = {
    ("Customer", "addAccount"): Ask(
        arguments=lambda _world: ({"username": "fresh", "password": "x"},),
        customer=9002,
        owner=9002,
        sibling=9002,
        stranger=0,
    ),
    ("Customer", "deleteAccount"): Ask(
        arguments=leaver, customer=5000, owner=5000, sibling=5000, stranger=5000
    ),
    ("Customer", "getAccount"): itself(),
    ("Customer", "getProperties"): itself(),
    ("Customer", "setProperties"): itself([]),
    ("Customer", "updateAccount"): Ask(
        arguments=lambda world: ({"id": world["customer"]},),
        owner=5000,
        sibling=5000,
        stranger=5000,
    ),
    ("Customer", "getCustomers"): found(),
    ("Customer", "getResellers"): found(),
}
