"""What if: the question in the address of the page, the same engine, and what it reads."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from ngnpanel.accounts.domain.accept import AcceptRules, WeeklyRule
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber.question import (
    GROUP,
    HIDDEN,
    TYPED,
    Question,
    State,
    address_of,
    answer,
)
from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.records import Call
from tests.accounts.subscriber.helping import page, register, words
from tests.accounts.subscriber.test_preview import SCENE
from tests.people import ALICE, People, api, calls

URL = f"/subscriber/{ALICE}/what-if/"
SUNDAY = "2030-12-01T09:30"
WEEK = AcceptRules(
    persistent=(
        WeeklyRule(days=31, start="09:00", stop="17:00", groups=("everybody",)),
        WeeklyRule(days=96, start="00:00", stop="23:59", groups=("family",)),
    )
)


@pytest.mark.parametrize(
    ("typed", "caller"),
    [
        ("+31 20 800 5161", "0031208005161@acme.example"),
        ("0031 (20) 800-5161", "0031208005161@acme.example"),
        ("tel:+31.20.800.5161", "0031208005161@acme.example"),
        ("+31208005161@acme.example", "0031208005161@acme.example"),
        ("1001", "1001@acme.example"),
        ("sip:Bob@Example.NET", "bob@example.net"),
        ("bob", "bob@acme.example"),
    ],
)
def test_a_caller_is_written_as_the_platform_does(typed: str, caller: str) -> None:
    assert address_of(typed, SCENE) == caller


@pytest.mark.parametrize("typed", ["", " ", "0208005161", "@", "bob@", "@x", "a b", "<script>"])
def test_a_caller_that_makes_no_sense_is_refused(typed: str) -> None:
    with pytest.raises(RuleError):
        address_of(typed.strip(), SCENE)


def test_the_answer_is_the_verdict_of_the_engine() -> None:
    moment = datetime(2026, 11, 24, 20, 0, tzinfo=SCENE.callee.timezone)
    night = Question(at=moment.replace(tzinfo=None))
    found = answer(SCENE, night)
    verdict = evaluate(SCENE.callee, Call(), moment=moment)
    assert verdict.step.key == "FUNV"
    assert len(found.lines) == len(verdict.trail)
    last = found.lines[-1]
    assert (last.text, last.code, last.is_decisive) == (
        "The call goes to your voicemail.", "FUNV 181", True,
    )  # fmt: skip
    assert last.href == f"/subscriber/{ALICE}/forwarding/#condition-funv"
    assert found == answer(SCENE, night)


@pytest.mark.parametrize(
    ("phones", "told"),
    [
        (State.NOW, "It rings on Desk phone for 35 seconds."),
        (State.SILENT, "The call goes to your voicemail."),
        (State.BUSY, "The caller hears that you are busy."),
        (State.OFFLINE, "None of your phones is online; the caller hears that you cannot be reached."),  # noqa: E501
    ],
)  # fmt: skip
def test_the_state_of_the_phones(phones: State, told: str) -> None:
    assert answer(SCENE, Question(phones=phones)).told == told


def test_who_calls_makes_the_difference() -> None:
    assert answer(SCENE, Question(who=HIDDEN)).told.startswith("It rings")
    typed = Question(who=TYPED, caller="+31 20 800 5161")
    assert answer(SCENE, typed, rejected=("%0031208005161@%",)).told == (
        "The caller is among those whom you reject (%0031208005161@%)."
    )
    asked = answer(SCENE, Question(who=f"{GROUP}family")).asked
    assert asked == "A caller of your group Family, 12:00:"


def test_the_page_asks_only_what_can_matter(subscriber: Client) -> None:
    register(ALICE, "Yealink SIP-T46S 66.86.0.15")
    sip = api().sip
    sip.set_accept_rules(ALICE, WEEK)
    sip.add_contact(ALICE, Contact(uri="0031208005161@acme.example", name="Mum", group="family"))
    with calls(1):
        assert "What happens?" in page(subscriber.get(URL))
    with calls(4):
        text = page(subscriber.get(URL, {"at": SUNDAY}))
    assert "Somebody who is not among your contacts, Dec. 1, 2030 09:30: The caller hears" in text
    assert "It is Sunday 09:30 and your rules only let Family through" in text
    for typed in ("+31 20 800 5161", "mum"):
        with calls(6):
            text = page(subscriber.get(URL, {"at": SUNDAY, "caller": typed}))
        assert "It rings on Desk phone for 35 seconds." in text
    with calls(3):
        subscriber.get(URL, {"at": SUNDAY, "phones": "busy"})
    api().voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="1234"))
    sip.set_diversions(ALICE, Diversions(funv="<voice-mailbox>"))
    with calls(5):
        text = page(subscriber.get(URL, {"at": SUNDAY}))
    assert "The call goes to your voicemail." in text


@pytest.mark.parametrize("typed", ["+31 20 800 5161", "mum"])
def test_no_question_takes_more_than_six_calls(subscriber: Client, typed: str) -> None:
    """Offline, a rule for a group, somebody in it, and the mailbox where no phone is online."""
    sip = api().sip
    sip.set_accept_rules(ALICE, WEEK)
    sip.add_contact(ALICE, Contact(uri="0031208005161@acme.example", name="Mum", group="family"))
    sip.set_diversions(ALICE, Diversions(fnol="<voice-mailbox>"))
    for has_mailbox, told in (
        (False, "None of your phones is online; the caller hears that you cannot be reached."),
        (True, "The call goes to your voicemail."),
    ):
        if has_mailbox:
            page(subscriber.post(f"/subscriber/{ALICE}/voicemail/", {"delivery": "mail"}))
        with calls(6):
            text = page(subscriber.get(URL, {"at": SUNDAY, "caller": typed}))
        assert told in text


def test_htmx_gets_the_part_and_what_is_wrong_is_said(subscriber: Client) -> None:
    part = subscriber.get(URL, {"who": "typed"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "Enter who calls." in words(part)
    assert "HX-Request" in part["Vary"]
    for query, told in (
        ({"who": "typed"}, "Enter who calls."),
        ({"caller": "020 800 5161"}, "Enter the number with its country code"),
        ({"caller": "Nobody Known"}, "None of your contacts has this name."),
        ({"at": "yesterday"}, "Enter a day and a time"),
        ({"who": "x"}, "Select a valid choice"),
    ):
        answer = subscriber.get(URL, query)
        assert answer.status_code == 422
        assert told in words(answer)


def test_staff_see_codes_and_a_platform_that_is_down_is_said(
    people: People, request: pytest.FixtureRequest
) -> None:
    query = {"phones": "busy"}
    assert 'title="486"' in people.browser("reseller").get(URL, query).content.decode()
    browser = people.browser("subscriber")
    assert 'title="486"' not in browser.get(URL, query).content.decode()
    request.getfixturevalue("platform_is_down")
    assert browser.get(URL, query).status_code == 503
