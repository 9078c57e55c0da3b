"""Tidying weekly rules: fewer of them, none that overlap, and the same people get through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.records import Call, Callee, WeeklyRule
from ngnpanel.calls.schedule import overlaps
from ngnpanel.calls.tidying import is_tidy, tidy
from tests.calls import strategies
from tests.calls.reference import minutes_of

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
CALLERS = (frozenset[str](), frozenset({"vip"}), frozenset({"family"}), frozenset({"business"}))


def rule(days: int, start: str, stop: str, *groups: str) -> WeeklyRule:
    return WeeklyRule(days=days, start=start, stop=stop, groups=frozenset(groups))


def edges(rules: list[WeeklyRule]) -> set[int]:
    """Minutes of the week around which what the rules say can change."""
    clocks = {clock for one in rules for clock in (one.start, one.stop)} | {"00:00", "23:59"}
    at = {int(clock[:2]) * 60 + int(clock[3:]) for clock in clocks}
    return {
        (day * 1440 + minute + step) % 10080
        for day in range(7)
        for minute in at
        for step in (-1, 0, 1)
    }


def accepted(rules: list[WeeklyRule], minute: int, groups: frozenset[str]) -> bool:
    """Whether the engine lets somebody of these groups through."""
    callee = Callee(address="alice@example.com", timezone=UTC, weekly=tuple(rules))
    trail = evaluate(callee, Call(groups=groups), moment=MONDAY + timedelta(minutes=minute)).trail
    return not any(step.name == "unavailable" for step in trail)


@settings(max_examples=25, deadline=None)
@given(st.lists(strategies.weekly_rules, max_size=4))
def test_the_same_people_get_through_at_every_minute(weekly: list[WeeklyRule]) -> None:
    made = list(tidy(weekly))
    for minute in edges([*weekly, *made]):
        for groups in CALLERS:
            assert accepted(weekly, minute, groups) == accepted(made, minute, groups)


@settings(max_examples=100, deadline=None)
@given(st.lists(strategies.weekly_rules, max_size=5))
def test_it_speaks_of_the_same_minutes_and_is_done_once(weekly: list[WeeklyRule]) -> None:
    made = tidy(weekly)
    spoken = [set[int]().union(*(minutes_of(one) for one in rules)) for rules in (weekly, made)]
    assert spoken[0] == spoken[1]
    assert tidy(made) == made
    assert is_tidy(made)
    assert all(shared.span.stop - shared.span.start == 1 for shared in overlaps(made))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # What touches and what overlaps becomes one; days with equal times stand together.
        (
            [rule(1, "09:00", "12:00", "vip"), rule(3, "12:00", "17:00", "vip")],
            [rule(1, "09:00", "17:00", "vip"), rule(2, "12:00", "17:00", "vip")],
        ),
        (
            [rule(1, "09:00", "13:00", "everybody"), rule(1, "12:00", "17:00", "everybody")],
            [rule(1, "09:00", "17:00", "everybody")],
        ),
        (
            [rule(1 << day, "09:00", "17:00", "everybody") for day in range(5)],
            [rule(31, "09:00", "17:00", "everybody")],
        ),
        # Nobody wins, groups add up, and everybody takes in all groups.
        (
            [rule(1, "09:00", "17:00", "everybody"), rule(1, "12:00", "13:00", "nobody")],
            [
                rule(1, "09:00", "12:00", "everybody"),
                rule(1, "12:00", "13:00", "nobody"),
                rule(1, "13:00", "17:00", "everybody"),
            ],
        ),
        (
            [rule(1, "09:00", "12:00", "vip"), rule(1, "10:00", "12:00", "family")],
            [rule(1, "09:00", "10:00", "vip"), rule(1, "10:00", "12:00", "vip", "family")],
        ),
        # A night is one rule; a rule that never applies goes.
        (
            [rule(127, "22:00", "23:59", "nobody"), rule(127, "00:00", "07:00", "nobody")],
            [rule(127, "22:00", "07:00", "nobody")],
        ),
        ([rule(0, "09:00", "17:00", "vip"), rule(1, "09:00", "09:00", "vip")], []),
        ([rule(1, "23:59", "00:00", "vip")], [rule(1, "23:59", "00:00", "vip")]),
    ],
)
def test_examples(before: list[WeeklyRule], after: list[WeeklyRule]) -> None:
    assert list(tidy(before)) == after
    assert is_tidy(before) == (before == after)


def test_what_a_person_fills_in_is_tidy() -> None:
    rules = [
        rule(31, "09:00", "17:00", "everybody"),
        rule(31, "00:00", "09:00", "nobody"),
        rule(31, "17:00", "23:59", "nobody"),
        rule(96, "00:00", "23:59", "nobody"),
    ]
    assert is_tidy(rules)
