"""Which day is told when, and which of its calls were missed, sent on or taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ngnpanel.accounts.domain.calls import Call, Calls, quoted
from ngnpanel.notices.sessions.day import Sorted, caller_of, day_to_tell, may_be_diverted, sort

HOME = ZoneInfo("Europe/Amsterdam")
ALICE = "alice@acme.example"
CAROL = "carol@else.example"
TAKEN = Call(
    session_id="1", from_uri=CAROL, to_uri=ALICE, start_time=200, stop_time=260, duration=60
)
MISSED = replace(TAKEN, session_id="2", start_time=100, stop_time=100, duration=0)
PLACED = replace(TAKEN, session_id="3", from_uri=ALICE, to_uri=CAROL)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ((2026, 11, 25, 1, 14), "Europe/Amsterdam", None),
        ((2026, 11, 25, 1, 15), "Europe/Amsterdam", date(2026, 11, 24)),
        ((2026, 11, 25, 22, 59), "Europe/Amsterdam", date(2026, 11, 24)),
        ((2026, 11, 25, 23, 0), "Europe/Amsterdam", None),
        # The night without a quarter past two, and the one with two of them.
        ((2026, 3, 29, 0, 59), "Europe/Amsterdam", None),
        ((2026, 3, 29, 1, 0), "Europe/Amsterdam", date(2026, 3, 28)),
        ((2026, 10, 25, 0, 15), "Europe/Amsterdam", date(2026, 10, 24)),
        ((2026, 11, 24, 12, 15), "Pacific/Kiritimati", date(2026, 11, 24)),
        ((2026, 11, 24, 13, 15), "Pacific/Pago_Pago", date(2026, 11, 23)),
    ],
)
def test_yesterday_is_that_of_the_accounts_clock(
    moment: tuple[int, ...], zone: str, day: date | None
) -> None:
    now = datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]
    assert day_to_tell(now, ZoneInfo(zone)) == day


def test_calls_are_sorted_and_each_is_told_once() -> None:
    diverted = replace(PLACED, session_id="4", from_uri=CAROL, start_time=150)
    calls = Calls(
        placed=(PLACED, diverted),
        received=(
            TAKEN,
            MISSED,
            replace(TAKEN, session_id="4"),  # the leg that came in of the diverted one
            replace(MISSED, session_id="5", status=435),  # only asked for a password
            replace(TAKEN, session_id="6", from_uri=ALICE),  # the own mailbox
            replace(MISSED, session_id="7", stop_time=0),  # goes on
        ),
    )
    found = sort(calls, [ALICE])
    assert [call.session_id for call in found.missed] == ["2"]
    assert [call.session_id for call in found.diverted] == ["4"]
    assert [call.session_id for call in found.received] == ["7", "1"]
    assert not sort(Calls(placed=(PLACED,)), [ALICE])
    assert not Sorted()


@pytest.mark.parametrize(
    ("header", "uri", "is_diverted"),
    [
        ("", ALICE, False),
        (f"<sip:{ALICE}>", ALICE, False),
        ('"Alice" <sip:sales@acme.example>;tag=3D1', ALICE, False),
        ("<sip:+31208005160@gw.example>", ALICE, False),
        ("<sip:anonymous@anonymous.invalid>", ALICE, False),
        ('"Carol" <sip:carol@else.example>', ALICE, True),
        ("", CAROL, True),
    ],
)
def test_who_stands_as_the_caller_tells_what_was_sent_on(
    header: str, uri: str, is_diverted: bool
) -> None:
    call = replace(PLACED, from_header=quoted(header), from_uri=uri)
    own = [ALICE, "sales@acme.example", "0031208005160"]
    assert bool(sort(Calls(placed=(call,)), own).diverted) is is_diverted
    if is_diverted:
        assert may_be_diverted(call, ALICE)
        assert caller_of(call) == CAROL
