"""Plain wire values <-> the frozen records of the apps' domains.

A record's field is called on the wire by its camelCase form, or by the ``wire`` entry of its
metadata. The conversion of each class is compiled once and is symmetrical: what was read and not
changed is written back equal.
"""

from __future__ import annotations

import dataclasses
import operator
import types
import typing
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
Convert = Callable[[Any], Any]
TIMESTAMP = "%Y-%m-%d %H:%M:%S"
SECRETS = ("password", "ha1")
Fields = tuple[tuple[str, str, Convert | None, Convert | None], ...]
_COMPILED: dict[type[Any], Fields] = {}


def wire_name(field: dataclasses.Field[Any]) -> str:
    """The name of a record's field in the WSDL."""
    named = field.metadata.get("wire")
    if named:
        return str(named)
    first, *rest = field.name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def to_record(cls: type[T], plain: Mapping[str, Any]) -> T:
    """A record of ``cls`` from the decoded struct ``plain``; unknown members are ignored.

    A missing or nil member takes the field's default unless the field itself allows None.
    Raises TypeError when a member without default is missing: callers that read untrusted requests
    check those first (see ``missing_members``).
    """
    values = {}
    for name, wire, read, _write in _fields(cls):
        value = plain.get(wire)
        if value is not None:
            values[name] = read(value) if read else value
    return cls(**values)


def to_plain(record: Any, only: Container[str] | None = None) -> dict[str, Any]:
    """The struct of ``record`` by wire names, ready for the codec.

    Of all its fields, unless ``only`` names some.
    """
    plain = {}
    for name, wire, _read, write in _fields(type(record)):
        if only is not None and name not in only:
            continue
        value = getattr(record, name)
        plain[wire] = write(value) if write and value is not None else value
    return plain


def missing_members(cls: type[Any], plain: Mapping[str, Any]) -> list[str]:
    """Wire names of the members that ``cls`` needs and ``plain`` does not have."""
    return [name for name in _needed(cls) if plain.get(name) is None]  # type: ignore[arg-type] # a class is hashable


@cache
def _needed(cls: type[Any]) -> tuple[str, ...]:
    return tuple(
        wire_name(field)
        for field in dataclasses.fields(cls)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )


def parse_time(text: str | datetime) -> datetime | None:
    """A platform time stamp (UTC, ``YYYY-MM-DD HH:MM:SS``); None when it is not one."""
    if isinstance(text, datetime):
        return text
    with suppress(ValueError):
        # Five times as fast; what it takes besides is left to the slow way.
        moment = datetime.fromisoformat(text)
        if len(text) == len("2020-12-31 23:59:59") and moment.isoformat(" ") == text:
            return moment.replace(tzinfo=UTC)
    try:
        return datetime.strptime(text[:19].replace("T", " "), TIMESTAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def format_time(moment: datetime) -> str:
    """The text that the platform uses for a moment."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    # The first 19 characters are TIMESTAMP; strftime takes three times as long.
    return utc.isoformat(" ", "seconds")[:19]


def values_for(cls: type[Any], names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function from a record of ``cls`` to its values for these wire names, moments as text.

    Names that the record does not have are None. A secret that is not told is nil, not an empty
    secret (contract G20).
    """
    fields = {wire: (name, write) for name, wire, _read, write in _fields(cls)}
    getter = operator.attrgetter(*(fields[name][0] for name in names if name in fields))
    known = [name for name in names if name in fields]
    absent = [position for position, name in enumerate(names) if name not in fields]
    moments = [names.index(name) for name in known if fields[name][1] is format_time]
    secrets = [names.index(name) for name in known if name in SECRETS]
    is_single = len(known) == 1

    def values(record: Any) -> tuple[Any, ...]:
        found: list[Any] = [getter(record)] if is_single else list(getter(record))
        for position in absent:
            found.insert(position, None)
        for position in moments:
            if (moment := found[position]) is not None:
                found[position] = format_time(moment)
        for position in secrets:
            found[position] = found[position] or None
        return tuple(found)

    return values


def _fields(cls: type[Any]) -> Fields:
    """Field name, wire name, reader and writer of each field, compiled once for a class."""
    known = _COMPILED.get(cls)
    if known is None:
        hints = typing.get_type_hints(cls)
        known = _COMPILED[cls] = tuple(
            (field.name, wire_name(field), *_converters(hints[field.name]))
            for field in dataclasses.fields(cls)
        )
    return known


def _converters(hint: Any) -> tuple[Convert | None, Convert | None]:
    """The two functions for one field's type; None where the plain value already fits."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        return _converters(inner[0])
    if typing.get_origin(hint) is tuple:
        read, write = _converters(typing.get_args(hint)[0])
        return _many(read), _many(write, list)
    if dataclasses.is_dataclass(hint):
        record_class = typing.cast(type[Any], hint)
        return (lambda plain: to_record(record_class, plain)), to_plain
    if hint is datetime:
        return parse_time, format_time
    return None, None


def _many(convert: Convert | None, make: Callable[[Any], Any] = tuple) -> Convert:
    if convert is None:
        return lambda items: make(item for item in items if item is not None)
    each = convert
    return lambda items: make(each(item) for item in items if item is not None)
