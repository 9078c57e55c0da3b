"""SIP domains."""

from __future__ import annotations

from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import Ask, about, searching
from tests.provisioning.soap import soap


def furnish(world: World) -> None:
    """A domain without accounts."""
    soap("Sip", "addDomain", {"domain": "empty.example", "customer": world["customer"]})


ASKS: dict[tuple[str, str], Ask] = {
    ("Sip", "addDomain"): Ask(
        arguments=lambda world: ({"domain": "fresh.example", "customer": world["customer"]},),
        owner=9002,
        sibling=9002,
        stranger=9004,
    ),
    ("Sip", "updateDomain"): Ask(
        arguments=lambda world: ({"domain": "customer.example", "customer": world["customer"]},),
        owner=1000,
        sibling=1000,
        stranger=1000,
    ),
    ("Sip", "deleteDomain"): Ask(
        arguments=about("empty.example"), owner=1000, sibling=1000, stranger=1000
    ),
    ("Sip", "getDomains"): searching({"filter": {"domain": "customer.example"}}, owner="empty"),
}
