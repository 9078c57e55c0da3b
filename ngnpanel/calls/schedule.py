"""Weekly rules on the clock: which minutes of the week they cover and where they overlap."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

from ngnpanel.calls.records import WeeklyRule

DAY: Final = 24 * 60
END_OF_DAY: Final = "23:59"
CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Minutes of a weekday (0 is Monday), ``stop`` outside; ``continued`` began the day before."""

    weekday: int
    start: int
    stop: int
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules, by their places, that both cover these minutes."""

    first: int
    second: int
    span: Span


def minutes(clock: str) -> int | None:
    """Minutes since midnight of HH:MM; None when it is no time."""
    found = CLOCK.fullmatch(clock)
    return int(found[1]) * 60 + int(found[2]) if found else None


def spans(rule: WeeklyRule) -> Iterator[Span]:
    """The minutes that a rule covers, cut at midnight; a malformed rule covers none."""
    start, stop = minutes(rule.start), minutes(rule.stop)
    if start is None or stop is None or start == stop:
        return
    if rule.stop == END_OF_DAY:
        stop = DAY
    for weekday in range(7):
        if not rule.days & 1 << weekday:
            continue
        if start < stop:
            yield Span(weekday, start, stop)
            continue
        yield Span(weekday, start, DAY)
        if stop:
            yield Span((weekday + 1) % 7, 0, stop, continued=True)


def covers(rule: WeeklyRule, moment: datetime, zone: tzinfo) -> bool:
    """Whether a rule applies at ``moment`` by the clock on the wall of ``zone``.

    When clocks go back an hour passes twice and counts twice; the hour they skip never comes.
    """
    local = moment.astimezone(zone)
    now = local.hour * 60 + local.minute
    return any(
        span.weekday == local.weekday() and span.start <= now < span.stop for span in spans(rule)
    )


def edges(
    rules: Iterable[WeeklyRule], start: datetime, stop: datetime, zone: tzinfo
) -> Iterator[datetime]:
    """Moments around ``start`` to ``stop`` at which a rule may begin or cease to apply, in UTC.

    An hour that the clock shows twice has its edges twice; where the clock jumps is an edge too,
    because it may jump into a rule or out of one.
    """
    marks: defaultdict[int, set[int]] = defaultdict(set)
    for rule in rules:
        for span in spans(rule):
            marks[span.weekday] |= {span.start, span.stop}
    if not marks:
        return
    day = start.astimezone(zone).date() - timedelta(days=1)
    last = stop.astimezone(zone).date()
    while day <= last:
        midnight = datetime.combine(day, time())
        for minute in marks[day.weekday()]:
            wall = (midnight + timedelta(minutes=minute)).replace(tzinfo=zone)
            for fold in (0, 1):
                yield wall.replace(fold=fold).astimezone(UTC)
        day += timedelta(days=1)
    yield from jumps(start, stop, zone)


def jumps(start: datetime, stop: datetime, zone: tzinfo) -> Iterator[datetime]:
    """The moments from ``start`` to ``stop`` at which the clock of ``zone`` jumps, in UTC."""
    before = start.astimezone(UTC).replace(microsecond=0)
    while before < stop:
        after = before + timedelta(hours=1)
        low, high = before, after
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset():
                    low = middle
                else:
                    high = middle
            yield high
        before = after


def overlaps(rules: Sequence[WeeklyRule]) -> list[Overlap]:
    """Where two rules with different groups cover the same minutes."""
    cut = [list(spans(rule)) for rule in rules]
    return [
        Overlap(first, second, shared)
        for second in range(len(rules))
        for first in range(second)
        if rules[first].groups != rules[second].groups
        for shared in _shared(cut[first], cut[second])
    ]


def _shared(left: Iterable[Span], right: Sequence[Span]) -> Iterator[Span]:
    for one in left:
        for other in right:
            start, stop = max(one.start, other.start), min(one.stop, other.stop)
            if one.weekday == other.weekday and start < stop:
                yield Span(one.weekday, start, stop)
