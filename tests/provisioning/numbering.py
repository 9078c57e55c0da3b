"""Short ways to ENUM ranges and numbers for the tests of the server."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from tests.provisioning.soap import ADMIN, Person, refusal, soap

refused = partial(refusal, "Enum")
ARPA: Final = "e164.arpa"
MAPPINGS: Final = [{"type": "sip", "mapto": "sip:alice@customer.example"}]


def key(prefix: str, tld: str = ARPA) -> dict[str, str]:
    """The id of a range."""
    return {"prefix": prefix, "tld": tld}


def add(prefix: str, *, as_: Person = ADMIN, **members: Any) -> dict[str, Any]:
    """A new range."""
    stored: dict[str, Any] = soap("Enum", "addRange", {"id": key(prefix), **members}, as_=as_)
    return stored


def add_number(number: str, *, as_: Person = ADMIN, **members: Any) -> None:
    """A new number."""
    record = {"id": {"number": number, "tld": ARPA}, "mappings": MAPPINGS, **members}
    soap("Enum", "addNumber", record, as_=as_)


def listed(query: Any = None, *, as_: Person = ADMIN) -> list[str]:
    """The prefixes that a list gives."""
    answer = soap("Enum", "getRanges", query, as_=as_)
    assert answer["total"] >= len(answer["ranges"])
    return [row["id"]["prefix"] for row in answer["ranges"]]


def stored(prefix: str) -> dict[str, Any]:
    """A range as the administrator sees it."""
    found: dict[str, Any] = soap("Enum", "getRanges", {"filter": {"prefix": prefix}})["ranges"][0]
    return found
