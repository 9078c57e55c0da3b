"""ENUM ranges and numbers."""

from __future__ import annotations

from typing import Any

from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import EMPTY, Ask, about, searching
from tests.provisioning.soap import soap

RANGE = {"prefix": "31208005", "tld": "e164.arpa"}
UNUSED = {"prefix": "31208006", "tld": "e164.arpa"}
NUMBER = {"number": "31208005100", "tld": "e164.arpa"}
FRESH = {"number": "31208005101", "tld": "e164.arpa"}
MAPPINGS = [{"type": "sip", "mapto": "sip:alice@customer.example"}]


def furnish(world: World) -> None:
    """A range with an owned number, and one without numbers."""
    for range_id in (RANGE, UNUSED):
        soap("Enum", "addRange", {"id": range_id, "customer": world["customer"]})
    soap("Enum", "addNumber", {"id": NUMBER, "mappings": MAPPINGS, "owner": world["owner"]})


def a_range(range_id: dict[str, str]) -> Any:
    return lambda world: ({"id": range_id, "customer": world["customer"]},)


def foreign(*arguments: Any) -> Ask:
    """A write to a number that its owner sees."""
    return Ask(arguments=about(*arguments), owner=9002, sibling=3002, stranger=3002)


ASKS: dict[tuple[str, str], Ask] = {
    ("Enum", "addRange"): Ask(
        arguments=a_range({"prefix": "31208007", "tld": "e164.arpa"}),
        owner=9002,
        sibling=9002,
        stranger=9004,
    ),
    ("Enum", "updateRange"): Ask(arguments=a_range(RANGE), owner=3000, sibling=3000, stranger=3000),
    ("Enum", "deleteRange"): Ask(arguments=about(UNUSED), owner=3000, sibling=3000, stranger=3000),
    ("Enum", "getRanges"): searching({"filter": {"prefix": "31208005"}}, owner=EMPTY),
    ("Enum", "addNumber"): Ask(
        arguments=about({"id": FRESH, "mappings": MAPPINGS}),
        owner=3005,
        sibling=3005,
        stranger=3005,
    ),
    ("Enum", "updateNumber"): foreign({"id": NUMBER, "mappings": MAPPINGS}),
    ("Enum", "deleteNumber"): foreign(NUMBER),
    ("Enum", "getNumber"): Ask(arguments=about(NUMBER), owner=0, sibling=3002, stranger=3002),
    ("Enum", "getNumbers"): searching({"filter": {"number": "3120800%"}}),
}
