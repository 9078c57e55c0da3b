"""Names of customers for pages that only know their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.api import Api
from ngnpanel.soap.paging import Query
from ngnpanel.web import memory
from ngnpanel.web.parts import Link, Party

# More customers than this keep their numbers: a page must not read them all.
MOST: Final = 500
SECONDS: Final = 120


def named(api: Api, values: Iterable[Any], *, ask: bool = True) -> list[Any]:
    """The values with a link in the place of each Party.

    At most one call, for all names; none with ``ask`` False, when those that nobody asked for
    lately stay numbers.
    """
    listed = list(values)
    numbers = {party.number for value in listed for party in _parties(value) if party.number}
    known = _names(api, ask=ask) if numbers else {}
    return [_with_names(value, known) for value in listed]


def forget(api: Api) -> None:
    """Ask for the names again; for whoever changed one."""
    memory.forget(_key(api))


def _names(api: Api, *, ask: bool) -> Mapping[int, str]:
    if not ask:
        return memory.recall(_key(api)) or {}
    return memory.remembered(_key(api), SECONDS, lambda: _asked(api))


def _asked(api: Api) -> dict[int, str]:
    found = api.customers.customers(Query(order="username", count=MOST))
    return {customer.id: customer.title for customer in found}


def _key(api: Api) -> str:
    return memory.key(api, "parties")


def _parties(value: Any) -> Iterable[Party]:
    if isinstance(value, Party):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _parties(one)


def _with_names(value: Any, known: Mapping[int, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_with_names(one, known) for one in value)
    if not isinstance(value, Party):
        return value
    if not value.number:
        return None
    words = {"number": value.number}
    plain = _("Reseller %(number)s") if value.kind == "reseller" else _("Customer %(number)s")
    text = known.get(value.number) or plain % words
    return Link(text, reverse("customer-detail", args=[value.number]))
