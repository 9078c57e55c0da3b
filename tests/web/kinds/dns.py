"""Zones, records, mail aliases and redirects."""

from __future__ import annotations

from typing import Any

from tests.people import DOMAIN
from tests.web.kinds import Kind

CALLS = {
    "list": (2, 2, 2),
    "add": (2, 2, 1),
    "detail": (2, 2, 2),
    "edit": (2, 2, 1),
    "delete": (1, 1, 1),
}
KINDS = (
    Kind(
        name="zone",
        gone="gone.example",
        own=lambda e: e.own.zone,
        foreign=lambda e: e.foreign.zone,
        words=DOMAIN,
        secret="globex",
        calls={**CALLS, "add": (2, 3, 2), "edit": (3, 2, 1), "delete": (4, 4, 4)},
        add=lambda _e: {"name": "new.example"},
        edit=("info", "Edited"),
    ),
    Kind(
        name="record",
        gone="99999",
        own=lambda e: e.own.record,
        foreign=lambda e: e.foreign.record,
        words=f"www.{DOMAIN}",
        secret="globex",
        calls=CALLS,
        add=lambda _e: {"zone": DOMAIN, "name": "new", "type": "A", "address": "192.0.2.7"},
        edit=("address", "192.0.2.81"),
    ),
    Kind(
        name="mail-alias",
        gone="99999",
        own=lambda e: e.own.mail_alias,
        foreign=lambda e: e.foreign.mail_alias,
        words=f"info@{DOMAIN}",
        secret="globex",
        calls={**CALLS, "add": (2, 4, 3)},
        add=lambda _e: {"zone": DOMAIN, "name": "new", "value": "bob@example.net"},
        edit=("value", "edited@example.net"),
    ),
    Kind(
        name="redirect",
        gone="99999",
        own=lambda e: e.own.redirect,
        foreign=lambda e: e.foreign.redirect,
        words=f"go.{DOMAIN}",
        secret="globex",
        calls=CALLS,
        add=lambda _e: {"zone": DOMAIN, "name": "new", "value": "https://www.example.net/"},
        edit=("value", "https://edited.example.net/"),
    ),
)
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {}
