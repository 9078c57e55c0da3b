"""docs/openapi.json: the JSON API as the panel describes it at /api/openapi.json."""

from __future__ import annotations

import json
from typing import Final

from ngnpanel.jsonapi.description import described
from tests.docs.examples import DOCS

FILE: Final = DOCS / "openapi.json"


def text() -> str:
    """What the file holds."""
    return json.dumps(described(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write it."""
    FILE.write_text(text(), encoding="utf-8")
