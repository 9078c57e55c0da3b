"""What happens during a period: against the clock minute by minute, and by the second model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.outlook import SOMEBODY, Stretch, by_group, gist, outlook
from ngnpanel.calls.records import (
    Call,
    Callee,
    PlannedRule,
    Registration,
    TemporaryRule,
    WeeklyRule,
)
from tests.calls import strategies
from tests.calls.reference import changes as model_changes

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVERYBODY = frozenset({"everybody"})
NOBODY = frozenset({"nobody"})
PHONE = Callee(
    address="alice@example.com",
    timezone=AMSTERDAM,
    registrations=(Registration(contact="sip:a@192.0.2.1", name="Desk"),),
    diversions={"FUNV": "sip:vm@example.com"},
)
OFFICE = (
    WeeklyRule(days=31, start="09:00", stop="17:00", groups=EVERYBODY),
    WeeklyRule(days=31, start="17:00", stop="09:00", groups=NOBODY),
    WeeklyRule(days=96, start="00:00", stop="23:59", groups=frozenset({"family"})),
)
# Before the clocks of Amsterdam, Lord Howe (half an hour) and New York change, and any day.
DAYS = st.sampled_from(
    [
        datetime(2026, 3, 28, 20, 0, tzinfo=UTC),
        datetime(2026, 10, 24, 20, 0, tzinfo=UTC),
        datetime(2026, 4, 4, 10, 0, tzinfo=UTC),
        datetime(2026, 10, 3, 10, 0, tzinfo=UTC),
        datetime(2026, 3, 8, 0, 0, tzinfo=UTC),
        datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
    ]
)
STARTS = st.builds(
    lambda day, minutes, seconds: day + timedelta(minutes=minutes, seconds=seconds),
    DAYS,
    st.integers(0, 600),
    st.sampled_from((0, 29)),
)


def at(stretches: tuple[Stretch, ...], moment: datetime) -> Stretch:
    """The stretch that a moment is in."""
    return next(each for each in stretches if each.start <= moment < each.stop)


def clocks(stretches: tuple[Stretch, ...]) -> list[tuple[str, str]]:
    """When each stretch begins by the clock in Amsterdam, and its outcome."""
    return [
        (f"{each.start.astimezone(AMSTERDAM):%a %H:%M}", each.verdict.outcome.value)
        for each in stretches
    ]


@settings(max_examples=25)
@given(strategies.callees, strategies.calls, STARTS, st.sampled_from((1, 13, 26)))
@example(replace(PHONE, weekly=OFFICE), Call(), datetime(2026, 3, 28, 20, tzinfo=UTC), 26)
@example(replace(PHONE, weekly=OFFICE), Call(), datetime(2026, 10, 24, 20, tzinfo=UTC), 26)
def test_stretches_cover_the_period_and_agree_with_every_minute(
    callee: Callee, call: Call, start: datetime, hours: int
) -> None:
    stop = start + timedelta(hours=hours)
    temporary = callee.temporary
    if temporary and temporary.until:
        # An end within the period is what matters.
        callee = replace(callee, temporary=replace(temporary, until=start + (stop - start) / 2))
    stretches = outlook(callee, call, start=start, stop=stop)
    assert (stretches[0].start, stretches[-1].stop) == (start, stop)
    for one, other in pairwise(stretches):
        assert one.stop == other.start
        assert gist(one.verdict) != gist(other.verdict)
    moment = start
    while moment < stop:
        told = at(stretches, moment)
        assert gist(evaluate(callee, call, moment=moment)) == gist(told.verdict), moment
        moment += timedelta(minutes=1)
    assert outlook(callee, call, start=start, stop=stop) == stretches


@settings(max_examples=25)
@given(strategies.callees, strategies.calls, STARTS)
def test_the_second_model_sees_the_same_changes(
    callee: Callee, call: Call, start: datetime
) -> None:
    start = start.replace(second=0)
    if callee.temporary and callee.temporary.until:
        until = start + timedelta(minutes=61)
        callee = replace(callee, temporary=replace(callee.temporary, until=until))
    stretches = outlook(callee, call, start=start, stop=start + timedelta(hours=24))
    ends: list[tuple[datetime, tuple[str, str, int]]] = []
    for each in stretches:
        verdict = each.verdict
        result = (verdict.outcome.value, " ".join(verdict.target), verdict.sip_code)
        if not ends or ends[-1][1] != result:
            ends.append((each.start, result))
    assert ends == model_changes(callee, call, start, 24 * 60)


@given(
    strategies.callees,
    strategies.calls,
    STARTS,
    st.lists(st.tuples(st.integers(-90, 800), st.integers(1, 500)), max_size=3),
    st.sampled_from((EVERYBODY, NOBODY, frozenset({"family"}))),
)
@settings(max_examples=60)
def test_planned_rules_begin_and_end_in_their_minutes(
    callee: Callee,
    call: Call,
    start: datetime,
    spans: list[tuple[int, int]],
    groups: frozenset[str],
) -> None:
    planned = tuple(
        PlannedRule(
            groups=groups,
            start=start + timedelta(minutes=begin),
            until=start + timedelta(minutes=begin + length),
        )
        for begin, length in spans
    )
    found = outlook(callee, call, start=start, stop=start + timedelta(hours=13), planned=planned)
    written = sorted(planned, key=lambda plan: plan.start)
    for minute in range(0, 13 * 60, 7):
        moment = start + timedelta(minutes=minute)
        # What the platform holds then: each plan was written over what was there.
        holds = callee.temporary
        for plan in written:
            if plan.start <= moment:
                holds = TemporaryRule(groups=plan.groups, until=plan.until)
        expected = evaluate(replace(callee, temporary=holds), call, moment=moment)
        assert gist(at(found, moment).verdict) == gist(expected)


def test_a_working_day_and_its_night() -> None:
    callee = replace(PHONE, weekly=OFFICE)
    start = datetime(2026, 11, 26, 12, 0, tzinfo=AMSTERDAM)
    stretches = outlook(callee, Call(), start=start, stop=start + timedelta(hours=24))
    assert clocks(stretches) == [
        ("Thu 12:00", "ring"),
        ("Thu 17:00", "forward"),
        ("Fri 09:00", "ring"),
    ]


def test_the_end_of_do_not_disturb_and_what_only_the_family_hears() -> None:
    start = datetime(2026, 11, 27, 16, 30, tzinfo=AMSTERDAM)  # a Friday
    rule = TemporaryRule(groups=NOBODY, until=start + timedelta(minutes=20))
    callee = replace(PHONE, weekly=OFFICE, temporary=rule)
    found = by_group(callee, ["family"], start=start, stop=start + timedelta(hours=24))
    friday = [("Fri 16:30", "forward"), ("Fri 16:50", "ring"), ("Fri 17:00", "forward")]
    assert clocks(found[SOMEBODY]) == friday
    # The rule of Friday reaches to nine on Saturday, and "nobody" is stronger than "family".
    assert clocks(found["family"]) == [*friday, ("Sat 09:00", "ring")]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # At two it becomes three: half past two never comes, the rule begins with the jump.
        ((2026, 3, 29), [("Sun 00:00", "ring"), ("Sun 03:00", "forward"), ("Sun 04:00", "ring")]),
        # At three it becomes two again: the rule has begun before and applies in both hours.
        ((2026, 10, 25), [
            ("Sun 00:00", "ring"), ("Sun 02:30", "forward"),
            ("Sun 02:00", "ring"), ("Sun 02:30", "forward"), ("Sun 04:00", "ring"),
        ]),
    ],
)  # fmt: skip
def test_the_days_on_which_clocks_change(
    day: tuple[int, int, int], expected: list[tuple[str, str]]
) -> None:
    night = WeeklyRule(days=127, start="02:30", stop="04:00", groups=NOBODY)
    start = datetime(*day, tzinfo=AMSTERDAM)
    stop = start + timedelta(hours=12)
    stretches = outlook(replace(PHONE, weekly=(night,)), Call(), start=start, stop=stop)
    assert clocks(stretches) == expected


def test_a_period_needs_its_time_zone_and_may_be_empty() -> None:
    start = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert outlook(PHONE, Call(), start=start, stop=start) == ()
    with pytest.raises(ValueError, match="time zone"):
        outlook(PHONE, Call(), start=start.replace(tzinfo=None), stop=start)
