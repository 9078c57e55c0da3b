"""How often somebody may ask."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.jsonapi.limits import Limit, TooOften, place


def test_a_bucket_fills_evenly(time_machine: Any) -> None:
    time_machine.move_to(1_700_000_000 // 60 * 60, tick=False)
    limit = Limit(name="test", most=6, seconds=60)
    for _time in range(6):
        limit.take("alice")
    limit.take("bob")
    with pytest.raises(TooOften) as refused:
        limit.take("alice")
    assert refused.value.seconds == 10
    time_machine.shift(75)  # a quarter of the next window: three quarters of what was used count
    limit.take("alice")
    with pytest.raises(TooOften):
        limit.take("alice")
    time_machine.shift(180)
    for _time in range(6):
        limit.take("alice")


def test_no_limit_admits_all() -> None:
    for _time in range(50):
        Limit(name="none", most=0, seconds=60).take("alice")


def test_a_household_is_one_place() -> None:
    assert place("2001:db8:1:2::7") == place("2001:db8:1:2:ffff::1") == "2001:db8:1:2::"
    assert place("192.0.2.7") != place("192.0.2.8")
    assert place("unix") == "unix"
