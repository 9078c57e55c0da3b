"""ENUM ranges and numbers."""

from __future__ import annotations

from typing import Any

from tests.web.kinds import Kind

KINDS = (
    Kind(
        name="range",
        gone="3199.e164.arpa",
        own=lambda e: e.own.range,
        foreign=lambda e: e.foreign.range,
        words="+3120",
        secret="4930",
        calls={
            "list": (2, 2, 2),
            "add": (2, 3, 2),
            "detail": (2, 2, 2),
            "edit": (3, 2, 1),
            "delete": (1, 1, 1),
        },
        add=lambda _e: {"prefix": "313080052"},
        edit=("info", "Edited"),
    ),
    Kind(
        name="number",
        gone="31208009999.e164.arpa",
        own=lambda e: e.own.number,
        foreign=lambda e: e.foreign.number,
        words="+31 20 800 5161",
        secret="4930",
        calls={
            "list": (2, 2, 2),
            "add": (3, 5, 4),
            "detail": (3, 3, 3),
            "edit": (2, 2, 1),
            "delete": (1, 1, 1),
        },
        add=lambda _e: {"number": "+31208005162", "mapto": "alice@acme.example"},
        edit=("info", "Edited"),
    ),
)
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "range-generate": (["3120.e164.arpa"], (200, 200, 200, 403, 404, 302)),
}
