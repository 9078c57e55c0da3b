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
        return bool(_compiled(wanted).fullmatch(address))
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
def _compiled(pattern: str) -> re.Pattern[str]:
    # Runs of % would make the match slow and mean the same as one.
    parts = re.sub(r"%+", "%", pattern).split("%")
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)
