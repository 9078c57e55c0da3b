"""The calls of an account as one list, the newest first: windows of time, merging, and filters.

The platform answers with at most so many calls of a direction. What is older than the oldest call
of a full direction may lack calls of it, so a window ends there, and the next one begins at that
very second: calls of the same second are neither lost nor shown twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.calls import MAX_LIMIT, Call, CallQuery, Calls, CallsQuery
from ngnpanel.accounts.subscriber.statistics import MISSED, PLACED, RECEIVED, kind_of

# Calls of one page.
PAGE: Final = 50
KINDS: Final = (PLACED, RECEIVED, MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A call with the side that the account was on, and who was at the other end.

    ``other`` is the plain address, ``party`` how a person writes or calls it.
    """

    call: Call
    is_placed: bool
    other: str = ""
    party: str = ""

    @property
    def start(self) -> int:
        """Unix seconds."""
        return self.call.start_time or 0

    @property
    def kind(self) -> str:
        """Placed, received or missed."""
        return kind_of(self.call, is_placed=self.is_placed)

    @property
    def is_going_on(self) -> bool:
        """Whether nobody hung up yet."""
        return not self.call.stop_time

    def begun(self, zone: tzinfo) -> datetime:
        """When it began by this clock."""
        return datetime.fromtimestamp(self.start, UTC).astimezone(zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Unix times, both included; None leaves a side open."""

    since: int | None = None
    until: int | None = None

    @classmethod
    def of_days(cls, first: date | None, last: date | None, zone: tzinfo) -> Period:
        """From the first second of ``first`` to the last of ``last`` by this clock."""
        return cls(
            since=None if first is None else _second(first, zone),
            until=None if last is None else _second(last + timedelta(days=1), zone) - 1,
        )

    def back_from(self, moment: int | None) -> Period:
        """The part of it that is not younger than ``moment``."""
        if moment is None:
            return self
        until = moment if self.until is None else min(moment, self.until)
        return Period(since=self.since, until=until)

    def query(self, kind: str) -> CallsQuery:
        """What the platform is asked; a direction that cannot hold the kind is left out."""
        one = CallQuery(from_date=self.since, to_date=self.until, limit=MAX_LIMIT)
        return CallsQuery(
            placed=one if kind in ("", PLACED) else None,
            received=one if kind != PLACED else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Calls of one answer; ``older`` is the second from which the next one goes on, if any."""

    entries: tuple[Entry, ...]
    older: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which calls a person looks for; seconds, and a sum in the account's currency."""

    text: str = ""
    kind: str = ""
    seconds: int = 0
    price: float = 0.0

    def fits(self, entry: Entry) -> bool:
        """Whether this is one of them."""
        return (
            (not self.kind or entry.kind == self.kind)
            and entry.call.duration >= self.seconds
            and (not self.price or (entry.is_placed and (entry.call.price or 0.0) >= self.price))
            and (not self.text or _names(entry, self.text))
        )


def merged(found: Calls, *, limit: int = MAX_LIMIT) -> Window:
    """Both directions in one row, as far back as both are whole."""
    horizon = max(
        (
            min(call.start_time or 0 for call in calls)
            for calls in (found.placed, found.received)
            if len(calls) >= limit
        ),
        default=None,
    )
    entries = [Entry(call=call, is_placed=True) for call in found.placed]
    entries += [Entry(call=call, is_placed=False) for call in found.received]
    entries.sort(key=lambda one: -one.start)
    if horizon is None:
        return Window(entries=tuple(entries))
    whole = tuple(one for one in entries if one.start > horizon)
    if whole:
        return Window(entries=whole, older=horizon)
    # So many calls in one second: the platform tells no more of them, so go on before it.
    last = tuple(one for one in entries if one.start == horizon)
    return Window(entries=last, older=max(horizon - 1, 0))


def page(window: Window, fits: Callable[[Entry], bool], *, size: int = PAGE) -> Window:
    """The first calls of a window that fit; calls of one second stay together."""
    found = [entry for entry in window.entries if fits(entry)]
    end = size
    while 0 < end < len(found) and found[end].start == found[end - 1].start:
        end += 1
    if end >= len(found):
        return Window(entries=tuple(found), older=window.older)
    return Window(entries=tuple(found[:end]), older=max(found[end - 1].start - 1, 0))


def by_day(entries: Iterable[Entry], zone: tzinfo) -> list[tuple[date, list[Entry]]]:
    """The calls below the days on which they began, by this clock."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(entry.begun(zone).date(), []).append(entry)
    return list(days.items())


def shortcuts(today: date) -> Sequence[tuple[str, date, date]]:
    """Periods that are often looked at: a name, the first and the last day."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return (
        ("today", today, today),
        ("yesterday", today - timedelta(days=1), today - timedelta(days=1)),
        ("week", today - timedelta(days=6), today),
        ("month", first, today),
        ("last_month", before.replace(day=1), before),
    )


def _names(entry: Entry, text: str) -> bool:
    """Whether a text names the other end: a part of its name or address, or a number."""
    typed = text.strip().lower()
    user = entry.other.partition("@")[0]
    if typed in entry.party.lower() or typed in entry.other:
        return True
    is_number = re.fullmatch(r"[+0-9 .()/\-]+", typed)
    digits = _digits(typed)
    return bool(is_number and digits) and digits in _digits(rules.with_plus(user))


def _digits(text: str) -> str:
    """The digits of a number from its country code on."""
    digits = re.sub(r"[^0-9]", "", text)
    return digits.removeprefix("00")


def _second(day: date, zone: tzinfo) -> int:
    """The first second of a day, no matter what the clocks do in it."""
    return max(int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()), 0)
