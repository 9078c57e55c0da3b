"""Random worlds: the way of a call is that of the second model, and keeps its promises."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from ngnpanel.calls.journey import follow
from ngnpanel.calls.records import Phones
from ngnpanel.calls.verdict import MESSAGES, WAY_MESSAGES, Outcome
from ngnpanel.calls.world import Attempt, World
from tests.calls import worlds
from tests.calls.second_model import Model

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
phones = st.sampled_from(tuple(Phones))


@settings(max_examples=800)
@given(worlds.worlds(), worlds.attempts, phones)
def test_the_verdict_is_that_of_the_second_model(
    world: World, attempt: Attempt, phones: Phones
) -> None:
    verdict = follow(attempt, world, moment=NOW, phones=phones)
    got = (
        verdict.outcome.value,
        " ".join(verdict.target),
        verdict.sip_code,
        verdict.alternatives,
    )
    assert got == Model(world, NOW, phones).run(attempt)


@given(worlds.worlds(), worlds.attempts, phones)
def test_the_last_line_alone_decides_and_equal_input_gives_equal_verdicts(
    world: World, attempt: Attempt, phones: Phones
) -> None:
    verdict = follow(attempt, world, moment=NOW, phones=phones)
    assert verdict == follow(attempt, world, moment=NOW, phones=phones)
    assert [step.decided for step in verdict.trail[:-1]] == [False] * (len(verdict.trail) - 1)
    assert verdict.step.decided
    assert {step.message.key for step in verdict.trail} <= {*MESSAGES, *WAY_MESSAGES}


@given(worlds.worlds(), worlds.attempts)
def test_nobody_from_outside_gets_out_on_their_own_account(world: World, attempt: Attempt) -> None:
    verdict = follow(attempt, world, moment=NOW)
    is_foreign = verdict.trail[0].message.key == "caller.foreign"
    was_forwarded = any(step.name == "forward" for step in verdict.trail)
    if is_foreign and not was_forwarded:
        assert verdict.outcome not in (Outcome.ROUTE, Outcome.EMERGENCY)
