"""Exports as files: members in their order, each record once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ngnpanel.api import Api
from ngnpanel.estates import scopes
from ngnpanel.estates.members import MEMBERS
from ngnpanel.estates.scopes import Piece, Rows

JSON: Final = "application/json"
GZIP: Final = "application/gzip"
# Larger files are packed: an upload has at most 4 MB (web/uploads.py).
PACKED_FROM: Final = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file to be handed over."""

    name: str
    content: bytes
    content_type: str


def whole(api: Api, pieces: Iterable[Piece], *, secrets: bool) -> Rows:
    """All rows of a few pieces at once; raises RemoteError."""
    rows: Rows = {}
    numbers: set[int] = set()
    for piece in pieces:
        read = scopes.read(api, piece, secrets=secrets)
        for member, found in read.rows.items():
            rows.setdefault(member, []).extend(found)
        numbers |= read.parties
    known = {row["id"] for row in rows.get("customers", ())}
    more = scopes.parties(api, numbers - known, secrets=secrets)
    if more:
        rows.setdefault("customers", []).extend(more)
    return rows


def written(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """The rows as JSON, a record on each line; a record that was read twice is there once."""
    parts = []
    for member in MEMBERS:
        if member in rows:
            lines = dict.fromkeys(json.dumps(row, ensure_ascii=False) for row in rows[member])
            body = ",\n".join(lines)
            parts.append(f"{json.dumps(member)}: [\n{body}\n]")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def packed(name: str, content: bytes) -> File:
    """A file that can be imported again, packed where it would be too large for that."""
    if len(content) <= PACKED_FROM:
        return File(f"{name}.json", content, JSON)
    return File(f"{name}.json.gz", gzip.compress(content, mtime=0), GZIP)
