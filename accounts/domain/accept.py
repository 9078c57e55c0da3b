"""Accept rules: who may reach an account, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError, marked

EVERYBODY: Final = "everybody"
NOBODY: Final = "nobody"
EITHER: Final = {
    EVERYBODY: marked("Choose either everybody or contact groups, not both."),
    NOBODY: marked("Choose either nobody or contact groups, not both."),
}
# Contact groups in the order of the screens (contract 3.13).
CONTACT_GROUPS: Final = ("vip", "business", "coworkers", "friends", "family")
WEEKDAYS: Final = (1, 2, 4, 8, 16, 32, 64)
EVERY_DAY: Final = 127
# Minutes offered for a temporary rule.
DURATIONS: Final = (1, 5, 10, 20, 30, 45, 60, 90, 120, 150, 180, 240, 480)
CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyRule:
    """A permanent rule: ``days`` is a bit mask (Monday 1 … Sunday 64), times are HH:MM local.

    ``start`` later than ``stop`` reaches over midnight. ``groups`` holds everybody, nobody or
    contact groups. ``days`` None keeps the days of the stored rule at the same place (G31).
    """

    days: int | None = None
    start: str = ""
    stop: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryRule:
    """A rule that overrides the permanent ones for ``duration`` minutes; 0 means until changed."""

    groups: tuple[str, ...] = ()
    duration: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptRules:
    """The whole rule set of an account; without any rule everybody is accepted."""

    persistent: tuple[WeeklyRule, ...] = ()
    temporary: TemporaryRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptRulesResult:
    """The stored rules and the groups that a rule may name."""

    rules: AcceptRules = AcceptRules()
    non_empty_groups: tuple[str, ...] = ()


def clock(text: str, field: str = "start") -> str:
    """A time of day as HH:MM; raises RuleError."""
    time = text.strip()
    if re.fullmatch(r"[0-9]:[0-5][0-9]", time):
        time = "0" + time
    if not CLOCK.fullmatch(time):
        raise RuleError("Enter a time of day between 00:00 and 23:59.", field)
    return time


def day_mask(days: int, field: str = "days") -> int:
    """A bit mask with at least one day of the week; raises RuleError."""
    if not 1 <= days <= EVERY_DAY:
        raise RuleError("Choose at least one day of the week.", field)
    return days


def who(groups: tuple[str, ...], field: str = "groups") -> tuple[str, ...]:
    """The groups of a rule, reduced to what they mean: nobody or everybody stand alone."""
    names = tuple(dict.fromkeys(group.strip() for group in groups if group.strip()))
    for word in (EVERYBODY, NOBODY):
        if word in names:
            if len(names) > 1:
                raise RuleError(EITHER[word], field)
            return (word,)
    return names
