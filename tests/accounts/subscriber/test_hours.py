"""A usual week set up in one go: what it comes to, before it is saved and after."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.accept import AcceptRules, TemporaryRule, WeeklyRule
from ngnpanel.accounts.domain.diversions import Diversions
from tests.accounts.subscriber.helping import page, rules, say, words
from tests.people import ALICE, People, api, calls, take_platform_away

URL = f"/subscriber/{ALICE}/accept/hours/"
ANSWERS: dict[str, Any] = {
    "when": "31",
    "start": "09:00",
    "stop": "17:00",
    "otherwise": "voicemail",
    "hidden": "on",
}
WEEK = (
    WeeklyRule(days=31, start="09:00", stop="17:00", groups=("everybody",)),
    WeeklyRule(days=31, start="00:00", stop="09:00", groups=("nobody",)),
    WeeklyRule(days=31, start="17:00", stop="23:59", groups=("nobody",)),
    WeeklyRule(days=96, start="00:00", stop="23:59", groups=("nobody",)),
)
TOLD = [
    "Voicemail is on and mails messages to alice@acme.example.",
    "Monday to Friday from 09:00 to 17:00: everybody may call.",
    "At other times calls go to voicemail.",
    "Callers who hide their number are refused.",
]


def test_office_hours_with_voicemail_and_without_hidden_callers(subscriber: Client) -> None:
    kept = Diversions(fbus="sip:0031208005161@acme.example", runc="sip:far@globex.example")
    api().sip.set_diversions(ALICE, kept)
    api().sip.set_accept_rules(
        ALICE, AcceptRules(temporary=TemporaryRule(groups=("nobody",), duration=90))
    )
    with calls(4):
        assert "A few questions" in page(subscriber.get(URL))
    with calls(4):
        looked = page(subscriber.post(URL, {**ANSWERS, "act": "review"}))
    assert all(text in looked for text in ["Nothing is saved yet.", *TOLD])
    assert "The temporary rule that runs now stays" in looked
    assert rules(ALICE).persistent == ()
    with calls(9):
        assert say(subscriber, URL, ANSWERS) == TOLD
    assert rules(ALICE) == AcceptRules(
        persistent=WEEK, temporary=TemporaryRule(groups=("nobody",), duration=90)
    )
    assert api().sip.diversions(ALICE) == replace(kept, funv="<voice-mailbox>")
    box = api().voicemail.mailbox(ALICE)
    assert box is not None
    assert not box.keeps_messages
    assert {"anonymous-reject", "voicemail", "free-pstn"} <= set(api().sip.account(ALICE).groups)
    overview = page(subscriber.get(f"/subscriber/{ALICE}/"))
    assert " ".join(TOLD[1:]) in overview
    # Once more: all is so already.
    again = page(subscriber.post(URL, {**ANSWERS, "act": "review"}))
    assert again.count("As it is now.") == 3
    assert "Keep it so" in again
    with calls(4):
        assert say(subscriber, URL, ANSWERS) == ["Nothing was changed."]


def test_other_answers(subscriber: Client) -> None:
    api().sip.set_accept_rules(ALICE, AcceptRules(persistent=WEEK))
    night = {"when": "own", "days": ["32", "64"], "start": "22:00", "stop": "07:00"}
    to = {**ANSWERS, **night, "otherwise": "number", "number": "+31 20 800 5161"}
    looked = page(subscriber.post(URL, {**to, "act": "review"}))
    assert "Your weekly rules up to now go for it:" in looked
    told = say(subscriber, URL, {**to, "hidden": ""})
    assert told == [
        "Saturday and Sunday from 22:00 to 07:00 the next day: everybody may call.",
        "At other times calls go to +31 20 800 5161.",
    ]
    assert api().sip.diversions(ALICE).funv == "sip:0031208005161@acme.example"
    assert api().voicemail.mailbox(ALICE) is None
    nowhere = {**ANSWERS, "otherwise": "nobody"}
    told = say(subscriber, URL, nowhere)
    assert told[1:] == [
        "At other times callers hear that you are not available.",
        "Callers who hide their number are refused.",
    ]
    assert api().sip.diversions(ALICE) == Diversions()
    always = {**nowhere, "when": "127", "start": "", "stop": ""}
    told = say(subscriber, URL, {**always, "hidden": ""})
    assert told == [
        "Everybody may call at any time.",
        "Callers who hide their number get through like everybody else.",
    ]
    assert rules(ALICE) == AcceptRules()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"when": "own"}, "Choose at least one day of the week."),
        ({"when": "x"}, "Select a valid choice"),
        ({"start": ""}, "Enter when the rule begins"),
        ({"stop": "25:00"}, "Enter a time of day"),
        ({"otherwise": "number"}, "Enter the number or address that calls should go to."),
        ({"otherwise": "number", "number": str(ALICE)}, "This is your own address"),
        ({"otherwise": "number", "number": "<b>"}, "Enter a telephone number such as"),
    ],
)
def test_a_bad_answer_comes_back_with_a_sentence(
    subscriber: Client, changes: dict[str, Any], sentence: str
) -> None:
    for act in ("review", "save"):
        answer = subscriber.post(URL, {**ANSWERS, **changes, "act": act})
        assert answer.status_code == 422
        assert sentence in words(answer)
    assert rules(ALICE) == AcceptRules()


def test_answers_are_kept_on_the_way_back_and_while_the_platform_is_down(
    people: People, settings: Any
) -> None:
    browser = people.browser("subscriber")
    answers = {**ANSWERS, "start": "08:17", "act": "back"}
    answer = browser.post(URL, answers)
    assert answer.status_code == 200
    assert 'value="08:17"' in answer.content.decode()
    take_platform_away(settings)
    for act in ("review", "save"):
        answer = browser.post(URL, {**answers, "act": act})
        assert answer.status_code == 503
        assert 'value="08:17"' in answer.content.decode()
        assert "nothing was saved" in words(answer)


def test_an_account_without_mail_keeps_its_messages(subscriber: Client) -> None:
    admin = api()
    admin.sip.update_account(replace(admin.sip.account(ALICE), email="", password=""))
    told = say(subscriber, URL, ANSWERS)
    assert told[0].startswith("Voicemail is on and keeps messages. Set a PIN under Voicemail")
    box = admin.voicemail.mailbox(ALICE)
    assert box is not None
    assert box.keeps_messages


def test_support_sets_it_up_and_a_trunk_cannot(reseller: Client, stranger: Client) -> None:
    assert stranger.post(URL, ANSWERS).status_code == 404
    assert say(reseller, URL, ANSWERS) == TOLD
    api().sip.add_to_group(ALICE, "trunking")
    assert reseller.get(URL).status_code == 404
