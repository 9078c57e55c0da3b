"""The data of a record in the pieces that people know by name, and back to value and priority."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import names, texts, values
from ngnpanel.dns.domain.values import Data

PIECES: Final[Mapping[str, tuple[str, ...]]] = {
    "A": ("address",),
    "AAAA": ("address",),
    "CNAME": ("target",),
    "LOC": ("place",),
    "MX": ("priority", "target"),
    "NAPTR": ("order", "preference", "flags", "service", "regexp", "replacement"),
    "NS": ("target",),
    "PTR": ("target",),
    "SRV": ("priority", "weight", "port", "target"),
    "TXT": ("text",),
}
# Data without fault of the types with several pieces, to find out which piece is at fault.
SAMPLES: Final[Mapping[str, Mapping[str, str]]] = {
    "MX": {"priority": "0", "target": names.ROOT},
    "NAPTR": {
        "order": "0",
        "preference": "0",
        "flags": "",
        "service": "",
        "regexp": "",
        "replacement": names.ROOT,
    },
    "SRV": {"priority": "0", "weight": "0", "port": "0", "target": names.ROOT},
}


def apart(kind: str, value: str, priority: int | None) -> dict[str, str] | None:
    """The pieces of stored data; None when they would not make the same data again."""
    pieces = _cut(kind, value, priority)
    if pieces is None or together(kind, pieces)[0] != value:
        return None
    if kind == "NAPTR" and priority not in (None, int(pieces["preference"])):
        return None
    return pieces


def together(kind: str, pieces: Mapping[str, str]) -> Data:
    """Value and priority as they are sent; what is wrong with them, ``values.checked`` says."""
    match kind:
        case "MX":
            return pieces["target"], _number(pieces["priority"])
        case "SRV":
            weight, port, target = (pieces[name] for name in ("weight", "port", "target"))
            return f"{weight} {port} {target}", _number(pieces["priority"])
        case "NAPTR":
            strings = (f'"{pieces[name]}"' for name in ("flags", "service", "regexp"))
            parts = (pieces["order"], pieces["preference"], *strings, pieces["replacement"])
            return " ".join(part for part in parts if part), _number(pieces["preference"])
        case _:
            return pieces[PIECES[kind][0]], None


def blamed(kind: str, pieces: Mapping[str, str], zone: str) -> str:
    """The piece that makes the data of a record in ``zone`` wrong; the last one if in doubt."""
    for name in PIECES[kind] if kind in SAMPLES else ():
        tried = {**SAMPLES[kind], name: pieces[name]}
        if kind == "NAPTR" and name == "replacement":
            tried["regexp"] = pieces["regexp"]
        try:
            values.checked(kind, *together(kind, tried), zone)
        except RuleError:
            return name
    return PIECES[kind][-1]


def _cut(kind: str, value: str, priority: int | None) -> dict[str, str] | None:
    match kind:
        case "MX":
            return {"priority": _text(priority), "target": value}
        case "SRV":
            parts = [_text(priority), *value.split(" ")]
            if not all(_is_short(part) for part in parts[1:3]):
                return None
        case "NAPTR":
            words = texts.tokens(value)
            if [quoted for quoted, _word in words] != [False, False, True, True, True, False]:
                return None
            parts = [word for _quoted, word in words]
            if not all(_is_short(part) for part in parts[:2]):
                return None
        case _:
            parts = [value]
    names_of = PIECES.get(kind, ())
    return dict(zip(names_of, parts, strict=True)) if len(parts) == len(names_of) else None


def _is_short(text: str) -> bool:
    """Whether a form would keep this number as it is written."""
    number = _number(text)
    return number is not None and number <= values.MAX_SHORT and str(number) == text


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
