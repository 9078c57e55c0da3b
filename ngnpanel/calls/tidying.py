"""Weekly rules made simple: as few as can be, none that overlap, and the same people get through.

What each minute of the week comes to is worked out first, by the rules of the callee's side: nobody
wins, otherwise all who are named by any rule of the minute get through. Times that follow each
other and let the same people through become one, and days with equal times become one rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ngnpanel.calls.records import EVERYBODY, NOBODY, WeeklyRule
from ngnpanel.calls.schedule import DAY, END_OF_DAY, Span, spans

Groups = frozenset[str]


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Minutes of a weekday in which the same people get through."""

    weekday: int
    start: int
    stop: int
    groups: Groups


def tidy(rules: Sequence[WeeklyRule]) -> tuple[WeeklyRule, ...]:
    """Rules that mean the same, none of which overlaps another; the fewest that are found.

    A night is one rule over midnight or two rules, whichever makes fewer of them.
    """
    parts = stretches(rules)
    apart, joined = _rules_of(parts), _rules_of(parts, over_midnight=True)
    return joined if len(joined) < len(apart) else apart


def is_tidy(rules: Sequence[WeeklyRule]) -> bool:
    """Whether tidying would change no more than the order."""
    made = tidy(rules)
    return len(rules) == len(made) and {_key(rule) for rule in rules} == {_key(r) for r in made}


def stretches(rules: Sequence[WeeklyRule]) -> list[Stretch]:
    """Who gets through when, for all minutes of which a rule speaks."""
    cut: defaultdict[int, list[tuple[Span, Groups]]] = defaultdict(list)
    for rule in rules:
        for span in spans(rule):
            cut[span.weekday].append((span, rule.groups or frozenset({EVERYBODY})))
    found: list[Stretch] = []
    for weekday in sorted(cut):
        for part in _of_day(weekday, cut[weekday]):
            last = found[-1] if found else None
            if last and (last.weekday, last.stop, last.groups) == (
                weekday,
                part.start,
                part.groups,
            ):
                found[-1] = Stretch(weekday, last.start, part.stop, part.groups)
            else:
                found.append(part)
    return found


def _of_day(weekday: int, spoken: Sequence[tuple[Span, Groups]]) -> Iterator[Stretch]:
    edges = sorted({edge for span, _groups in spoken for edge in (span.start, span.stop)})
    for start, stop in pairwise(edges):
        named = [groups for span, groups in spoken if span.start <= start and stop <= span.stop]
        if named:
            yield Stretch(weekday, start, stop, together(named))


def together(named: Iterable[Groups]) -> Groups:
    """Who gets through when several rules speak at once."""
    everyone = frozenset[str]().union(*named)
    for word in (NOBODY, EVERYBODY):
        if word in everyone:
            return frozenset({word})
    return everyone


def _rules_of(parts: Sequence[Stretch], *, over_midnight: bool = False) -> tuple[WeeklyRule, ...]:
    days: defaultdict[tuple[int, int, Groups], int] = defaultdict(int)
    mornings = {part.weekday: part for part in parts if part.start == 0 and part.stop < DAY}
    nights = set[int]()
    if over_midnight:
        for part in parts:
            morning = mornings.get((part.weekday + 1) % 7)
            if morning and _goes_on(part, morning):
                days[part.start, morning.stop, part.groups] |= 1 << part.weekday
                nights.add(part.weekday)
    for part in parts:
        is_evening = part.stop == DAY and part.weekday in nights
        is_morning = part.start == 0 and part.stop < DAY and (part.weekday - 1) % 7 in nights
        if not is_evening and not is_morning:
            days[part.start, part.stop, part.groups] |= 1 << part.weekday
    found = [_rule(mask, start, stop, groups) for (start, stop, groups), mask in days.items()]
    return tuple(sorted(found, key=lambda rule: (rule.days & -rule.days, rule.start, rule.stop)))


def _goes_on(evening: Stretch, morning: Stretch) -> bool:
    """Whether one rule over midnight can say both."""
    is_night = evening.stop == DAY and 0 < morning.stop < evening.start
    return is_night and evening.groups == morning.groups


def _rule(mask: int, start: int, stop: int, groups: Groups) -> WeeklyRule:
    """The rule for these minutes.

    The minute before midnight cannot end a rule, as 23:59 is the end of the day. What ends there
    goes on to midnight: whoever it names is also named by the rule that follows.
    """
    end = END_OF_DAY if stop >= DAY - 1 else clock(stop)
    begin = clock(start)
    if begin == end:
        end = "00:00"
    return WeeklyRule(days=mask, start=begin, stop=end, groups=groups)


def clock(minute: int) -> str:
    """A minute of the day as HH:MM."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _key(rule: WeeklyRule) -> tuple[int, str, str, Groups]:
    return rule.days, rule.start, rule.stop, rule.groups or frozenset({EVERYBODY})
