"""Serials grow with every change, and tell the day as long as they can."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import MAX_INT, RuleError
from ngnpanel.dns.domain.serials import MAX_IMPORTED, imported_serial, next_serial

SERIALS = st.integers(0, MAX_INT)


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (0, 2026112301),
        (2026112207, 2026112301),
        (2026112301, 2026112302),
        (2026112399, 2026112400),
        (2026112400, 2026112401),
        (2031010150, 2031010151),
        (MAX_INT - 1, MAX_INT),
        (MAX_INT, MAX_INT),
    ],
)
def test_the_serial_after_another_on_one_day(current: int, expected: int) -> None:
    assert next_serial(current, date(2026, 11, 23)) == expected


@given(current=SERIALS, today=st.dates())
def test_a_serial_grows_and_stays_within_32_bits(current: int, today: date) -> None:
    following = next_serial(current, today)
    assert following <= MAX_INT
    assert following > current or current == MAX_INT


@given(today=st.dates(date(1970, 1, 1), date(2147, 12, 31)), changes=st.integers(1, 99))
def test_a_serial_tells_day_and_change_of_the_day(today: date, changes: int) -> None:
    serial = 0
    for _change in range(changes):
        serial = next_serial(serial, today)
    assert f"{serial:010}" == f"{today:%Y%m%d}{changes:02}"


@given(days=st.lists(st.dates(), min_size=1, max_size=30), start=SERIALS)
def test_a_clock_that_runs_backwards_makes_no_serial_smaller(days: list[date], start: int) -> None:
    serials = [start]
    for day in days:
        serials.append(next_serial(serials[-1], day))
    assert serials == sorted(serials)


@given(current=SERIALS, written=st.integers(-(2**31), MAX_IMPORTED))
def test_an_imported_serial_counts_when_it_is_higher(current: int, written: int) -> None:
    assert imported_serial(current, written) == max(current, written)


@given(written=st.integers(MAX_IMPORTED + 1, MAX_INT))
def test_an_imported_serial_leaves_room_for_changes(written: int) -> None:
    with pytest.raises(RuleError) as caught:
        imported_serial(0, written)
    assert caught.value.field == "serial"
