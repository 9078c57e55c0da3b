"""Nobody guesses much in a day, and nobody is kept out by who tries; with a clock that is ours."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import pytest

from ngnpanel.users import patience, throttle
from ngnpanel.users.patience import Pair

DAY = 86400
# What docs/sign-in.md states.
A_DAY_FROM_ONE_ADDRESS = 110
A_DAY_FROM_ALL = patience.BURST + DAY // patience.GAP


@dataclass
class Name:
    """The counters of one name, and who asked."""

    place: float = 0
    pairs: dict[str, Pair] = field(default_factory=dict)
    guesses: int = 0

    def ask(self, who: str, now: float, *, is_known: bool = False) -> float:
        """How long this one has to wait; 0: it tried."""
        answer = patience.ask(self.pairs.get(who, Pair()), self.place, now, is_known=is_known)
        self.pairs[who], self.place = answer.pair, answer.place
        return answer.wait


def attack(name: Name, addresses: int, until: float) -> None:
    """Each address comes again as soon as it may, for all that time."""
    coming = [(0.0, number) for number in range(addresses)]
    while coming[0][0] < until:
        now, number = heapq.heappop(coming)
        wait = name.ask(f"attacker {number}", now)
        name.guesses += not wait
        heapq.heappush(coming, (now + (wait or 0.001), number))


def test_one_address_makes_about_a_hundred_guesses_a_day() -> None:
    name = Name()
    attack(name, 1, DAY)
    assert 90 <= name.guesses <= A_DAY_FROM_ONE_ADDRESS


@pytest.mark.parametrize("addresses", [20, 200, 2000])
def test_all_addresses_together_make_no_more_than_one_a_minute(addresses: int) -> None:
    name = Name()
    attack(name, addresses, DAY)
    assert name.guesses <= A_DAY_FROM_ALL
    assert A_DAY_FROM_ALL == 1470


@pytest.mark.parametrize("addresses", [1, 14, 2000])
def test_a_known_browser_gets_in_at_once_after_a_day_of_guesses(addresses: int) -> None:
    name = Name()
    attack(name, addresses, DAY)
    assert name.ask("the person's browser", DAY, is_known=True) == 0


@pytest.mark.parametrize("addresses", [1, 14])
def test_a_new_browser_gets_in_within_a_quarter_of_an_hour(addresses: int) -> None:
    for hours in (0.01, 0.1, 1, 24):
        name = Name()
        attack(name, addresses, hours * 3600)
        now = hours * 3600.0
        wait = name.ask("a new browser", now)
        assert wait <= patience.TURN_WITHIN
        # The others go on meanwhile; the turn stays with who got it.
        name.ask("attacker 0", now + wait)
        assert name.ask("a new browser", now + wait) == 0


def test_nobody_else_uses_a_turn_and_it_does_not_wait_for_ever() -> None:
    pair, place, now = Pair(), 0.0, 1e6
    crowd = Name()
    for number in range(patience.BURST):
        assert crowd.ask(str(number), now) == 0
    place = crowd.place
    answer = patience.ask(pair, place, now)
    assert 0 < answer.wait <= patience.GAP
    early = patience.ask(answer.pair, answer.place, now + answer.wait - 1)
    assert early.wait == pytest.approx(1)
    late = now + answer.wait + patience.TURN_KEPT + 1
    assert patience.ask(answer.pair, late + 10 * patience.GAP, late).wait > 0


def test_a_crowd_that_has_no_place_is_told_the_longest_wait() -> None:
    now = 1e6
    answer = patience.ask(Pair(), now + 2 * patience.TURN_WITHIN, now)
    assert (answer.wait, answer.pair.turn) == (patience.TURN_WITHIN, 0)


def test_mistakes_are_free_five_times_and_then_double() -> None:
    waits = [patience.wait_after(number) for number in range(1, 20)]
    assert waits[:8] == [0, 0, 0, 0, 0, 1, 2, 4]
    assert waits[-1] == patience.LONGEST
    assert waits == sorted(waits)


def test_strangers_use_up_their_places_and_a_known_browser_goes_on() -> None:
    for number in range(patience.BURST):
        throttle.begin("alice", f"198.51.100.{number}")
    with pytest.raises(throttle.TooManyFailures):
        throttle.begin("alice", "203.0.113.9")
    throttle.begin("alice", "203.0.113.9", "a known browser")
    throttle.begin("bob", "203.0.113.9")


def test_a_network_of_ipv6_counts_as_one_address() -> None:
    for number in range(patience.FREE + 1):
        throttle.begin("alice", f"2001:db8::{number}")
    with pytest.raises(throttle.TooManyFailures):
        throttle.begin("alice", "2001:db8::ffff")
    throttle.begin("alice", "2001:db8:0:1::1")


def test_what_is_given_back_was_no_mistake() -> None:
    for _attempt in range(3 * patience.FREE):
        throttle.begin("alice", "192.0.2.1")
        throttle.take_back("alice", "192.0.2.1")
    for _attempt in range(3 * patience.BURST):
        throttle.begin("bob", "192.0.2.1")
        throttle.succeed("bob", "192.0.2.1")
