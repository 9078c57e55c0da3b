"""Carriers, gateways, gateway rules, routes and trusted peers."""

from __future__ import annotations

from typing import Any

from tests.people import FOREIGN_DOMAIN
from tests.web.kinds import Kind

KINDS = (
    Kind(
        name="carrier",
        gone="999999",
        own=lambda e: e.own.carrier,
        foreign=lambda e: e.foreign.carrier,
        words="Carrier of acme.example",
        secret=FOREIGN_DOMAIN,
        calls={
            "list": (2, 1, -1),
            "add": (1, 1, -1),
            "detail": (2, 2, -1),
            "edit": (2, 1, -1),
            "delete": (3, 3, -1),
        },
        add=lambda _e: {"name": "New Carrier"},
        edit=("name", "Edited Carrier"),
        is_for_sellers=True,
    ),
    Kind(
        name="gateway",
        gone="999999",
        own=lambda e: e.own.gateway,
        foreign=lambda e: e.foreign.gateway,
        words="Gateway of acme.example",
        secret=FOREIGN_DOMAIN,
        calls={
            "list": (2, 1, -1),
            "add": (1, 2, -1),
            "detail": (2, 2, -1),
            "edit": (2, 2, -1),
            "delete": (2, 2, -1),
        },
        add=lambda e: {"carrier_id": e.own.carrier, "name": "New Gateway", "ip": "192.0.2.77"},
        edit=("name", "Edited Gateway"),
        is_for_sellers=True,
    ),
    Kind(
        name="rule",
        gone="999999",
        own=lambda e: e.own.rule,
        foreign=lambda e: e.foreign.rule,
        words="+31",
        secret=FOREIGN_DOMAIN,
        calls={
            "list": (2, 1, -1),
            "add": (1, 2, -1),
            "detail": (2, 2, -1),
            "edit": (2, 2, -1),
            "delete": (1, 1, -1),
        },
        add=lambda e: {"gateway_id": e.own.gateway, "prefix": "0032", "strip": "2"},
        edit=("prepend", "+99"),
        is_for_sellers=True,
    ),
    Kind(
        name="route",
        gone="999999",
        own=lambda e: e.own.route,
        foreign=lambda e: e.foreign.route,
        words="+31",
        secret=FOREIGN_DOMAIN,
        calls={
            "list": (2, 1, -1),
            "add": (1, 2, -1),
            "detail": (2, 2, -1),
            "edit": (2, 2, -1),
            "delete": (1, 1, -1),
        },
        add=lambda e: {"carrier_id": e.own.carrier, "prefix": "+32"},
        edit=("originator", "edited.example"),
        is_for_sellers=True,
    ),
    Kind(
        name="peer",
        gone="203.0.113.99",
        own=lambda e: e.own.peer,
        foreign=lambda e: e.foreign.peer,
        words="192.0.2.10",
        secret=FOREIGN_DOMAIN,
        calls={
            "list": (2, 1, -1),
            "add": (1, -1, -1),
            "detail": (2, 2, -1),
            "edit": (3, 1, -1),
            "delete": (1, -1, -1),
        },
        add=lambda _e: {"ip": "192.0.2.77", "description": "New PBX"},
        edit=("prefix", "0031"),
        is_for_sellers=True,
        adder="administrator",
    ),
)
# URLs beside those of the kit.
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {}
