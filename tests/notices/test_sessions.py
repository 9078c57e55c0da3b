"""The mail with the calls of yesterday, with real call records and a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.notices import delivery, rounds
from ngnpanel.notices.models import DayTold, Letter, Round
from ngnpanel.notices.sessions import run
from ngnpanel.notices.sessions.run import send_sessions
from tests.people import ALICE, BOB, FOREIGN, People, api, calls, take_platform_away
from tests.postbox import plain, running
from tests.provisioning.proxy import RATED, Proxy, own_database

NUMBER = "0031208005161@acme.example"


@pytest.fixture
def clock(time_machine: Any) -> Any:
    """A quarter past two in Amsterdam."""
    time_machine.move_to(datetime(2035, 11, 25, 1, 15, tzinfo=UTC), tick=False)
    return time_machine


@pytest.fixture
def proxy(clock: Any, people: People) -> Iterator[Proxy]:
    with own_database() as made:
        made.make("acc", RATED)
        made.make("missed_calls")
        yield made


def wants(id: SipId = ALICE, language: str = "", **more: Any) -> None:
    """Missed calls by mail."""
    sip = api().sip
    account = replace(sip.account(id), password="", groups=("free-pstn", "missed-calls"), **more)
    sip.update_account(account.with_properties({"language": language}))


def at(hour: int, minute: int = 0, day: int = 24) -> int:
    """A moment in UTC."""
    return int(datetime(2035, 11, day, hour, minute, tzinfo=UTC).timestamp())


def some(proxy: Proxy, id: SipId = ALICE) -> None:
    """A missed call, one that was taken, one that was sent on, and some that do not count."""
    me = str(id)
    proxy.invite(NUMBER, me, start=at(8), code=487, call_id="missed", table="missed_calls")
    proxy.invite("bob@acme.example", me, start=at(9), duration=65, call_id="taken")
    header = '"Bob" <sip:bob@acme.example>'
    target = "0031612345678@acme.example"
    proxy.invite(me, target, start=at(10), duration=200, call_id="on", from_header=header)
    proxy.invite(me, NUMBER, start=at(11), duration=9, call_id="placed")
    # Of the day before and of today, by the clock of Amsterdam.
    proxy.invite(NUMBER, me, start=at(22, 59, day=23), duration=1, call_id="before")
    proxy.invite(NUMBER, me, start=at(23, 1), duration=1, call_id="after")


@pytest.mark.enable_socket
def test_the_calls_of_yesterday_come_by_mail(proxy: Proxy, settings: Settings) -> None:
    wants()
    some(proxy)
    api().sip.add_contact(ALICE, Contact(uri="bob@acme.example", name="Bob from work"))
    with running(settings) as server:
        # The members, the calls, the aliases because of who stands as caller, the contacts.
        with calls(4):
            send_sessions()
        (letter,) = server.letters
    assert letter["To"] == "alice@acme.example"
    assert letter["Subject"] == f"Calls of {ALICE} on Nov. 24, 2035"
    text = plain(letter)
    assert "Missed: 1\n09:00  +31 20 800 5161" in text
    assert "Forwarded: 1\n11:00  Bob from work  → +31 6 12345678  (3:20)" in text
    assert "Received: 1\n10:00  Bob from work  (1:05)" in text
    assert f"/subscriber/{ALICE}/history/" in text
    for other in ("00:01", "23:59", "12:00"):
        assert other not in text


def test_nobody_is_told_twice_and_nobody_before_it_is_time(proxy: Proxy, clock: Any) -> None:
    wants()
    some(proxy)
    clock.move_to(datetime(2035, 11, 25, 1, 14, tzinfo=UTC), tick=False)
    with calls(1):
        send_sessions()
    assert mail.outbox == []
    for minute in (15, 30, 45):
        clock.move_to(datetime(2035, 11, 25, 1, minute, tzinfo=UTC), tick=False)
        send_sessions()
    assert len(mail.outbox) == 1
    with calls(1):
        send_sessions()
    # Not even when the panel forgot that it told them.
    DayTold.objects.all().delete()
    send_sessions()
    assert len(mail.outbox) == 1
    clock.move_to(datetime(2035, 11, 26, 2, 0, tzinfo=UTC), tick=False)
    send_sessions()
    assert [letter.subject[-13:] for letter in mail.outbox] == [
        "Nov. 24, 2035",
        "Nov. 25, 2035",
    ]


def test_a_machine_that_was_off_catches_up_with_yesterday_alone(proxy: Proxy, clock: Any) -> None:
    wants()
    some(proxy)
    proxy.invite(NUMBER, str(ALICE), start=at(9, day=27), duration=5, call_id="late")
    clock.move_to(datetime(2035, 11, 28, 15, 0, tzinfo=UTC), tick=False)
    send_sessions()
    (letter,) = mail.outbox
    assert "Nov. 27" in letter.subject


def test_without_calls_there_is_no_mail(proxy: Proxy) -> None:
    wants()
    wants(BOB, email="")
    proxy.invite(str(ALICE), NUMBER, start=at(11), duration=9, call_id="placed")
    proxy.invite(NUMBER, str(BOB), start=at(11), duration=9, call_id="no address")
    with calls(2):
        send_sessions()
    with calls(1):
        send_sessions()
    assert mail.outbox == []
    assert DayTold.objects.count() == 2


def test_who_did_not_ask_for_it_gets_none(proxy: Proxy) -> None:
    some(proxy)
    with calls(1):
        send_sessions()
    assert mail.outbox == []


def test_each_account_has_its_own_day_and_language(proxy: Proxy, clock: Any) -> None:
    wants(language="nl")
    wants(FOREIGN, timezone="America/New_York")
    some(proxy)
    proxy.invite("x@else.example", str(FOREIGN), start=at(4, 30, day=25), duration=5, call_id="f")
    send_sessions()
    (letter,) = mail.outbox
    assert "24 november 2035" in letter.subject
    clock.move_to(datetime(2035, 11, 25, 7, 15, tzinfo=UTC), tick=False)
    send_sessions()
    other = mail.outbox[-1]
    assert "Nov. 24" in other.subject
    assert "23:30  x@else.example" in other.body


class Killed(BaseException):
    """What a worker does not survive."""


@pytest.mark.parametrize("moment", ["put", "written"])
def test_a_run_that_is_killed_is_picked_up(
    proxy: Proxy, clock: Any, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def die(*_arguments: Any, **_options: Any) -> None:
        raise Killed

    wants()
    some(proxy)
    with monkeypatch.context() as killing:
        killing.setattr(run, moment, die)
        with pytest.raises(Killed):
            send_sessions()
    clock.shift(900)
    for _run in range(2):
        send_sessions()
    assert len(mail.outbox) == 1


def test_many_members_are_read_window_by_window_and_over_several_runs(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "WINDOW", 1)
    for id in (ALICE, BOB, FOREIGN):
        wants(id)
        proxy.invite(NUMBER, str(id), start=at(11), duration=9, call_id=str(id))
    monkeypatch.setattr(rounds, "SLICE", 0)
    send_sessions()
    assert Round.objects.get().place == 1
    assert len(mail.outbox) == 1
    monkeypatch.setattr(rounds, "SLICE", 100)
    send_sessions()
    assert len(mail.outbox) == 3
    assert Round.objects.get().place == 0


def test_a_platform_that_is_away_pauses_it(proxy: Proxy, settings: Settings) -> None:
    wants()
    some(proxy)
    up = settings.PLATFORMS
    take_platform_away(settings)
    send_sessions()
    assert not DayTold.objects.exists()
    settings.PLATFORMS = up
    send_sessions()
    assert len(mail.outbox) == 1


def test_a_long_day_is_cut_and_says_so(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MOST", 2)
    wants()
    for number in range(5):
        proxy.invite(NUMBER, str(ALICE), start=at(8, number), duration=9, call_id=str(number))
    send_sessions()
    assert "Received: 5" in mail.outbox[0].body
    assert "… and 3 more" in mail.outbox[0].body


def test_how_long_a_call_was() -> None:
    assert [run.length(seconds) for seconds in (5, 65, 3661)] == ["0:05", "1:05", "1:01:01"]


def test_names_of_callers_are_text(proxy: Proxy) -> None:
    wants()
    proxy.invite(NUMBER, str(ALICE), start=at(8), duration=9, call_id="1")
    hostile = "<script>alert(1)</script> https://evil.example {account}"
    api().sip.add_contact(ALICE, Contact(uri="0031208005161@%", name=hostile))
    send_sessions()
    (letter,) = mail.outbox
    assert isinstance(letter, mail.EmailMultiAlternatives)
    html = str(letter.alternatives[0][0])
    assert "<script>" not in html
    assert "evil.example" in html
    assert 'href="https://evil' not in html
    assert hostile in letter.body


def test_what_is_long_ago_is_forgotten(proxy: Proxy, clock: Any) -> None:
    wants()
    some(proxy)
    send_sessions()
    clock.shift(100 * 24 * 3600)
    delivery.clear_outbox()
    assert not DayTold.objects.exists()
    assert not Letter.objects.exists()
