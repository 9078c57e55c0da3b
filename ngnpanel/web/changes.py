"""What saving would change, attribute by attribute, in words that people can check."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ngnpanel.audit import masking
from ngnpanel.web.parts import Text

HIDDEN: Final = masking.HIDDEN


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a record before and after; empty text stands for nothing."""

    label: Text
    old: str
    new: str


def between(old: Any, new: Any, labels: Mapping[str, Text]) -> list[Change]:
    """What differs between two records; with ``old`` None, everything that a new one brings."""
    found: list[Change] = []
    for field in dataclasses.fields(new):
        after = getattr(new, field.name)
        before = _default(field) if old is None else getattr(old, field.name)
        if before == after:
            continue
        label = labels.get(field.name) or capfirst(field.name.replace("_", " "))
        if _is_named(before) and _is_named(after):
            found.extend(_of_named(before, after, labels))
        elif not field.repr:
            found.append(Change(label, _masked(before), _masked(after)))
        else:
            found.append(Change(label, words(before), words(after)))
    return found


def words(value: Any) -> str:
    """A value of a record as text."""
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple):
        return ", ".join(words(one) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _of_record(value)
    return str(value)


def _of_record(record: Any) -> str:
    """A part of a record: its own words if it has some, else what it is made of."""
    if "__str__" in vars(type(record)):
        return str(record)
    parts = (
        (field.name, getattr(record, field.name))
        for field in dataclasses.fields(record)
        if field.name != "id" and field.repr and getattr(record, field.name) != _default(field)
    )
    return " ".join(f"{name} {words(part)}" for name, part in parts)


def _of_named(
    old: tuple[Any, ...], new: tuple[Any, ...], labels: Mapping[str, Text]
) -> Iterator[Change]:
    """The properties that came, went or changed."""
    before = {item.name: item.value for item in old}
    after = {item.name: item.value for item in new}
    for name in dict.fromkeys([*before, *after]):
        was, becomes = before.get(name, ""), after.get(name, "")
        if was == becomes:
            continue
        if is_secret_property(name):
            was, becomes = _masked(was), _masked(becomes)
        yield Change(labels.get(f"property_{name}") or name, was, becomes)


def is_secret_property(name: str) -> bool:
    """Whether the value of a property is for nobody's eyes."""
    return masking.is_secret(f"properties.{name}")


def _is_named(value: Any) -> bool:
    return isinstance(value, tuple) and all(
        hasattr(item, "name") and hasattr(item, "value") for item in value
    )


def _masked(value: Any) -> str:
    return HIDDEN if value else ""


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else None
