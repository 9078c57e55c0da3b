"""An export as it comes back: checked, and with names in the place of numbers.

Numbers of customers, carriers and gateways mean nothing on another platform. The file itself says
what each is called, so every record is told by names alone.
"""

from __future__ import annotations

import json
import types
import typing
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from ngnpanel.accounts.domain.rules import MAX_INT, RuleError
from ngnpanel.estates.members import MEMBERS
from ngnpanel.imports.reading import CONTROL
from ngnpanel.soap.records import missing_members, parse_time, wire_name

# Of a file, and of what is packed in one.
MOST_BYTES: Final = 4 * 1024 * 1024 - 64 * 1024
MOST_UNPACKED: Final = 64 * 1024 * 1024
MOST_RECORDS: Final = 100_000
PACKED: Final = b"\x1f\x8b"

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Estate:
    """The members of a file in the order in which they are needed, and what it calls others.

    ``unknown`` are members that nobody here knows. ``customers`` are usernames by number;
    ``carriers`` and ``gateways`` are name and number of the reseller.
    """

    members: Mapping[str, list[Plain]]
    unknown: tuple[str, ...]
    customers: Mapping[int, str]
    carriers: Mapping[int, tuple[str, int]]
    gateways: Mapping[int, tuple[str, int]]

    @property
    def count(self) -> int:
        """How many records there are."""
        return sum(len(rows) for rows in self.members.values())


def read(raw: bytes) -> Estate:
    """The estate in a file; raises RuleError for what is none."""
    found = _loaded(_text(raw))
    if not isinstance(found, dict):
        raise RuleError("It is JSON, but no export of domains, zones or customers.")
    members: dict[str, list[Plain]] = {}
    for name in MEMBERS:
        rows = found.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise RuleError("“%(member)s” is no list of records.", member=name)
        if rows:
            members[name] = rows
    if not members:
        raise RuleError("It is JSON, but no export of domains, zones or customers.")
    estate = Estate(
        members=members,
        unknown=tuple(str(name)[:60] for name in found if name not in MEMBERS),
        customers=dict(_numbered(members.get("customers", []), "username")),
        carriers=dict(_held(members.get("carriers", []))),
        gateways=dict(_held(members.get("gateways", []))),
    )
    if estate.count > MOST_RECORDS:
        raise RuleError(
            "These are more than %(most)s records. Export and import the customers one by one.",
            most=MOST_RECORDS,
        )
    return estate


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise RuleError("A file has at most 4 MB. Pack it with gzip, or import it in parts.")
    if not raw.strip():
        raise RuleError("There is nothing in it.")
    if raw.startswith(PACKED):
        raw = _unpacked(raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleError("This is no JSON: it is not written in UTF-8.") from None


def _unpacked(raw: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(raw, MOST_UNPACKED + 1)
    except zlib.error:
        raise RuleError("It is packed, but damaged.") from None
    if len(content) > MOST_UNPACKED:
        raise RuleError("Unpacked it has more than 64 MB. Export and import it in parts.")
    if not reader.eof:
        raise RuleError("It is packed, but damaged.")
    return content


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise RuleError(
            "This is no JSON: line %(line)s, column %(column)s cannot be read.",
            line=error.lineno,
            column=error.colno,
        ) from None
    except (ValueError, RecursionError):
        raise RuleError("This is no JSON that could be read.") from None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _numbered(rows: list[Plain], name: str) -> Iterator[tuple[int, str]]:
    for row in rows:
        number, text = row.get("id"), row.get(name)
        if isinstance(number, int) and isinstance(text, str):
            yield number, text.strip().lower()


def _held(rows: list[Plain]) -> Iterator[tuple[int, tuple[str, int]]]:
    for row in rows:
        number, name, reseller = row.get("id"), row.get("name"), row.get("reseller") or 0
        if isinstance(number, int) and isinstance(name, str) and isinstance(reseller, int):
            yield number, (name, reseller)


def fitting(cls: type[Any], plain: Plain) -> Plain:
    """The members of a record that are known, of the right types; raises RuleError.

    A number that came as text, as some programs write it, counts as the number.
    """
    found = {}
    for name, hint in _hints(cls).items():  # type: ignore[arg-type] # a class is hashable
        if plain.get(name) is not None:
            found[name] = _fitting(hint, plain[name], name)
    missing = missing_members(cls, found)
    if missing:
        raise RuleError("“%(member)s” is missing.", member=missing[0])
    return found


def _fitting(hint: Any, value: Any, name: str) -> Any:
    inner = _inner(hint)
    if typing.get_origin(inner) is tuple:
        if not isinstance(value, list):
            raise RuleError("“%(member)s” is no list.", member=name)
        each = typing.get_args(inner)[0]
        return [_fitting(each, one, name) for one in value if one is not None]
    if is_dataclass(inner):
        if not isinstance(value, dict):
            raise RuleError("“%(member)s” is not what it should be.", member=name)
        return fitting(typing.cast(type[Any], inner), value)
    return _scalar(inner, value, name)


def _scalar(kind: Any, value: Any, name: str) -> Any:
    if kind is bool and isinstance(value, bool | int):
        return bool(value)
    if kind is int and _is_whole(value):
        return int(value)
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if kind is str and isinstance(value, str | int) and not isinstance(value, bool):
        text = str(value)
        if not CONTROL.search(text):
            return text
    if kind is datetime and isinstance(value, str):
        moment = parse_time(value)
        if moment is not None:
            return value
    raise RuleError("“%(member)s” is not what it should be.", member=name)


def _is_whole(value: Any) -> bool:
    if isinstance(value, str):
        return value.isascii() and value.removeprefix("-").isdecimal() and len(value) <= 10
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INT


def _inner(hint: Any) -> Any:
    """A hint without None."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return next(part for part in typing.get_args(hint) if part is not type(None))
    return hint


@cache
def _hints(cls: type[Any]) -> Mapping[str, Any]:
    hints = typing.get_type_hints(cls)
    return {wire_name(field): hints[field.name] for field in cls.__dataclass_fields__.values()}
