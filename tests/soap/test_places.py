"""How many threads wait for one platform, and when the others are sent away."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ngnpanel.soap.places import LONGEST, SHORTEST, Full, Places

LONG = 30.0


def test_no_more_than_the_places_are_taken_at_once() -> None:
    places, most = Places(3), []

    def call() -> None:
        places.enter(LONG)
        try:
            most.append(places.taken)
            time.sleep(0.01)
            places.answered(0.01)
        finally:
            places.leave()

    with ThreadPoolExecutor(12) as pool:
        for done in [pool.submit(call) for _call in range(40)]:
            done.result()
    assert max(most) <= 3
    assert len(most) == 40, "nobody is sent away from a platform that answers"
    assert places.taken == 0


def test_who_waits_for_a_silent_platform_is_sent_away_soon() -> None:
    places = Places(1)
    places.enter(LONG)
    began = time.monotonic()
    with pytest.raises(Full):
        places.enter(LONG)
    assert SHORTEST <= time.monotonic() - began < SHORTEST + 1
    began = time.monotonic()
    with pytest.raises(Full):
        places.enter(LONG)
    assert time.monotonic() - began < SHORTEST, "the next ones need not wait"


def test_nobody_waits_longer_than_the_time_of_the_call() -> None:
    places = Places(1)
    places.enter(LONG)
    began = time.monotonic()
    with pytest.raises(Full):
        places.enter(0.05)
    assert time.monotonic() - began < SHORTEST


def test_a_place_that_gets_free_goes_to_who_waits() -> None:
    places = Places(1)
    places.enter(LONG)
    threading.Timer(0.05, places.leave).start()
    assert places.enter(LONG) >= 0.04
    assert places.taken == 1


def test_a_slow_platform_is_waited_for_as_long_as_it_uses_to_take() -> None:
    now = [0.0]
    places = Places(2, clock=lambda: now[0])
    places.enter(LONG)
    places.enter(LONG)
    now[0] = 10.0
    for took, patience in ((0.01, SHORTEST), (0.4, 0.8), (4.0, LONGEST)):
        places.answered(took)
        assert places.silent_at() == 10.0 + patience


def test_after_a_quiet_time_nobody_counts_as_silent() -> None:
    """The last answer may be hours old: what counts is since when all places are taken."""
    now = [0.0]
    places = Places(1, clock=lambda: now[0])
    now[0] = 3600.0
    places.enter(LONG)
    assert places.silent_at() == 3600.0 + SHORTEST
