"""The next 24 hours in words and as a strip, and what an edit would do to them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from ngnpanel.accounts.domain.accept import (
    AcceptRules,
    AcceptRulesResult,
    TemporaryRule,
    WeeklyRule,
)
from ngnpanel.accounts.domain.devices import Device
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber import situation
from ngnpanel.accounts.subscriber.day import day
from ngnpanel.accounts.subscriber.preview import edited, glance, preview
from ngnpanel.accounts.subscriber.situation import Situation
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api
from ngnpanel.soap.platform import Platform
from tests.people import ALICE, People, api, calls

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam")).astimezone(UTC)
OFFICE = AcceptRules(
    persistent=(
        WeeklyRule(days=127, start="09:00", stop="17:00", groups=("everybody",)),
        WeeklyRule(days=127, start="17:00", stop="09:00", groups=("nobody",)),
    )
)
SCENE = Situation(
    account=Account(id=ALICE, timezone="Europe/Amsterdam"),
    timeout=35,
    diversions=Diversions(funv="<voice-mailbox>", fnoa="<voice-mailbox>"),
    accept=AcceptRulesResult(rules=OFFICE),
    devices=(Device(address="192.0.2.1", port=5060, user_agent="Yealink SIP-T46S"),),
    mailbox=Mailbox(sip_id=ALICE, mailbox="1000000"),
    moment=NOON,
)


def test_the_day_is_one_sentence_a_list_and_a_strip() -> None:
    told = day(SCENE)
    [row] = told.rows
    assert row.sentence == (
        "Until 17:00 calls ring, then they go to voicemail until tomorrow 09:00."
    )
    assert [(spell.when, spell.what, spell.code) for spell in row.spells] == [
        ("Until 17:00", "calls ring", "180"),
        ("From 17:00 to tomorrow 09:00", "calls go to voicemail", "FUNV 181"),
        ("From tomorrow 09:00", "calls ring", "180"),
    ]
    assert row.spells[1].href.endswith("/forwarding/#condition-funv")
    assert [(mark.x, mark.width, mark.spell.kind) for mark in told.narrow.marks] == [
        (0, 48, "ring"),
        (50, 161, "voicemail"),
        (213, 29, "ring"),
    ]
    assert [text for _x, text in told.narrow.hours] == ["18:00", "00:00", "06:00"]
    assert [text for _x, text in told.wide.hours][:2] == ["15:00", "18:00"]


def test_callers_whom_rules_name_have_a_row_of_their_own() -> None:
    family = WeeklyRule(days=127, start="00:00", stop="23:59", groups=("family", "friends"))
    vip = WeeklyRule(days=127, start="12:00", stop="13:00", groups=("vip",))
    told = day(edited(SCENE, rules=AcceptRules(persistent=(family, vip))))
    assert told.words == [
        ("Friends and Family", "For the next 24 hours calls ring."),
        ("VIP", "Until 13:00 calls ring, then they go to voicemail."),
        ("Everybody else", "For the next 24 hours calls go to voicemail."),
    ]
    assert [text for _y, text in told.wide.labels] == [
        "Friends and Family",
        "VIP",
        "Everybody else",
    ]


def test_the_same_words_are_one_spell() -> None:
    quiet = replace(OFFICE, temporary=TemporaryRule(groups=("nobody",), duration=60 * 5 + 30))
    [row] = day(edited(SCENE, rules=quiet)).rows
    assert row.sentence == "Until tomorrow 09:00 calls go to voicemail, then they ring."


def test_an_edit_is_compared_with_what_is_there() -> None:
    before = glance(SCENE)
    after = glance(edited(SCENE, diversions=replace(SCENE.diversions, fnoa="sip:bob@acme.example")))
    assert before.day == after.day
    assert "35 seconds they go to bob@acme.example" in after.headline
    assert "35 seconds they go to voicemail" in before.headline


def test_a_remote_platform_is_asked_for_all_at_once() -> None:
    meeting = threading.Barrier(4)

    def answer(found: Any) -> Any:
        def call(*_asked: Any) -> Any:
            meeting.wait(5)  # nobody passes before all four were asked
            return found

        return call

    sip = SimpleNamespace(
        diversions=answer(SCENE.diversions),
        accept_rules=answer(SCENE.accept),
        devices=answer(SCENE.devices),
    )
    remote = SimpleNamespace(
        platform=Platform(url="https://platform.invalid/"),
        sip=sip,
        voicemail=SimpleNamespace(mailbox=answer(SCENE.mailbox)),
    )
    actor = Actor(role=Role.SUBSCRIBER, name="Alice", account=str(ALICE))
    subject = Subject(account=SCENE.account, actor=actor, api=cast("Api", remote))
    assert situation.read(subject, NOON) == SCENE


def test_a_preview_reads_what_is_missing_and_writes_nothing(people: People) -> None:
    actor = people.actor("subscriber")
    assert actor
    subject = Subject(account=api().sip.account(ALICE), actor=actor, api=api())
    stored = api().sip.accept_rules(ALICE)
    with calls(3):
        found = preview(subject, rules=OFFICE, stored_accept=stored)
    assert found.has_edit
    assert api().sip.accept_rules(ALICE) == stored
    with calls(4):
        same = preview(subject, diversions=Diversions())
    assert same.is_same
    assert not same.has_edit
    context = {"preview": found, "subject": subject}
    body = render_to_string("subscriber/_preview.html", context)
    assert "Nothing is saved yet." in body
    assert "title=" not in body.replace("<title", "")
    assert 'class="strip day-narrow"' in body
