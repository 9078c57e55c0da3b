"""The entries of a master file: its lines without comments, those in parentheses put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# An entry of more lines has most likely lost its closing parenthesis.
MAX_SPAN: Final = 60
# One alternative for each first character, so that a line is read in one go.
TOKEN: Final = re.compile(
    r'(?P<blank>[ \t]+)|(?P<comment>;.*)|(?P<bracket>[()])|(?P<word>"(?:[^"\\]|\\.)*"'
    r'|(?:[^ \t"();\\]|\\.)+)',
    re.DOTALL,
)
UNREADABLE: Final = "Close each quotation mark on its line, and write a backslash as \\\\."
UNOPENED: Final = "There is a closing parenthesis without an opening one."
UNCLOSED: Final = f"The parenthesis is not closed within {MAX_SPAN} lines."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: its first line, its words as they were written, or what is wrong with it.

    ``has_owner`` says whether it begins with a name; it belongs to the one before if not.
    """

    number: int
    text: str
    words: tuple[str, ...] = ()
    has_owner: bool = False
    fault: str = ""


def entries(text: str) -> Iterator[Entry]:
    """All entries of a file; one that cannot be read ends with its first line."""
    lines = text.replace("\r\n", "\n").split("\n")
    place = 0
    while place < len(lines):
        words, used, fault = _entry(lines, place)
        first = lines[place]
        if words or fault:
            yield Entry(
                number=place + 1,
                text=first.strip(),
                words=tuple(words),
                has_owner=not first.startswith((" ", "\t")),
                fault=fault,
            )
        place += used


def _entry(lines: list[str], place: int) -> tuple[list[str], int, str]:
    """The words of the entry that begins there, how many lines it takes, and what is wrong."""
    words: list[str] = []
    depth = 0
    for used, line in enumerate(lines[place : place + MAX_SPAN], 1):
        found = _tokens(line)
        if found is None:
            return [], 1, UNREADABLE
        for piece in found:
            if piece == "(":
                depth += 1
            elif piece == ")":
                depth -= 1
            else:
                words.append(piece)
            if depth < 0:
                return [], 1, UNOPENED
        if depth == 0:
            return words, used, ""
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
