"""A SIP domain with all that is in it as JSON, in the form of the panel that came before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Account, Domain
from ngnpanel.api import Api
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.records import to_plain
from ngnpanel.web.changes import is_secret_property

# Rows of one call.
WINDOW: Final = 500
SECRETS: Final[frozenset[str]] = frozenset({"password", "ha1", "private_key"})
Rows = Iterable[Any]


def lines(api: Api, domain: Domain, *, secrets: bool) -> Iterator[bytes]:
    """The file bit by bit; ``secrets`` says whether passwords and private keys are in it.

    One call for each window of accounts and of aliases, for each mailbox and for each customer. A
    platform that goes away ends the file before its last brace, so that nobody takes it for whole.
    """
    customers: dict[int, None] = dict.fromkeys((domain.reseller, domain.customer))
    accounts: list[Account] = []

    def noted(rows: Iterable[Account]) -> Iterator[Account]:
        for account in rows:
            # Only what the later parts need stays in memory.
            accounts.append(Account(id=account.id))
            customers[account.owner] = None
            yield account

    def mailboxes() -> Iterator[Any]:
        for account in accounts:
            mailbox = api.voicemail.mailbox(account.id)
            if mailbox is not None:
                yield mailbox

    def parties() -> Iterator[Customer]:
        for number in customers:
            if not number:
                continue
            try:
                yield api.customers.customer(number)
            except NotFound:
                continue  # an owner that is gone

    parts: tuple[tuple[str, Rows], ...] = (
        ("sip_domains", [domain]),
        ("sip_accounts", noted(_all(api.sip.accounts, {"domain": domain.domain}, "username"))),
        ("sip_aliases", _all(api.sip.aliases, {"aliasDomain": domain.domain}, "aliasUsername")),
        ("voicemail_accounts", mailboxes()),
        ("customers", parties()),
    )
    return _written(parts, secrets=secrets)


def _written(parts: Iterable[tuple[str, Rows]], *, secrets: bool) -> Iterator[bytes]:
    opening = "{"
    for name, rows in parts:
        yield f"{opening}\n{json.dumps(name)}: [".encode()
        opening, comma = ",", ""
        for row in rows:
            text = json.dumps(plain(row, secrets=secrets), ensure_ascii=False)
            yield f"{comma}\n{text}".encode()
            comma = ","
        yield b"]"
    yield b"\n}\n"


def plain(record: Any, *, secrets: bool) -> dict[str, Any]:
    """A record by its wire names; without ``secrets`` those members are missing."""
    named = getattr(record, "properties", None)
    if named and not secrets:
        kept = tuple(item for item in named if not is_secret_property(item.name))
        record = replace(record, properties=kept)
    struct: dict[str, Any] = json.loads(json.dumps(to_plain(record), default=str))
    if secrets:
        return struct
    return {name: value for name, value in struct.items() if name not in SECRETS}


def _all(read: Callable[[Query], Page[Any]], chosen: dict[str, str], order: str) -> Iterator[Any]:
    """Every row that matches, each once, window by window."""
    start, seen = 0, set[Any]()
    while True:
        found = read(Query(filter=chosen, order=order, start=start, count=WINDOW))
        for row in found:
            if row.id not in seen:
                seen.add(row.id)
                yield row
        start += len(found)
        if not len(found) or start >= found.total:
            return
