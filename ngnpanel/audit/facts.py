"""What a struct of the wire says, flat: a fact for each member, group and property."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ngnpanel.audit import masking

Facts = dict[str, Any]
Struct = Mapping[str, Any]
# What the platform keeps by itself: nobody changes it.
SERVERS: Final = frozenset({"changeDate", "createDate", "ha1", "serial", "used", "nonEmptyGroups"})
MOST_TEXT: Final = 2000
# How recordings and the like are told: by their length alone.
BYTES: Final = re.compile(r"\d+ bytes")


def flat(struct: Mapping[str, Any]) -> Facts:
    """The facts of a struct; secrets are told apart from nothing, and not from each other."""
    found: Facts = {}
    for name, value in struct.items():
        if name not in SERVERS and value not in (None, "", [], {}):
            _add(found, name, value)
    return {
        name: masking.HIDDEN if masking.is_secret(name) else _short(value)
        for name, value in found.items()
    }


def apart(old: Struct, new: Struct) -> tuple[Struct, Struct]:
    """The members of two structs that are not the same in both: most of a record stays."""
    names = [n for n, value in old.items() if value != new.get(n)]
    names += [n for n, value in new.items() if n not in old and value is not None]
    return {n: old.get(n) for n in names}, {n: new.get(n) for n in names}


def difference(old: Facts, new: Facts) -> dict[str, list[Any]]:
    """What differs: name -> [old, new]."""
    names = dict.fromkeys([*old, *new])
    return {n: [old.get(n), new.get(n)] for n in names if old.get(n) != new.get(n)}


def noted(changes: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """What somebody says that changed, name -> (old, new), as it may be kept."""
    return {
        name: [_kept(name, old), _kept(name, new)]
        for name, (old, new) in changes.items()
        if old != new
    }


def _kept(name: str, value: Any) -> Any:
    if masking.is_secret(name) and value not in (None, "", [], {}):
        return masking.HIDDEN
    if isinstance(value, str | int | float | None):
        return _short(value)
    if isinstance(value, Mapping):
        return {str(inner): _kept(str(inner), part) for inner, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [_kept(name, item) for item in items]
    return _short(str(value))


def secrets_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The names of secrets that are not the same in two structs, which masks hide."""
    before, after = _secrets(old), _secrets(new)
    return [n for n in dict.fromkeys([*before, *after]) if before.get(n) != after.get(n)]


def _secrets(struct: Mapping[str, Any]) -> Facts:
    found: Facts = {}
    for name, value in struct.items():
        if name not in SERVERS and value not in (None, "", [], {}):
            _add(found, name, value)
    return {name: value for name, value in found.items() if masking.is_secret(name)}


def _add(found: Facts, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        for inner, part in value.items():
            if part not in (None, "", [], {}):
                _add(found, f"{name}.{inner}", part)
    elif isinstance(value, list | tuple):
        _add_list(found, name, value)
    elif isinstance(value, bytes):
        found[name] = f"{len(value)} bytes"
    else:
        found[name] = value


def _add_list(found: Facts, name: str, items: Any) -> None:
    if all(isinstance(item, str) for item in items):
        found.update({f"{name}.{item}": True for item in items})
    elif all(isinstance(item, Mapping) and "name" in item and "value" in item for item in items):
        found.update({f"{name}.{item['name']}": item["value"] for item in items})
    else:
        found[name] = [_plain(item) for item in items]


def _plain(item: Any) -> Any:
    if not isinstance(item, Mapping):
        return item
    return {
        name: masking.HIDDEN if masking.is_secret(name) else value
        for name, value in item.items()
        if value not in (None, "", [], {})
    }


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > MOST_TEXT:
        return value[:MOST_TEXT] + "…"
    return value
