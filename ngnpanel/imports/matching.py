"""Which column of a file is which of ours: by its name, in any language of the panel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from ngnpanel.imports.columns import Column


def guessed(names: Sequence[str], columns: Sequence[Column[Any]]) -> dict[int, str]:
    """The name of our column by the place of theirs; each of ours at most once.

    Our own names come first, then the other names that a column is known by, then its labels.
    """
    found: dict[int, str] = {}
    plain = [_plain(name) for name in names]
    ranked = [list(_names(column)) for column in columns]
    for rank in range(max((len(known) for known in ranked), default=0)):
        for column, known in zip(columns, ranked, strict=True):
            if rank >= len(known) or column.name in found.values():
                continue
            for place, name in enumerate(plain):
                if place not in found and name and name in known[rank]:
                    found[place] = column.name
                    break
    return dict(sorted(found.items()))


def _names(column: Column[Any]) -> Iterator[frozenset[str]]:
    yield frozenset({_plain(column.name)})
    yield frozenset(_plain(name) for name in column.known_as)
    yield frozenset(_plain(label) for label in _labels(column).values())


def _labels(column: Column[Any]) -> Mapping[str, str]:
    """What people call it, by language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(column.label)
    return found


def _plain(name: str) -> str:
    """A name without case, accents and signs: E-Mail and email are one."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9]", "", decomposed)
