"""Which callers a pattern means: ``%`` stands for any text, a bare domain for everybody in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ngnpanel.calls.records import Contact

SCHEME: Final = re.compile(r"^(sips?|tel):", re.IGNORECASE)
INTERNATIONAL: Final = re.compile(r"^\+(?=[0-9])")


def plain(address: str) -> str:
    """An address as patterns see it: lower case, no scheme, + in front of a number as 00."""
    return INTERNATIONAL.sub("00", SCHEME.sub("", address.strip()).lower())


def matches(pattern: str, caller: str) -> bool:
    """Whether ``pattern`` means ``caller``.

    Without @ and % a pattern is a domain or the user part of an address.
    """
    wanted, address = plain(pattern), plain(caller)
    if not wanted or not address:
        return False
    if "@" in wanted or "%" in wanted:
        return _fits(_parts(wanted), address)
    user, _at, domain = address.rpartition("@")
    return wanted in (user, domain)


def first_match(patterns: Iterable[str], caller: str) -> str | None:
    """The first pattern that means ``caller``."""
    return next((pattern for pattern in patterns if matches(pattern, caller)), None)


def groups_of(caller: str, contacts: Iterable[Contact]) -> frozenset[str]:
    """The contact groups that ``caller`` is in."""
    return frozenset(
        contact.group for contact in contacts if contact.group and matches(contact.pattern, caller)
    )


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.split("%"))


def _fits(parts: tuple[str, ...], text: str) -> bool:
    """Whether the text has these parts in their order, with anything between them.

    The first place that fits is as good as any later one, so nothing is ever tried twice: an
    expression would try them all, which takes for ever over a pattern that somebody made for it.
    """
    first, *rest = parts
    if not rest:
        return text == first
    *middle, last = rest
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last) or end < len(first):
        return False
    place = len(first)
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True
