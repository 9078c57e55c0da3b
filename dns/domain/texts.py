"""Character strings of the DNS: at most 255 bytes each, quoted in zone files."""

from __future__ import annotations

import re
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError

MAX_STRING: Final = 255
QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
STRINGS: Final = re.compile(r'(?:"(?:[^"\\]|\\.)*"\s*)+')
TOKEN: Final = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)')
ESCAPE: Final = re.compile(r"\\([0-9]{3}|[^0-9])|([^\\]+)")
# One character at a time: nested repetitions would take for ever to fail.
ESCAPED: Final = re.compile(r"(?:\\(?:[0-9]{3}|[^0-9])|[^\\])*")


def strings(text: str, field: str = "value") -> tuple[bytes, ...]:
    """The character strings that the data of a TXT record stands for; raises RuleError.

    Text in quotation marks is read as in a zone file, other text is taken as it is; what is too
    long for one string is cut.
    """
    if not text.startswith('"'):
        data = text.encode()
        return tuple(
            data[start : start + MAX_STRING] for start in range(0, len(data), MAX_STRING)
        ) or (b"",)
    if not STRINGS.fullmatch(text):
        raise RuleError('Put each part of the text in a pair of quotation marks: "…" "…".', field)
    return tuple(string(inner, field) for inner in QUOTED.findall(text))


def string(inner: str, field: str = "value") -> bytes:
    """What the inside of a quoted text stands for, at most 255 bytes; raises RuleError."""
    if not ESCAPED.fullmatch(inner):
        raise RuleError(r"Write a backslash as \\ inside quotation marks, for example \\1.", field)
    data = b"".join(_piece(code, plain, field) for code, plain in ESCAPE.findall(inner))
    if len(data) > MAX_STRING:
        raise RuleError(
            "Each text in quotation marks has at most %(most)s bytes.", field, most=MAX_STRING
        )
    return data


def tokens(text: str) -> list[tuple[bool, str]]:
    """The words of presentation data: whether each was quoted, and its inside.

    Empty when quotation marks do not match.
    """
    found: list[tuple[bool, str]] = []
    place = 0
    while place < len(text):
        token = TOKEN.match(text, place)
        if token is None:
            return []
        is_quoted = token[2] is None
        found.append((is_quoted, token[1] if is_quoted else token[2]))
        place = token.end()
    return found


def _piece(code: str, plain: str, field: str) -> bytes:
    if plain:
        return plain.encode()
    if not code.isdigit() or len(code) < 3:
        return code.encode()
    if int(code) > 255:
        raise RuleError("\\%(code)s stands for no byte: write \\000 to \\255.", field, code=code)
    return bytes([int(code)])
