"""The breaker as a machine of states: what it promises, whatever happens in whatever order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from ngnpanel.soap.breaker import Breaker, Outcome, Refused, Rules, State, Ticket

RULES = Rules(failures=3, first=1.0, longest=8.0)


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Told:
    states: list[tuple[State, float]] = field(default_factory=list)

    def __call__(self, state: State, seconds: float) -> None:
        self.states.append((state, seconds))


def broken(clock: Clock, openings: int = 1, draw: float = 0.0) -> Breaker:
    """A breaker that has opened so many times in a row."""
    breaker = Breaker(RULES, clock=clock, draw=lambda: draw)
    for _failure in range(RULES.failures):
        breaker.tell(breaker.ask(), Outcome.FAILED)
    for _opening in range(openings - 1):
        clock.now += RULES.longest
        breaker.tell(breaker.ask(), Outcome.FAILED)
    return breaker


def refused_for(breaker: Breaker) -> float:
    with pytest.raises(Refused) as refused:
        breaker.ask()
    return refused.value.seconds


def test_some_failures_in_a_row_open_it_and_one_success_begins_the_row_anew() -> None:
    breaker = Breaker(RULES, clock=Clock())
    for outcome in (*[Outcome.FAILED] * 2, Outcome.ANSWERED, *[Outcome.FAILED] * 2):
        breaker.tell(breaker.ask(), outcome)
    assert breaker.state.value == "closed"
    breaker.tell(breaker.ask(), Outcome.FAILED)
    assert breaker.state.value == "open"


def test_it_stays_open_longer_each_time_up_to_the_longest() -> None:
    assert [refused_for(broken(Clock(), times)) for times in (1, 2, 3, 4, 5, 90)] == [
        *(1.0, 2.0, 4.0),
        *(8.0, 8.0, 8.0),
    ]


def test_chance_shortens_the_time_by_up_to_half() -> None:
    assert refused_for(broken(Clock(), 3, draw=0.5)) == 3.0
    assert refused_for(broken(Clock(), 9, draw=1.0)) == 4.0


def test_one_call_tries_and_closes_it_for_all() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += 1
    probe = breaker.ask()
    assert probe.is_probe
    assert breaker.state is State.TRYING
    refused_for(breaker)
    breaker.tell(probe, Outcome.ANSWERED)
    assert not breaker.ask().is_probe


def test_a_try_that_was_broken_off_leaves_the_next_one_to_try() -> None:
    clock = Clock()
    breaker = broken(clock, 4)
    clock.now += RULES.longest
    breaker.tell(breaker.ask(), Outcome.UNDECIDED)
    assert breaker.ask().is_probe


def test_calls_that_began_before_it_opened_do_not_keep_it_open() -> None:
    clock = Clock()
    breaker = Breaker(RULES, clock=clock, draw=lambda: 0.0)
    calls = [breaker.ask() for _call in range(10)]
    for call in calls:
        breaker.tell(call, Outcome.FAILED)
    assert refused_for(breaker) == RULES.first, "it opened once, not once for each of them"


def test_a_late_answer_closes_it() -> None:
    breaker = Breaker(RULES, clock=Clock())
    slow = breaker.ask()
    for _failure in range(RULES.failures):
        breaker.tell(breaker.ask(), Outcome.FAILED)
    breaker.tell(slow, Outcome.ANSWERED)
    assert breaker.state is State.CLOSED


def test_each_change_is_told_once() -> None:
    clock, told = Clock(), Told()
    breaker = Breaker(RULES, clock=clock, draw=lambda: 0.0, listener=told)
    for _failure in range(RULES.failures):
        breaker.tell(breaker.ask(), Outcome.FAILED)
    clock.now += 1
    breaker.tell(breaker.ask(), Outcome.FAILED)
    clock.now += 2
    breaker.tell(breaker.ask(), Outcome.ANSWERED)
    assert told.states == [
        *((State.OPEN, 1.0), (State.TRYING, 0.0)),
        *((State.OPEN, 2.0), (State.TRYING, 0.0), (State.CLOSED, 0.0)),
    ]


# A busy machine draws slowly.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    gaps=st.lists(st.floats(0.0, 20.0), max_size=30),
    draws=st.lists(st.floats(0.0, 0.999), min_size=1, max_size=5),
    patience=st.floats(0.1, 5.0),
)
def test_a_platform_that_is_back_is_asked_again_within_the_longest_time(
    gaps: list[float], draws: list[float], patience: float
) -> None:
    """However long it was away, and whoever asked when: the wait for the next try has an end."""
    clock, turn = Clock(), iter(draws * 100)
    waits: list[float] = []
    breaker = Breaker(RULES, clock=clock, draw=lambda: next(turn))
    for gap in gaps:
        clock.now += gap
        try:
            ticket = breaker.ask()
        except Refused as refused:
            waits.append(refused.seconds)
            continue
        clock.now += patience  # it waits in vain
        breaker.tell(ticket, Outcome.FAILED)
    clock.now += RULES.longest
    breaker.tell(breaker.ask(), Outcome.ANSWERED)
    assert breaker.state is State.CLOSED
    assert all(wait <= RULES.longest for wait in waits)


class Machine(RuleBasedStateMachine):
    """Any number of callers that ask, wait, and come back in any order."""

    tickets = Bundle("tickets")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.breaker = Breaker(RULES, clock=self.clock, draw=lambda: 0.3)
        self.running: list[Ticket] = []
        self.failures = 0

    @rule(seconds=st.floats(0.0, 10.0))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @rule(target=tickets)
    def ask(self) -> Ticket | None:
        before = self.breaker.state
        try:
            ticket = self.breaker.ask()
        except Refused as refused:
            self.refusal(before, refused)
            return None
        assert before is not State.TRYING, "one tries at a time"
        assert ticket.is_probe == (before is State.OPEN)
        self.running.append(ticket)
        return ticket

    def refusal(self, before: State, refused: Refused) -> None:
        assert before is not State.CLOSED, "a closed one refuses nobody"
        assert 0 < refused.seconds <= RULES.longest

    @rule(ticket=tickets, outcome=st.sampled_from(Outcome))
    def end(self, ticket: Ticket | None, outcome: Outcome) -> None:
        if ticket is None or not any(one is ticket for one in self.running):
            return
        self.running = [one for one in self.running if one is not ticket]
        before = self.breaker.state
        self.breaker.tell(ticket, outcome)
        if outcome is Outcome.ANSWERED:
            assert self.breaker.state is State.CLOSED
        if before is State.CLOSED and outcome is Outcome.UNDECIDED:
            assert self.breaker.state is State.CLOSED

    @invariant()
    def a_try_has_somebody_who_makes_it(self) -> None:
        if self.breaker.state is State.TRYING:
            assert any(ticket.is_probe for ticket in self.running), "nobody would ever close it"


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_of_many_threads_that_come_at_once_one_tries() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += 1
    meeting = threading.Barrier(16)

    def come() -> bool:
        meeting.wait(5)
        try:
            return breaker.ask().is_probe
        except Refused:
            return False

    with ThreadPoolExecutor(16) as pool:
        tries = [one.result() for one in [pool.submit(come) for _thread in range(16)]]
    assert sum(tries) == 1
