"""Weekly rules as a picture of bars and as sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ngnpanel.accounts.subscriber import words
from ngnpanel.calls.records import EVERYBODY, NOBODY, WeeklyRule
from ngnpanel.calls.schedule import DAY, END_OF_DAY, Overlap, Span, overlaps, spans
from ngnpanel.calls.tidying import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Some hours of a day: minutes from midnight, who may call, and the rule's number."""

    x: int
    width: int
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One line of the picture; ``now`` is the present minute on today's line."""

    name: str
    bars: tuple[Bar, ...]
    now: int | None


def kind(groups: frozenset[str]) -> str:
    """How a rule is drawn."""
    if NOBODY in groups:
        return "nobody"
    return "everybody" if EVERYBODY in groups or not groups else "groups"


def picture(rules: Sequence[WeeklyRule], local: datetime) -> list[Day]:
    """Seven lines of bars; where nobody may call is drawn on top, as it wins."""
    bars: list[list[Bar]] = [[] for _day in range(7)]
    for rule in sorted(rules, key=lambda rule: kind(rule.groups) == "nobody"):
        for span in spans(rule):
            title = _("%(time)s: %(who)s") % {
                "time": times(span),
                "who": words.may_call(rule.groups),
            }
            width = span.stop - span.start
            bar = Bar(x=span.start, width=width, kind=kind(rule.groups), title=title)
            bars[span.weekday].append(bar)
    return [
        Day(
            name=str(words.SHORT_DAYS[weekday]),
            bars=tuple(bars[weekday]),
            now=local.hour * 60 + local.minute if local.weekday() == weekday else None,
        )
        for weekday in range(7)
    ]


def sentence(rule: WeeklyRule) -> str:
    """A rule in words."""
    values = {
        "days": words.days(rule.days),
        "start": rule.start,
        "stop": rule.stop,
        "who": words.may_call(rule.groups),
    }
    if not any(spans(rule)):
        return _("%(days)s from %(start)s to %(stop)s: never applies.") % values
    if (rule.start, rule.stop) == ("00:00", "23:59"):
        return _("%(days)s, the whole day: %(who)s.") % values
    if rule.start > rule.stop:
        return _("%(days)s from %(start)s to %(stop)s the next day: %(who)s.") % values
    return _("%(days)s from %(start)s to %(stop)s: %(who)s.") % values


def overlap_sentences(rules: Sequence[WeeklyRule]) -> Iterator[str]:
    """One sentence for each pair of rules that speak about the same time."""
    pairs: dict[tuple[int, int], list[Overlap]] = {}
    for overlap in overlaps(rules):
        pairs.setdefault((overlap.first, overlap.second), []).append(overlap)
    for (first, second), shared in pairs.items():
        span = shared[0].span
        groups = rules[first].groups | rules[second].groups
        yield _(
            "Rules %(first)s and %(second)s overlap, first on %(day)s %(time)s: then %(who)s."
        ) % {
            "first": first + 1,
            "second": second + 1,
            "day": words.DAYS[span.weekday],
            "time": times(span),
            "who": words.may_call(groups),
        }


def gaps(rules: Sequence[WeeklyRule]) -> list[tuple[int, str, str]]:
    """The times of which no rule speaks: days as a bit mask, begin and end; equal times once."""
    taken = sorted(span for rule in rules for span in spans(rule))
    free: defaultdict[tuple[int, int], int] = defaultdict(int)
    for weekday in range(7):
        reached = 0
        for span in [*(one for one in taken if one.weekday == weekday), Span(weekday, DAY, DAY)]:
            if reached < span.start:
                free[reached, span.start] |= 1 << weekday
            reached = max(reached, span.stop)
    return [
        (mask, clock(start), END_OF_DAY if stop == DAY else clock(stop))
        for (start, stop), mask in free.items()
    ]


def times(span: Span) -> str:
    """The hours of a span."""
    return _("%(start)s to %(stop)s") % {
        "start": clock(span.start),
        "stop": "24:00" if span.stop == DAY else clock(span.stop),
    }
