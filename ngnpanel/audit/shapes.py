"""The way back from facts of the audit to records: what ``facts.flat`` made of them, undone.

Pure; a class of records says by its fields whether ``groups.x`` is an item of a list,
``properties.x`` a named value, and ``id.x`` a part of a part.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from ngnpanel.audit import facts
from ngnpanel.audit.masking import HIDDEN
from ngnpanel.soap.records import wire_name

Struct = dict[str, Any]
CUT_OFF: Final = "…"


class Unknown(Exception):
    """The class has no such fact."""


def put(cls: Any, struct: Struct, name: str, value: Any) -> None:
    """Give a fact of a struct of ``cls`` its value, None for nothing; raises Unknown."""
    head, _dot, rest = name.partition(".")
    hints = hints_of(cls)
    if head not in hints:
        raise Unknown(name)
    item, is_list = _inner(hints[head])
    if not rest:
        struct[head] = ([] if value is None else value) if is_list else value
    elif is_list and item is str:
        others = [one for one in struct.get(head) or () if one != rest]
        struct[head] = [*others, rest] if value else others
    elif is_list:
        struct[head] = _named(struct.get(head) or (), rest, value)
    elif dataclasses.is_dataclass(item):
        part = dict(struct.get(head) or {})
        put(item, part, rest, value)
        struct[head] = part if any(one not in (None, "", [], {}) for one in part.values()) else None
    else:
        raise Unknown(name)


def whole(cls: Any, known: Mapping[str, Any]) -> Struct:
    """A struct of ``cls`` with these facts and nothing else; raises Unknown."""
    struct: Struct = {}
    for name, value in known.items():
        put(cls, struct, name, value)
    return struct


def is_kept(value: Any) -> bool:
    """Whether the audit holds a value as it was: nothing masked, cut off, or merely counted."""
    if isinstance(value, str):
        is_short = not (value.endswith(CUT_OFF) and len(value) > facts.MOST_TEXT)
        return value != HIDDEN and is_short and not facts.BYTES.fullmatch(value)
    if isinstance(value, Mapping):
        return all(is_kept(part) for part in value.values())
    if isinstance(value, list):
        return all(is_kept(part) for part in value)
    return True


@cache
def hints_of(cls: Any) -> Mapping[str, Any]:
    """The types of a record's fields by their names on the wire."""
    hints = typing.get_type_hints(cls)
    return {wire_name(field): hints[field.name] for field in dataclasses.fields(cls)}


def _inner(hint: Any) -> tuple[Any, bool]:
    """What a field is made of, and whether it is a list of that."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return _inner(next(part for part in typing.get_args(hint) if part is not type(None)))
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return hint, False


def _named(items: Any, name: str, value: Any) -> list[Any]:
    """The items of a list with the one of that name as it shall be."""
    kept = [one for one in items if one.get("name") != name]
    if value is None:
        return kept
    known: Mapping[str, Any] = next((one for one in items if one.get("name") == name), {})
    return [*kept, {**known, "name": name, "value": value}]
