"""A page of entries, newest first, found by their numbers: as quick at the end as on the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.models import Q, QuerySet

from ngnpanel.audit.models import Entry

# The greatest number that a key of the database can be.
MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Window:
    """Some entries; ``newer`` and ``older`` are the numbers behind which the next pages begin."""

    entries: list[Entry] = field(default_factory=list)
    newer: int = 0
    older: int = 0


def window(entries: QuerySet[Entry], count: int, *, before: int = 0, after: int = 0) -> Window:
    """``count`` entries older than number ``before``, or newer than ``after``, or the newest.

    One query; which of ``entries`` there are is not counted.
    """
    if after:
        rows = list(entries.filter(number__gt=after).order_by("number")[: count + 1])
        more, shown = len(rows) > count, rows[:count][::-1]
        older = shown[-1].number if shown else 0
        return Window(shown, shown[0].number if more else 0, older)
    wanted = entries.filter(number__lt=before) if before else entries
    rows = list(wanted.order_by("-number")[: count + 1])
    shown = rows[:count]
    newer = shown[0].number if before and shown else 0
    return Window(shown, newer, shown[-1].number if len(rows) > count else 0)


def number(text: Any) -> int:
    """A number from an address, 0 for nonsense."""
    digits = str(text or "")
    return min(int(digits), MOST) if digits.isascii() and digits.isdecimal() else 0


def begins(name: str, text: str) -> Q:
    """Entries whose column ``name`` begins with ``text``, in a way that the index is good for.

    SQLite's LIKE knows no index, but its order is that of the letters' numbers. PostgreSQL's order
    is that of a language, but its index has the operators for LIKE.
    """
    if not text:
        return Q()
    if connections[Entry.objects.db].vendor == "sqlite":
        return Q(**{f"{name}__gte": text, f"{name}__lt": text + chr(0x10FFFF)})
    return Q(**{f"{name}__startswith": text})


def spelled(name: str, text: str) -> Q:
    """The same for however somebody types a name."""
    ways = dict.fromkeys((text, text.lower(), text.capitalize(), text.title()))
    found = Q()
    for way in ways:
        found |= begins(name, way)
    return found
