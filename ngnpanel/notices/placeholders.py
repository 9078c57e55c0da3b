"""Names in braces that stand for a value: ``{link}``. Nothing of a text is ever evaluated.

Two braces are one brace of the text. A value is put in as it is: braces in it mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

# What is looked for, from left to right: an escaped brace, a name in braces, a lost brace.
PIECE: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a text names: ``unknown`` in their order as they were typed, ``lost`` braces alone."""

    used: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    has_lost_brace: bool = False


def look_through(text: str, known: Collection[str]) -> Findings:
    """Which placeholders a text has; ``known`` are those that mean something."""
    used: set[str] = set()
    unknown: list[str] = []
    has_lost_brace = False
    for found in PIECE.finditer(text):
        name = found.group(1)
        if name is None:
            has_lost_brace = has_lost_brace or len(found.group()) == 1
        elif name in known:
            used.add(name)
        elif name not in unknown:
            unknown.append(name)
    return Findings(used=frozenset(used), unknown=tuple(unknown), has_lost_brace=has_lost_brace)


def plainly(_name: str, value: str) -> str:
    """A value as it is."""
    return value


def fill(text: str, values: Mapping[str, str], form: Callable[[str, str], str] = plainly) -> str:
    """The text with its values; a name without value stays as it is.

    ``form`` gets the name and the value and says what is written in their place.

    >>> fill("{a} {{a}} {b}", {"a": "{b}"})
    '{b} {a} {b}'
    """

    def piece(found: re.Match[str]) -> str:
        name, whole = found.group(1), found.group()
        if name is not None:
            return form(name, values[name]) if name in values else whole
        return whole[:1]

    return PIECE.sub(piece, text)


def quoted(text: str) -> str:
    """The text with braces that mean themselves.

    >>> fill(quoted("{a}"), {"a": "b"})
    '{a}'
    """
    return text.replace("{", "{{").replace("}", "}}")
