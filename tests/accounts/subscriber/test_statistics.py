"""The statistics of a month: what counts, by whose clock, and how the page shows it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from ngnpanel.accounts.domain.calls import MAX_LIMIT, Call
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber import parties, statistics
from ngnpanel.accounts.subscriber.statistics import Count, months
from tests.accounts.subscriber.helping import page, words
from tests.people import ALICE, BOB, People, api, calls, take_platform_away
from tests.provisioning.proxy import RATED, Proxy, own_database

URL = f"/subscriber/{ALICE}/history/statistics/"
FILE = f"{URL}csv/"
ZONE = ZoneInfo("Europe/Amsterdam")
NOON = int(datetime.now(ZONE).replace(day=1, hour=0, minute=0, second=1).timestamp())
GRANDMOTHER = f"0031208005161@{ALICE.domain}"


@pytest.fixture
def proxy(people: People) -> Iterator[Proxy]:
    """A proxy that accounts with prices."""
    del people
    with own_database() as made:
        made.make("acc", RATED)
        made.make("missed_calls")
        yield made


def test_months_are_those_of_the_accounts_clock() -> None:
    newest = months(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), ZONE)
    assert [newest[0].key, newest[12].key, len(newest)] == ["2026-11", "2025-11", 13]
    october = newest[1].query.placed
    assert october is not None
    # Begins in summer time and ends in winter time, the last second included.
    assert october.from_date == int(datetime(2026, 9, 30, 22, tzinfo=UTC).timestamp())
    assert october.to_date == int(datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC).timestamp())
    assert october.limit == MAX_LIMIT
    assert len(newest[1].days) == 31


def test_calls_are_counted_by_day_and_party() -> None:
    month = months(datetime(2026, 11, 24, tzinfo=UTC), ZONE)[0]
    first = int(datetime(2026, 11, 1, 0, 30, tzinfo=ZONE).timestamp())
    talk = Call(start_time=first, stop_time=first + 90, duration=90, price=0.25)
    missed = replace(talk, duration=0, stop_time=first, price=None)
    going = replace(missed, stop_time=0)
    outside = replace(talk, start_time=first - 3600)
    asked = [(talk, True), (talk, False), (missed, False), (going, False), (outside, True)]
    found = statistics.count(month, asked, lambda _call, is_placed: "a" if is_placed else "b")
    total = Count(placed=1, received=2, missed=1, seconds=180, price=0.25)
    assert found.total == total
    assert total.minutes == "3:00"
    assert found.busy == [(month.first, total)]
    assert [who for who, _count in found.parties] == ["b", "a"]
    chart = statistics.draw(found.days, step=10, height=144)
    assert chart.most == 4
    assert [(bar.kind, bar.height) for bar in chart.bars] == [
        ("placed", 25.0),
        ("received", 50.0),
        ("missed", 25.0),
    ]
    assert statistics.draw([(month.first, Count())], step=10, height=144).bars == ()


def test_a_party_is_called_like_the_contact() -> None:
    known = [Contact(uri="0031208005161@%", name="Office"), Contact(uri="%@acme.example", name="A")]
    known += [Contact(uri="bob@acme.example", name="Bob"), Contact(uri="%")]
    named = [
        parties.name(other, known, ALICE.domain)
        for other in (GRANDMOTHER, "bob@acme.example", "x@acme.example", "", "me@else.example")
    ]
    assert named == ["Office", "Bob", "A", "Unknown", "me@else.example"]
    hidden = parties.name("anonymous@anonymous.invalid", known, ALICE.domain)
    assert hidden == "Somebody who hides their number"


def test_the_page_and_its_file(people: People, proxy: Proxy, subscriber: Client) -> None:
    with calls(4):
        assert "No calls in this month" in page(subscriber.get(URL))
    sip = api().sip
    sip.add_contact(ALICE, Contact(uri="0031208005161@%", name="Grandmother <3"))
    sip.update_account(replace(sip.account(ALICE), quota=20, password=""))
    proxy.invite(str(ALICE), GRANDMOTHER, start=NOON, call_id="a", price=0.5, duration=125)
    proxy.invite(GRANDMOTHER, str(ALICE), start=NOON + 1, call_id="b", duration=60)
    proxy.invite(
        GRANDMOTHER, str(ALICE), start=NOON + 2, code=487, call_id="c", table="missed_calls"
    )
    # None that a person made: asked for a password, to the own mailbox by address and number.
    proxy.invite(str(ALICE), GRANDMOTHER, start=NOON + 3, code=435, call_id="d")
    proxy.invite(str(ALICE), str(ALICE), start=NOON + 4, call_id="e", duration=9)
    proxy.invite(str(ALICE), "*70@acme.example", start=NOON + 5, call_id="f", duration=9)
    access = CustomerProperty(
        name="voicemail_access_number", value="*70", category="sip", permission="reseller"
    )
    api().customers.set_properties(people.reseller, [access])
    cache.clear()
    with calls(4):
        answer = subscriber.get(URL)
    text = page(answer)
    assert "Placed 1 Received 1 Missed 1 Minutes 3:05 Price € 0.50" in text
    told = "Grandmother <3 Placed 1 Received 1 Missed 1 Minutes 3:05 Price (€) 0.50"
    assert told in text
    assert "Of the monthly limit: € 0.50 in" in text
    assert "style=" not in answer.content.decode()
    assert 'class="is-missed"' in answer.content.decode()
    with calls(4):
        file: Any = subscriber.get(FILE)
        lines = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert lines[0] == ["date", "placed", "received", "missed", "seconds", "price"]
    assert lines[1][1:] == ["1", "1", "1", "185", "0.5000"]
    assert len(lines) == 1 + len(months(datetime.now(UTC), ZONE)[0].days)
    assert "Missed 1" in page(people.browser("reseller").get(URL))
    # Another month has none of it, and one that nobody offers is the present one.
    before = months(datetime.now(UTC), ZONE)[1].key
    assert "No calls in this month" in page(subscriber.get(f"{URL}?month={before}"))
    for odd in ("1999-01", "x", "2026-13", "%00", "²"):
        assert "Missed 1" in page(subscriber.get(f"{URL}?month={odd}"))


def test_more_calls_than_are_told_at_once_are_spoken_of(
    proxy: Proxy, subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ngnpanel.accounts.subscriber.statistics.MAX_LIMIT", 2)
    monkeypatch.setattr("ngnpanel.accounts.subscriber.views.statistics.MAX_LIMIT", 2)
    for place in range(3):
        proxy.invite(GRANDMOTHER, str(ALICE), start=NOON + place, call_id=str(place), duration=5)
    text = page(subscriber.get(URL))
    assert "the newest 2 that you placed and the newest 2 that came in are counted" in text
    assert "Received 2" in text


def test_who_sees_it(people: People, subscriber: Client, settings: Settings) -> None:
    bob = URL.replace(str(ALICE), str(BOB))
    for url in (bob, f"{bob}csv/"):
        assert subscriber.get(url).status_code == 404
    for url in (URL, FILE):
        assert people.browser("stranger").get(url).status_code == 404
    api().sip.add_to_group(ALICE, "trunking")
    with calls(3):
        page(subscriber.get(URL))
    take_platform_away(settings)
    answer = subscriber.get(URL)
    assert answer.status_code == 503
    assert words(answer)
