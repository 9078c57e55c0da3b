"""The list of calls: whose, by whose clock, page by page, and what can be done about each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st
from pytest_django import Settings

from ngnpanel.accounts.domain.calls import Call, Calls
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber import history
from ngnpanel.accounts.subscriber.history import Entry, Period, Wanted
from tests.accounts.subscriber.helping import page, words
from tests.people import ALICE, BOB, People, api, calls, take_platform_away
from tests.provisioning.proxy import RATED, Proxy, own_database

URL = f"/subscriber/{ALICE}/history/"
FILE = f"{URL}csv/"
ZONE = ZoneInfo("Europe/Amsterdam")
NOW = int(datetime.now(UTC).timestamp()) - 7200
GRANDMOTHER = f"0031208005161@{ALICE.domain}"
SOMEBODY = "0032475123456@acme.example"


@pytest.fixture
def proxy(people: People) -> Iterator[Proxy]:
    """A proxy that accounts with prices."""
    del people
    with own_database() as made:
        made.make("acc", RATED)
        made.make("missed_calls", RATED)
        yield made


def asked(placed: list[int], received: list[int], until: int | None, limit: int) -> Calls:
    """What a platform answers that tells the newest ``limit`` calls of a direction."""

    def some(starts: list[int], kind: str) -> tuple[Call, ...]:
        made = [
            Call(session_id=f"{kind}{place}", start_time=start, stop_time=start + 1, duration=1)
            for place, start in enumerate(starts)
            if until is None or start <= until
        ]
        return tuple(sorted(made, key=lambda one: -(one.start_time or 0))[:limit])

    return Calls(placed=some(placed, "p"), received=some(received, "r"))


starts = st.lists(st.integers(min_value=100, max_value=118), max_size=24)


@tries(max_examples=150, deadline=None)
@given(placed=starts, received=starts, size=st.integers(min_value=1, max_value=6))
def test_no_call_is_lost_or_shown_twice_on_the_way_back(
    placed: list[int], received: list[int], size: int
) -> None:
    # As many in one second as there may be: no second is fuller than an answer.
    limit = (
        max([*(placed.count(one) for one in placed), *(received.count(one) for one in received), 0])
        + 1
    )
    seen: list[str] = []
    times: list[int] = []
    until: int | None = None
    for _page in range(200):
        found = history.page(
            history.merged(asked(placed, received, until, limit), limit=limit),
            lambda _entry: True,
            size=size,
        )
        seen += [entry.call.session_id for entry in found.entries]
        times += [entry.start for entry in found.entries]
        until = found.older
        if until is None:
            break
    assert sorted(seen) == sorted(
        [f"p{place}" for place in range(len(placed))]
        + [f"r{place}" for place in range(len(received))]
    )
    assert times == sorted(times, reverse=True)


def test_more_calls_in_a_second_than_are_told_do_not_stop_the_list() -> None:
    found = history.merged(asked([100] * 5, [90], None, 3), limit=3)
    assert [entry.start for entry in found.entries] == [100, 100, 100]
    assert found.older == 99


def test_days_are_those_of_the_accounts_clock() -> None:
    # 25 hours: the clocks go back that night.
    period = Period.of_days(date(2026, 10, 25), date(2026, 10, 25), ZONE)
    assert period.since == int(datetime(2026, 10, 24, 22, tzinfo=UTC).timestamp())
    assert period.until == int(datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC).timestamp())
    assert Period.of_days(None, None, ZONE) == Period()
    assert period.back_from(None) == period
    assert period.back_from(period.until + 1 if period.until else None) == period
    assert Period().back_from(7) == Period(until=7)
    spring = {name: days for name, *days in history.shortcuts(date(2026, 3, 1))}
    assert spring["last_month"] == [date(2026, 2, 1), date(2026, 2, 28)]
    assert spring["week"] == [date(2026, 2, 23), date(2026, 3, 1)]
    late = Entry(
        call=Call(start_time=int(datetime(2026, 3, 28, 23, 30, tzinfo=UTC).timestamp())),
        is_placed=True,
    )
    assert [day for day, _calls in history.by_day([late], ZONE)] == [date(2026, 3, 29)]


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(), True),
        (Wanted(text="grand"), True),
        (Wanted(text="+31 20 800"), True),
        (Wanted(text="0031208"), True),
        (Wanted(text="(20) 800-51"), True),
        (Wanted(text="0031-208 005 161"), True),
        (Wanted(text="+32"), False),
        (Wanted(text="()"), False),
        (Wanted(kind="placed"), True),
        (Wanted(kind="missed"), False),
        (Wanted(seconds=60), True),
        (Wanted(seconds=61), False),
        (Wanted(price=0.5), True),
        (Wanted(price=0.51), False),
    ],
)
def test_what_a_filter_finds(wanted: Wanted, fits: bool) -> None:
    call = Call(start_time=1, stop_time=61, duration=60, price=0.5)
    assert wanted.fits(Entry(call=call, is_placed=True, other=GRANDMOTHER, party="Grandma")) == fits


def test_a_received_call_has_no_price_of_the_account() -> None:
    call = Call(start_time=1, stop_time=61, duration=60, price=0.5)
    assert not Wanted(price=0.1).fits(Entry(call=call, is_placed=False))


def test_calls_of_both_directions_with_what_can_be_done(
    people: People, proxy: Proxy, subscriber: Client
) -> None:
    with calls(3):
        assert "No calls yet" in page(subscriber.get(URL))
    api().sip.add_contact(ALICE, Contact(uri="0031208005161@%", name="Grandmother <3"))
    proxy.invite(str(ALICE), GRANDMOTHER, start=NOW, call_id="a", price=1.5, duration=125)
    proxy.bye(end=NOW + 125, call_id="a")
    proxy.invite(
        SOMEBODY,
        str(ALICE),
        start=NOW + 200,
        code=487,
        call_id="b",
        table="missed_calls",
        from_header='"<b>Win" <sip:x@y>',
    )
    proxy.invite(str(ALICE), GRANDMOTHER, start=NOW + 300, code=435, call_id="challenged")
    proxy.invite(str(ALICE), str(ALICE), start=NOW + 400, call_id="mailbox", duration=9)
    proxy.invite(str(BOB), GRANDMOTHER, start=NOW + 500, call_id="bobs", duration=9)
    with calls(3):
        answer = subscriber.get(URL)
    text, body = page(answer), answer.content.decode()
    assert body.count('class="history-name"') == 2
    assert "Placed Grandmother <3" in text
    assert "2 minutes · € 1.50" in text
    assert "Missed +32 475 12 34 56" in text
    assert text.index("Missed +32") < text.index("Placed Grandmother")
    assert "tel:+31208005161" in body
    # Whoever is known is not offered to be added; whoever was called is not offered to be refused.
    assert body.count("contacts/add/?uri=%2B32475123456") == 1
    assert body.count("rejected/?caller=%2B32475123456") == 1
    assert "caller=%2B31208005161" not in body
    assert "<b>Win" not in body
    trace = f"{URL}trace/?session=a&amp;start={NOW}&amp;direction=placed"
    assert trace in body
    assert subscriber.get(trace.replace("&amp;", "&")).status_code == 200
    for query, expected in (
        ("kind=missed", "Missed +32"),
        ("q=grandm", "Placed Grandmother"),
        ("q=0031+20", "Placed Grandmother"),
        ("minutes=2", "Placed Grandmother"),
        ("price=1.50", "Placed Grandmother"),
    ):
        found = subscriber.get(f"{URL}?{query}")
        assert found.content.decode().count('class="history-name"') == 1, query
        assert expected in page(found)
    assert "No calls like these" in page(subscriber.get(f"{URL}?q=nobody"))
    assert "No calls like these" in page(subscriber.get(f"{URL}?until=2001-01-01"))
    # The overview leads here now.
    assert URL in subscriber.get(f"/subscriber/{ALICE}/missed/").content.decode()
    with calls(3):
        file: Any = subscriber.get(f"{FILE}?kind=placed")
        rows = list(
            csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig")))
        )
    assert [
        (row["name"], row["party"], row["seconds"], row["price"], row["currency"]) for row in rows
    ] == [("Grandmother <3", "+31 20 800 5161", "125", "1.5000", "€")]
    assert datetime.fromisoformat(rows[0]["time"]).timestamp() == NOW
    assert rows[0]["time_utc"].endswith("+00:00")
    # Staff sees the same; bob's calls are his.
    assert "Grandmother" in page(people.browser("reseller").get(URL))


def test_pages_follow_each_other(
    proxy: Proxy, subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ngnpanel.accounts.subscriber.history.page.__kwdefaults__", {"size": 2})
    for place in range(5):
        proxy.invite(
            f"003120800516{place}@acme.example",
            str(ALICE),
            start=NOW + place // 2,
            call_id=str(place),
            duration=5,
        )
    seen, url = 0, URL
    for _page in range(5):
        answer = subscriber.get(url)
        body = answer.content.decode()
        seen += body.count('class="history-name"')
        if "Older calls" not in body:
            break
        url = f"{URL}?before={body.split('before=')[1].split(chr(34))[0]}"
    assert seen == 5
    for odd in ("x", "²", "-1", "99999999999", "%00"):
        assert page(subscriber.get(f"{URL}?before={odd}"))


def test_what_cannot_be_read_gets_a_sentence_at_its_field(
    people: People, subscriber: Client
) -> None:
    del people
    text = page(
        subscriber.get(
            f"{URL}?since=soon&until=1812-01-01&kind=x&minutes=-1&price=free&q={'x' * 200}"
        )
    )
    for told in (
        "Enter a day, for example 2026-11-23.",
        "Choose a day from 1970 to 2037.",
        "Shorten this to at most 128 characters.",
        "Choose one of the list.",
        "Enter whole minutes, for example 5.",
        "Enter an amount, for example 1.50.",
    ):
        assert told in text
    text = page(subscriber.get(f"{URL}?since=2026-11-02&until=2026-11-01"))
    assert "Choose a day that is not before the first one." in text


def test_credit_or_limit_stand_above_the_calls(people: People, subscriber: Client) -> None:
    del people
    sip = api().sip
    sip.update_account(replace(sip.account(ALICE), quota=20, password=""))
    with calls(4):
        assert "Monthly limit:" in page(subscriber.get(URL))


def test_who_sees_it(people: People, subscriber: Client, settings: Settings) -> None:
    bob = URL.replace(str(ALICE), str(BOB))
    for url in (bob, f"{bob}csv/"):
        assert subscriber.get(url).status_code == 404
        assert people.browser("stranger").get(url).status_code == 404
    sip = api().sip
    account = sip.account(ALICE)
    sip.update_account(replace(account, groups=(*account.groups, "trunking"), password=""))
    with calls(2):
        body = subscriber.get(URL).content.decode()
    assert "No calls yet" in body
    take_platform_away(settings)
    assert "does not answer" in words(subscriber.get(URL))
