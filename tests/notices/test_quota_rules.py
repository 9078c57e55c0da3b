"""Monthly limits as a table: every state an account can be in, and what follows."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ngnpanel.notices.quota.rules import Act, Block, Month, decide, is_settled

HOME, FIRST, LAST = "Europe/Amsterdam", "Pacific/Kiritimati", "Pacific/Pago_Pago"
NOW, BEFORE = "2026-12", "2026-11"
OURS = Block(month=NOW, quota=20)
THEIRS = Block(month=NOW, quota=20, is_ours=False)
BEGUN = Block(month=NOW, quota=20, is_begun=True)
OLD = Block(month=BEFORE, quota=20)
OLD_THEIRS = Block(month=BEFORE, quota=20, is_ours=False)
OLD_BEGUN = Block(month=BEFORE, quota=20, is_begun=True)


@pytest.mark.parametrize(
    ("block", "usage", "quota", "act"),
    [
        (None, 19.9999, 20, Act.NOTHING),
        (None, 20.0, 20, Act.NOTHING),
        (None, 20.0001, 20, Act.BLOCK),
        # Blocked this month: whoever lifted it meant it, unless the limit is another one now.
        (OURS, 25.0, 20, Act.NOTHING),
        (OURS, 35.0, 30, Act.BLOCK),
        (OURS, 25.0, 30, Act.LIFT),
        (OURS, 19.0, 20, Act.NOTHING),
        # Somebody else's block stays until the month is over.
        (THEIRS, 25.0, 20, Act.NOTHING),
        (THEIRS, 0.0, 20, Act.NOTHING),
        (THEIRS, 0.0, 30, Act.NOTHING),
        # Begun, and then the worker died.
        (BEGUN, 25.0, 20, Act.BLOCK),
        (BEGUN, 25.0, 30, Act.LIFT),
        (OLD_BEGUN, 25.0, 20, Act.BLOCK),
        (OLD_BEGUN, 0.0, 20, Act.LIFT),
        # The month's turn.
        (OLD, 0.0, 20, Act.LIFT),
        (OLD_THEIRS, 0.0, 20, Act.LIFT),
        (OLD, 25.0, 20, Act.KEEP),
        (OLD_THEIRS, 25.0, 20, Act.KEEP),
    ],
)
def test_what_happens(block: Block | None, usage: float, quota: int, act: Act) -> None:
    assert decide(block, month=NOW, quota=quota, usage=usage) is act


@pytest.mark.parametrize(
    ("block", "quota", "is_quiet"),
    [
        (None, 20, False),
        (OURS, 20, True),
        (OURS, 30, False),
        (THEIRS, 30, True),
        (BEGUN, 20, False),
        (OLD, 20, False),
    ],
)
def test_when_nobody_needs_to_look(block: Block | None, quota: int, is_quiet: bool) -> None:
    assert is_settled(block, month=NOW, quota=quota) is is_quiet


@pytest.mark.parametrize(
    ("moment", "zone", "key", "begin", "end"),
    [
        ((2026, 11, 30, 23, 30), HOME, "2026-12", (2026, 11, 30, 23), (2026, 12, 31, 23)),
        ((2026, 11, 30, 22, 30), HOME, "2026-11", (2026, 10, 31, 23), (2026, 11, 30, 23)),
        # Begins in summer time and ends in winter time.
        ((2026, 10, 15, 0, 0), HOME, "2026-10", (2026, 9, 30, 22), (2026, 10, 31, 23)),
        ((2026, 12, 31, 10, 30), FIRST, "2027-01", (2026, 12, 31, 10), (2027, 1, 31, 10)),
        ((2027, 1, 1, 10, 30), LAST, "2026-12", (2026, 12, 1, 11), (2027, 1, 1, 11)),
        ((2028, 2, 29, 12, 0), "UTC", "2028-02", (2028, 2, 1, 0), (2028, 3, 1, 0)),
    ],
)  # fmt: skip
def test_a_month_is_that_of_the_accounts_clock(
    moment: tuple[int, ...], zone: str, key: str, begin: tuple[int, ...], end: tuple[int, ...]
) -> None:
    month = Month.at(datetime(*moment, tzinfo=UTC), ZoneInfo(zone))  # type: ignore[misc,arg-type]
    assert month.key == key
    assert month.begin == datetime(*begin, tzinfo=UTC)  # type: ignore[misc,arg-type]
    assert month.end == datetime(*end, tzinfo=UTC)  # type: ignore[misc,arg-type]
    placed = month.placed.placed
    assert placed is not None
    assert placed.from_date == int(month.begin.timestamp())
    assert placed.to_date == int(month.end.timestamp()) - 1
