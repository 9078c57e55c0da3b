"""The decisions agree with the naive model and keep their promises for any input."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.records import Call, Callee, Phones, WeeklyRule
from ngnpanel.calls.schedule import spans
from ngnpanel.calls.verdict import MESSAGES
from tests.calls import strategies
from tests.calls.reference import minutes_of, model

ORDER = [
    "hops",
    "blocked",
    "anonymous",
    "rejected",
    "accept",
    "unavailable",
    "unconditional",
    "not-online",
    "ring",
    "busy",
    "no-answer",
]


@settings(max_examples=400)
@given(strategies.callees, strategies.calls, strategies.moments, strategies.phones)
def test_the_verdict_is_that_of_the_reference_model(
    callee: Callee, call: Call, moment: datetime, phones: Phones
) -> None:
    verdict = evaluate(callee, call, moment=moment, phones=phones)
    got = (verdict.outcome.value, " ".join(verdict.target), verdict.sip_code)
    assert got == model(callee, call, moment, phones)


@given(strategies.callees, strategies.calls, strategies.moments, strategies.phones)
def test_the_trail_is_in_order_and_its_last_step_alone_decides(
    callee: Callee, call: Call, moment: datetime, phones: Phones
) -> None:
    verdict = evaluate(callee, call, moment=moment, phones=phones)
    places = [ORDER.index(step.name) for step in verdict.trail]
    assert places == sorted(places)
    assert [step.decided for step in verdict.trail] == [False] * (len(places) - 1) + [True]
    assert verdict.reason == verdict.step.message
    assert all(step.message.key in MESSAGES for step in verdict.trail)


@given(strategies.callees, strategies.calls, strategies.moments, strategies.phones)
def test_equal_input_gives_an_equal_verdict(
    callee: Callee, call: Call, moment: datetime, phones: Phones
) -> None:
    again = replace(callee, diversions=dict(callee.diversions))
    first = evaluate(callee, call, moment=moment, phones=phones)
    assert first == evaluate(again, call, moment=moment, phones=phones)


@given(strategies.callees, strategies.calls, strategies.moments, strategies.phones)
def test_a_rule_that_decided_is_named(
    callee: Callee, call: Call, moment: datetime, phones: Phones
) -> None:
    verdict = evaluate(callee, call, moment=moment, phones=phones)
    step = verdict.step
    if step.kind == "diversion":
        assert callee.diversions[step.key]
    if step.kind == "reject-member":
        assert step.key in callee.rejected
    for row in verdict.trail:
        if row.kind == "weekly-rule":
            assert int(row.key) < len(callee.weekly)


@given(strategies.weekly_rules)
def test_spans_cover_the_minutes_of_the_reference_model(rule: WeeklyRule) -> None:
    covered: set[int] = set()
    for span in spans(rule):
        assert 0 <= span.start < span.stop <= 1440
        covered |= {span.weekday * 1440 + minute for minute in range(span.start, span.stop)}
    assert covered == minutes_of(rule)


@given(strategies.callees, strategies.calls, strategies.moments, st.sampled_from((0, 6)))
def test_do_not_disturb_lets_nobody_reach_the_phones(
    callee: Callee, call: Call, moment: datetime, weekday: int
) -> None:
    night = WeeklyRule(days=127, start="00:00", stop="23:59", groups=frozenset({"nobody"}))
    quiet = replace(callee, temporary=None, weekly=(*callee.weekly, night))
    verdict = evaluate(quiet, call, moment=moment)
    assert verdict.step.name not in ("unconditional", "not-online", "ring", "busy", "no-answer")
