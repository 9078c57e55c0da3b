"""The URLs of the tools, which belong to no kind of record."""

from __future__ import annotations

from typing import Any

ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "call-path": ([], (200, 200, 200, 403, 200, 302)),
}
