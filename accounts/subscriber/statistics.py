"""The calls of a month, counted by day and by party, and the picture of it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from ngnpanel.accounts.domain.calls import MAX_LIMIT, Call, CallQuery, CallsQuery

# The present month and the twelve before it.
MONTHS: Final = 13
TOP: Final = 10
PLACED: Final = "placed"
RECEIVED: Final = "received"
MISSED: Final = "missed"


@dataclass(frozen=True, slots=True)
class Month:
    """A month by the clock of an account."""

    first: date
    zone: tzinfo

    @property
    def key(self) -> str:
        """As the URL names it."""
        return f"{self.first:%Y-%m}"

    @property
    def days(self) -> tuple[date, ...]:
        """All its days."""
        number = calendar.monthrange(self.first.year, self.first.month)[1]
        return tuple(self.first + timedelta(days=day) for day in range(number))

    @property
    def query(self) -> CallsQuery:
        """Its calls, both ends included: the last second is the one before the next month."""
        following = self.days[-1] + timedelta(days=1)
        both = CallQuery(
            from_date=_second(self.first, self.zone),
            to_date=_second(following, self.zone) - 1,
            limit=MAX_LIMIT,
        )
        return CallsQuery(placed=both, received=both)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many calls there were, how long people talked, and what it cost."""

    placed: int = 0
    received: int = 0
    missed: int = 0
    seconds: int = 0
    price: float = 0.0

    @property
    def calls(self) -> int:
        """All of them."""
        return self.placed + self.received + self.missed

    @property
    def minutes(self) -> str:
        """Minutes and seconds."""
        return f"{self.seconds // 60}:{self.seconds % 60:02d}"

    def plus(self, call: Call, kind: str) -> Count:
        """With one more call; the price is that of placed ones."""
        price = call.price or 0.0 if kind == PLACED else 0.0
        return replace(
            self,
            placed=self.placed + (kind == PLACED),
            received=self.received + (kind == RECEIVED),
            missed=self.missed + (kind == MISSED),
            seconds=self.seconds + max(call.duration, 0),
            price=round(self.price + price, 6),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """A month: every day of it, the parties with most calls, and all together."""

    days: tuple[tuple[date, Count], ...]
    parties: tuple[tuple[str, Count], ...]
    total: Count

    @property
    def busy(self) -> list[tuple[date, Count]]:
        """The days with calls."""
        return [(day, count) for day, count in self.days if count.calls]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One part of a day's bar; ``kind`` is placed, received or missed."""

    x: float
    y: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The bars of a month; ``step`` is the width of a day."""

    step: int
    width: int
    height: int
    most: int
    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, int], ...]

    @property
    def bar(self) -> int:
        """The width of a bar."""
        return self.step - max(self.step // 5, 1)

    @property
    def base(self) -> int:
        """Where the bars stand."""
        return self.height - 22


def months(now: datetime, zone: tzinfo) -> tuple[Month, ...]:
    """Those that can be looked at, the present one first."""
    first = now.astimezone(zone).date().replace(day=1)
    found = []
    for _ in range(MONTHS):
        found.append(Month(first, zone))
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(found)


def count(
    month: Month, calls: Iterable[tuple[Call, bool]], party: Callable[[Call, bool], str]
) -> Statistics:
    """The numbers of calls, each with whether it was placed; ``party`` says who is at its end."""
    days = dict.fromkeys(month.days, Count())
    parties: dict[str, Count] = {}
    total = Count()
    for call, is_placed in calls:
        begun = datetime.fromtimestamp(call.start_time or 0, UTC).astimezone(month.zone).date()
        if begun not in days:
            continue
        kind = kind_of(call, is_placed=is_placed)
        days[begun] = days[begun].plus(call, kind)
        who = party(call, is_placed)
        parties[who] = parties.get(who, Count()).plus(call, kind)
        total = total.plus(call, kind)
    ordered = sorted(parties.items(), key=lambda one: (-one[1].calls, -one[1].seconds, one[0]))
    return Statistics(days=tuple(days.items()), parties=tuple(ordered[:TOP]), total=total)


def kind_of(call: Call, *, is_placed: bool) -> str:
    """A received call of no duration that is over was missed."""
    if is_placed:
        return PLACED
    return MISSED if not call.duration and call.stop_time else RECEIVED


def draw(days: Sequence[tuple[date, Count]], *, step: int, height: int) -> Chart:
    """A bar for each day: placed below, then received, then missed."""
    most = max((count.calls for _day, count in days), default=0)
    # Above the bars stands how many calls the highest of them has.
    room = height - 44
    bars = []
    for place, (_day, found) in enumerate(days):
        y = float(height - 22)
        for kind in (PLACED, RECEIVED, MISSED):
            part = round(getattr(found, kind) / most * room, 2) if most else 0.0
            y = round(y - part, 2)
            if part:
                bars.append(Bar(x=place * step, y=y, height=part, kind=kind))
    labelled = (1, 10, 20, len(days))
    labels = tuple(((day - 1) * step + step / 2, day) for day in labelled)
    width = step * len(days)
    return Chart(step=step, width=width, height=height, most=most, bars=tuple(bars), labels=labels)


def _second(day: date, zone: tzinfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
