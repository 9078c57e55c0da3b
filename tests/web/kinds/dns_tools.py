"""The URLs of the DNS tools: who may open what."""

from __future__ import annotations

from typing import Any

from tests.people import DOMAIN

OWN: tuple[list[Any], tuple[int, ...]] = ([DOMAIN], (200, 200, 200, 403, 404, 302))
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "domain-check": ([], (200, 200, 200, 403, 200, 302)),
    "zone-import-new": ([], (200, 200, 200, 403, 200, 302)),
    "zone-templates": OWN,
    "zone-file": OWN,
    "zone-import": OWN,
}
