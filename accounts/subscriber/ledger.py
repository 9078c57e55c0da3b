"""The history of a balance as its page draws it: lines, sums, and a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Final

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import balance
from ngnpanel.accounts.domain.balance import CreditHistoryEntry
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.accounts.subscriber import money
from ngnpanel.web.parts import Column

Entries = tuple[CreditHistoryEntry, ...]
# What the rating engine calls the two directions.
ACTIONS: Final[dict[str, str | Promise]] = {
    balance.CREDIT_ACTION: lazy("Credit"),
    balance.DEBIT_ACTION: lazy("Debit"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change with everything that its row draws; ``key`` is empty where it cannot go back."""

    moment: str
    action: str | Promise
    description: str
    value: str
    balance: str
    is_debit: bool
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What came in and what went out."""

    credit: float = 0.0
    debit: float = 0.0


def lines(entries: Entries, zone: tzinfo, *, may_refund: bool) -> list[Line]:
    """The rows, by the clock of the account."""
    refunded = {entry.description for entry in entries if entry.value < 0}
    return [
        Line(
            moment=formats.date_format(entry.date.astimezone(zone), "SHORT_DATETIME_FORMAT"),
            action=ACTIONS.get(entry.action, entry.action),
            description=entry.description,
            value=money.signed(entry.value),
            balance=money.number(entry.balance),
            is_debit=entry.value < 0,
            key=entry.key if may_refund and can_go_back(entry, refunded) else "",
        )
        for entry in entries
    ]


def can_go_back(entry: CreditHistoryEntry, descriptions: Iterable[str]) -> bool:
    """Whether a booking brought credit and was not refunded yet."""
    return entry.value > 0 and balance.refund_of(entry) not in set(descriptions)


def within(
    entries: Sequence[CreditHistoryEntry], since: date | None, until: date | None, zone: tzinfo
) -> Entries:
    """The entries of these days by the clock of the account."""
    return tuple(
        entry
        for entry in entries
        for day in [entry.date.astimezone(zone).date()]
        if (since is None or day >= since) and (until is None or day <= until)
    )


def sums(entries: Entries) -> Sums:
    """Credit and debit of all of them."""
    values = [entry.value for entry in entries]
    return Sums(
        credit=round(sum(value for value in values if value > 0), balance.PLACES),
        debit=round(-sum(value for value in values if value < 0), balance.PLACES),
    )


def of_today(entries: Entries, zone: tzinfo, now: datetime) -> Entries:
    """Those of the present day."""
    today = now.astimezone(zone).date()
    return within(entries, today, today, zone)


def columns(address: SipId) -> tuple[Column[tuple[int, CreditHistoryEntry]], ...]:
    """The file's columns; its rows are numbered from the oldest entry on."""

    def column(name: str, render: Any) -> Column[tuple[int, CreditHistoryEntry]]:
        return Column(name=name, label=name, render=render)

    return (
        column("id", lambda row: row[0]),
        column("account", lambda _row: str(address)),
        column("date", lambda row: row[1].date),
        column("action", lambda row: row[1].action),
        column("description", lambda row: row[1].description),
        column("value", lambda row: f"{row[1].value:.4f}"),
        column("final balance", lambda row: f"{row[1].balance:.4f}"),
    )
