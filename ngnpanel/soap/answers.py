"""What the typed clients of the apps share: decoded answers as records, and as pages of records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page
from ngnpanel.soap.records import to_record

R = TypeVar("R")


class Caller(Protocol):
    """One SOAP port with the actor's authority behind it: calls an operation by its name."""

    def __call__(self, operation: str, *arguments: Any) -> Any:
        """The decoded result; raises RemoteError."""


def stored(sent: R, plain: dict[str, Any] | None) -> R:
    """What an add or update returned; a platform that returns nothing kept what was sent."""
    return to_record(type(sent), plain) if plain else sent


def rows(cls: type[R], plain: Iterable[dict[str, Any]] | None) -> tuple[R, ...]:
    """The records of a plain array; a nil array is an empty one."""
    return tuple(to_record(cls, item) for item in plain or ())


def page(cls: type[R], plain: dict[str, Any], member: str) -> Page[R]:
    """The page of a result struct whose rows lie in ``member``."""
    found = rows(cls, plain.get(member))
    return Page(found, plain.get("total") or len(found))


def only(found: Page[R], what: str, code: int) -> R:
    """The record of a list that was asked for one key; NotFound when it is empty."""
    for record in found:
        return record
    raise NotFound(f"{what} not found", code=code)
