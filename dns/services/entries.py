"""The entries of a master file: its lines without comments, those in parentheses put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ngnpanel.accounts.domain.rules import Saying, saying

# An entry of more lines has most likely lost its closing parenthesis.
MAX_SPAN: Final = 60
# One alternative for each first character, so that a line is read in one go.
TOKEN: Final = re.compile(
    r'(?P<blank>[ \t]+)|(?P<comment>;.*)|(?P<bracket>[()])|(?P<word>"(?:[^"\\]|\\.)*"'
    r'|(?:[^ \t"();\\]|\\.)+)',
    re.DOTALL,
)
UNREADABLE: Final = saying("Close each quotation mark on its line, and write a backslash as \\\\.")
UNOPENED: Final = saying("There is a closing parenthesis without an opening one.")
UNCLOSED: Final = saying("The parenthesis is not closed within %(most)s lines.", most=MAX_SPAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: its first line, its words as they were written, or what is wrong with it.

    ``has_owner`` says whether it begins with a name; it belongs to the one before if not.
    """

    number: int
    text: str
    words: tuple[str, ...] = ()
    has_owner: bool = False
    fault: Saying | None = None


def entries(text: str) -> Iterator[Entry]:
    """All entries of a file; one that cannot be read ends with its first line."""
    raw = text.replace("\r\n", "\n").split("\n")
    # Each line is read once, also where many parentheses stay open.
    lines = [_line(one) for one in raw]
    place = 0
    while place < len(lines):
        words, used, fault = _entry(lines, place)
        first = raw[place]
        if words or fault:
            yield Entry(
                number=place + 1,
                text=first.strip(),
                words=tuple(words),
                has_owner=not first.startswith((" ", "\t")),
                fault=fault,
            )
        place += used


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a line, and how deep its parentheses go: at the lowest and at the end."""

    words: tuple[str, ...]
    lowest: int
    depth: int


def _line(text: str) -> _Line | None:
    """None when it cannot be read."""
    found = _tokens(text)
    if found is None:
        return None
    lowest = depth = 0
    for piece in found:
        depth += {"(": 1, ")": -1}.get(piece, 0)
        lowest = min(lowest, depth)
    return _Line(tuple(piece for piece in found if piece not in ("(", ")")), lowest, depth)


def _entry(lines: Sequence[_Line | None], place: int) -> tuple[list[str], int, Saying | None]:
    """The words of the entry that begins there, how many lines it takes, and what is wrong."""
    depth = 0
    for used, line in enumerate(lines[place : place + MAX_SPAN], 1):
        if line is None:
            return [], 1, UNREADABLE
        if depth + line.lowest < 0:
            return [], 1, UNOPENED
        depth += line.depth
        if depth == 0:
            whole = [one for one in lines[place : place + used] if one is not None]
            return [word for one in whole for word in one.words], used, None
    return [], 1, UNCLOSED


def _tokens(line: str) -> list[str] | None:
    """Words and parentheses of a line, None when it cannot be read."""
    found: list[str] = []
    place = 0
    while place < len(line):
        token = TOKEN.match(line, place)
        if token is None:
            return None
        if token.lastgroup in ("word", "bracket"):
            found.append(token[0])
        place = token.end()
    return found
