"""One tap that shapes a whole week: ready-made weeks, one day for all weekdays, and tidying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.accept import EVERYBODY, NOBODY, WeeklyRule
from ngnpanel.accounts.subscriber import week
from ngnpanel.accounts.subscriber.schedule import tidied, weekly_rule
from ngnpanel.calls.schedule import END_OF_DAY, spans

MONDAY: Final = 1
WEEKDAYS: Final = 31
WEEKEND: Final = 96
Rules = tuple[WeeklyRule, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready-made week."""

    title: str | Promise
    rules: Rules


def _rule(days: int, start: str, stop: str, who: str) -> WeeklyRule:
    return WeeklyRule(days=days, start=start, stop=stop, groups=(who,))


READY: Final[Mapping[str, Ready]] = {
    "office": Ready(
        lazy("Every weekday 9 to 17, otherwise nobody"),
        (
            _rule(WEEKDAYS, "09:00", "17:00", EVERYBODY),
            _rule(WEEKDAYS, "00:00", "09:00", NOBODY),
            _rule(WEEKDAYS, "17:00", END_OF_DAY, NOBODY),
            _rule(WEEKEND, "00:00", END_OF_DAY, NOBODY),
        ),
    ),
    "quiet": Ready(
        lazy("Evenings and weekend quiet"),
        (
            _rule(WEEKDAYS, "00:00", "08:00", NOBODY),
            _rule(WEEKDAYS, "18:00", END_OF_DAY, NOBODY),
            _rule(WEEKEND, "00:00", END_OF_DAY, NOBODY),
        ),
    ),
    "always": Ready(lazy("Everybody, always"), ()),
}


def fill(rules: Rules) -> Rules:
    """The rules, and nobody at all times of which none of them speaks."""
    closed = (
        WeeklyRule(days=days, start=start, stop=stop, groups=(NOBODY,))
        for days, start, stop in week.gaps([weekly_rule(rule) for rule in rules])
    )
    return (*rules, *closed)


def like_monday(rules: Rules) -> Rules:
    """What begins on Monday begins on every weekday; the weekend stays as it is."""
    shaped = []
    for rule in rules:
        days = rule.days or 0
        days = days | WEEKDAYS if days & MONDAY else days & WEEKEND
        if days:
            shaped.append(replace(rule, days=days))
    return tuple(shaped)


def tidy(rules: Rules) -> Rules:
    """The rules as few as can be; one that makes no sense yet stays for the person to mend."""
    good = tuple(rule for rule in rules if makes_sense(rule))
    return (*tidied(good), *(rule for rule in rules if not makes_sense(rule)))


def makes_sense(rule: WeeklyRule) -> bool:
    """Whether the rule ever applies."""
    return any(spans(weekly_rule(rule)))


def shaped(rules: Sequence[WeeklyRule], act: str) -> Rules | None:
    """The rules after the act; None for an act that shapes nothing."""
    acts = {"fill": fill, "monday": like_monday, "tidy": tidy}
    if act in acts:
        return acts[act](tuple(rules))
    return READY[act].rules if act in READY else None
