"""Every finding of the engine has a sentence, whatever the account and the moment."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from ngnpanel.accounts.domain.accept import AcceptRules, AcceptRulesResult, WeeklyRule
from ngnpanel.accounts.domain.devices import Device
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber import phones, sentences, way, week, words
from ngnpanel.accounts.subscriber.situation import Situation
from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.records import Call, Callee, Phones
from ngnpanel.calls.verdict import MESSAGES
from tests.calls import strategies

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALICE = SipId(username="alice", domain="example.com")


def situation(callee: Callee, moment: datetime) -> Situation:
    """What the panel would have read about an account in this state."""
    names = {name.lower(): target for name, target in callee.diversions.items()}
    persistent = tuple(
        WeeklyRule(days=rule.days, start=rule.start, stop=rule.stop, groups=tuple(rule.groups))
        for rule in callee.weekly
    )
    return Situation(
        account=Account(id=ALICE, groups=tuple(callee.groups), timezone="Europe/Amsterdam"),
        timeout=callee.timeout,
        diversions=Diversions(**names),
        accept=AcceptRulesResult(rules=AcceptRules(persistent=persistent)),
        devices=tuple(
            Device(address="192.0.2.1", port=n) for n, _ in enumerate(callee.registrations)
        ),
        mailbox=Mailbox(sip_id=ALICE, mailbox=callee.mailbox) if callee.mailbox else None,
        moment=moment,
    )


def test_there_is_one_sentence_for_each_message() -> None:
    assert set(sentences.SENTENCES) == set(MESSAGES)


@settings(max_examples=200, deadline=None)
@given(strategies.callees, strategies.calls, strategies.moments, strategies.phones)
def test_every_step_can_be_said(
    callee: Callee, call: Call, moment: datetime, state: Phones
) -> None:
    verdict = evaluate(callee, call, moment=moment, phones=state)
    for step in verdict.trail:
        text = sentences.explain(
            step.message, zone=ZoneInfo("Europe/Amsterdam"), now=moment, domain="example.com"
        )
        assert text.endswith(".")
        assert "%(" not in text


@settings(max_examples=200, deadline=None)
@given(strategies.callees, strategies.moments)
def test_every_situation_has_a_headline_and_a_picture(callee: Callee, moment: datetime) -> None:
    now = situation(callee, moment)
    assert sentences.headline(now).endswith(".")
    assert len(sentences.what_if(now)) == 4
    stations = way.stations(now)
    taken = [station.stop.state is way.State.TAKEN for station in stations]
    assert taken == sorted(taken, reverse=True)
    ends = [stop for station in stations for stop in station.branches]
    assert sum(stop.state is way.State.TAKEN for stop in ends) <= 1
    for drawing in (way.tall(stations), way.wide(stations)):
        assert all(box.x >= 0 and box.x + box.width <= drawing.width for box in drawing.boxes)
        assert all(box.y + box.height <= drawing.height for box in drawing.boxes)


@settings(max_examples=100, deadline=None)
@given(strategies.callees, strategies.moments)
def test_every_week_can_be_drawn_and_said(callee: Callee, moment: datetime) -> None:
    drawn = week.picture(callee.weekly, moment)
    assert len(drawn) == 7
    assert all(bar.x + bar.width <= 1440 for day in drawn for bar in day.bars)
    assert all(week.sentence(rule).endswith(".") for rule in callee.weekly)
    assert all(text.endswith(".") for text in week.overlap_sentences(callee.weekly))


def test_devices_that_are_alike_have_numbers() -> None:
    agents = ("Linphone-Desktop/5.2", "Yealink SIP-T54W", "Linphone-Desktop/5.3")
    alike = phones.phones([Device(user_agent=agent) for agent in agents])
    assert [phone.name for phone in alike] == ["Computer 1", "Computer 2", "Desk phone"]
    mixed = phones.phones([Device(user_agent=agent) for agent in ("Blink 1.0", *agents)])
    assert [phone.name for phone in mixed] == [
        "Computer (Blink)",
        "Computer (Linphone-Desktop) 1",
        "Computer (Linphone-Desktop) 2",
        "Desk phone",
    ]
    assert [phone.name for phone in phones.phones([Device(), Device()])] == ["Phone 1", "Phone 2"]


def test_the_picture_has_room_for_long_words() -> None:
    callee = Callee(address=str(ALICE), diversions={"FUNC": "sip:robert.the.second@example.com"})
    now = situation(callee, NOW)
    drawing = way.tall(way.stations(now))
    assert "To robert.the.second" in [box.detail for box in drawing.boxes]
    far = Callee(address=str(ALICE), diversions={"FUNC": "sip:robert.the.second@example.museum"})
    boxes = way.tall(way.stations(situation(far, NOW))).boxes
    long = next(box for box in boxes if box.second)
    assert long.height > 60
    assert all(above.y + above.height <= below.y for above, below in itertools.pairwise(boxes)), (
        boxes
    )


def test_places_and_times_are_written_as_people_do() -> None:
    assert words.place("sip:0031208005161@example.com") == "+31 20 800 5161"
    assert words.place("<voice-mailbox>") == "voicemail"
    assert words.place("sip:bob@example.org", "example.com") == "bob@example.org"
    assert words.place("sip:1001@example.com", "example.com") == "1001"
    assert words.number("0031208005161") == "+31 20 800 5161"
    assert words.number("+31208005161") == "+31 20 800 5161"
    assert words.number("reception") == "reception"
    zone = ZoneInfo("Europe/Amsterdam")
    assert words.clock(NOW, zone, NOW) == "10:00"
    assert words.clock(NOW.replace(day=24), zone, NOW) == "tomorrow 10:00"
    assert words.clock(NOW.replace(day=25), zone, NOW) == "Wednesday 10:00"
    assert words.clock(NOW.replace(day=30), zone, NOW) == "Nov. 30, 2026 10:00"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.days(5) == "Monday and Wednesday"
