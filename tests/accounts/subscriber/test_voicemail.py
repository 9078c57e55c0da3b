"""Voicemail: on, off, delivery and PIN, without touching other diversions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.client import VoicemailClient
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.accounts.domain.voicemail import Mailbox, VoicemailOptions
from ngnpanel.accounts.subscriber import mailbox as acts
from ngnpanel.accounts.subscriber.mailbox_address import leads_to
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.brand import contacts
from ngnpanel.soap.errors import Unavailable
from tests.accounts.subscriber.helping import page, say, words
from tests.people import ALICE, People, api, calls

URL = f"/subscriber/{ALICE}/voicemail/"
BOX = "<voice-mailbox>"
ELSEWHERE = Diversions(
    func="sip:a@x.example", fbus="sip:b@x.example", rnol="sip:c@x.example", runv="sip:d@x.example"
)


def box() -> Mailbox | None:
    return api().voicemail.mailbox(ALICE)


def test_switching_on_takes_only_what_is_empty(subscriber: Client) -> None:
    api().sip.set_diversions(ALICE, ELSEWHERE)
    told = say(subscriber, URL, {"delivery": "mail", "pin": "4711"})
    assert told == [
        "Voicemail is on.",
        "These calls go to voicemail now: no answer.",
        "Left as it was: busy to b@x.example and not online to c@x.example.",
    ]
    assert api().sip.diversions(ALICE) == replace(ELSEWHERE, fnoa=BOX)
    stored = box()
    assert stored is not None
    assert stored.password == "4711"
    assert stored.email == "alice@acme.example"
    assert stored.name == "Alice Smith"
    assert not stored.keeps_messages
    assert "voicemail" in api().sip.account(ALICE).groups


def test_a_pin_that_was_made_up_is_shown_once(subscriber: Client) -> None:
    answer = subscriber.post(URL, {"delivery": "keep", "pin": ""})
    stored = box()
    assert stored is not None
    assert stored.keeps_messages
    assert len(stored.password) == 6
    assert f"write it down: {stored.password}" in page(answer)
    assert "no-store" in answer["Cache-Control"]
    assert stored.password not in subscriber.get(URL).content.decode()


def test_a_made_up_pin_is_shown_even_when_the_platform_goes_away_after_saving(
    subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = VoicemailClient.mailbox
    looks: list[SipId] = []

    def once(client: VoicemailClient, address: SipId) -> Mailbox | None:
        looks.append(address)
        if len(looks) > 1:
            raise Unavailable("down")
        return read(client, address)

    with monkeypatch.context() as patched:
        patched.setattr(VoicemailClient, "mailbox", once)
        answer = subscriber.post(URL, {"delivery": "keep", "pin": ""})
    stored = box()
    assert stored is not None
    assert answer.status_code == 200
    assert f"write it down: {stored.password}" in page(answer)


def test_the_page_needs_three_calls_and_says_what_leads_there(subscriber: Client) -> None:
    with calls(3):
        assert "Voicemail is off" in page(subscriber.get(URL))
    subscriber.post(URL, {"delivery": "mail"})
    with calls(3):
        text = page(subscriber.get(URL))
    assert "1000000" in text
    assert "To listen by phone as well, have messages kept" in text
    assert "Not online, busy and no answer" in text


def test_what_is_kept_can_be_listened_to(people: People, subscriber: Client) -> None:
    subscriber.post(URL, {"delivery": "keep"})
    with calls(4):  # the customer's properties say nothing
        assert "Dial *70 on one of your phones" in page(subscriber.get(URL))
    number = CustomerProperty(name="voicemail_access_number", value="1233", category="sip")
    api().customers.set_properties(people.reseller, [number])
    contacts.forget("default", people.reseller)
    for browser in (subscriber, people.browser("reseller")):
        with calls(4):
            assert "Dial 1233 on" in page(browser.get(URL))
    api().customers.set_properties(people.customer, [replace(number, value="*99 <b>")])
    with calls(4):
        assert "Dial *99 <b> on" in page(subscriber.get(URL))


def test_delivery_and_pin_change_and_all_else_survives(subscriber: Client) -> None:
    before = api().voicemail.add_mailbox(
        Mailbox(
            sip_id=ALICE,
            password="1234",
            name="Old Name",
            email="old@x.example",
            info="note",
            options=VoicemailOptions(delete=True),
        )
    )
    assert say(subscriber, URL, {"delivery": "mail"}) == ["Nothing was changed."]
    with calls(4):
        told = say(subscriber, URL, {"delivery": "keep"})
    assert told == ["Messages are mailed to you and kept in the mailbox."]
    assert box() == replace(before, options=VoicemailOptions(delete=False))
    assert say(subscriber, URL, {"delivery": "keep", "pin": "9876"}) == ["The new PIN is set."]
    assert box() == replace(before, options=VoicemailOptions(delete=False), password="9876")


@pytest.mark.parametrize("pin", ["123", "12a4", "1" * 17, "١٢٣٤", "-1234"])
def test_a_bad_pin_comes_back_with_a_sentence(subscriber: Client, pin: str) -> None:
    answer = subscriber.post(URL, {"delivery": "keep", "pin": pin})
    assert answer.status_code == 422
    assert box() is None


def test_without_a_mail_address_messages_must_be_kept(subscriber: Client) -> None:
    sip = api().sip
    sip.update_account(replace(sip.account(ALICE), email=""))
    answer = subscriber.post(URL, {"delivery": "mail"})
    assert answer.status_code == 422
    assert "so messages would be lost" in words(answer)
    assert subscriber.post(URL, {"delivery": "keep"}).status_code == 200


def test_switching_off_frees_only_what_leads_to_the_mailbox(subscriber: Client) -> None:
    subscriber.post(URL, {"delivery": "mail"})
    led = Diversions(func="sip:a@x.example", fbus=BOX, fnoa=BOX, runv="sip:d@x.example")
    api().sip.set_diversions(ALICE, led)
    assert "Switch voicemail off?" in page(subscriber.get(URL + "off/"))
    told = say(subscriber, URL + "off/", {})
    assert told == [
        "No longer forwarded to voicemail: busy and no answer.",
        "Voicemail is off and its messages are gone.",
    ]
    assert api().sip.diversions(ALICE) == replace(led, fbus="", fnoa="")
    assert box() is None
    assert "voicemail" not in api().sip.account(ALICE).groups
    assert say(subscriber, URL + "off/", {}) == ["Voicemail is off already."]


def test_a_mailbox_by_its_number_on_another_host_counts_as_the_mailbox() -> None:
    mailbox = Mailbox(sip_id=ALICE, mailbox="1000000")
    assert leads_to("sip:1000000@vm.example", mailbox, "acme.example")
    assert not leads_to("sip:1000000@acme.example", mailbox, "acme.example")
    assert not leads_to("sip:1000001@vm.example", mailbox, "acme.example")


def test_a_failure_in_between_says_what_was_done(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = people.actor("customer")
    assert actor is not None
    mine = api(people.customer)
    subject = Subject(account=mine.sip.account(ALICE), actor=actor, api=mine)

    def break_down(*_arguments: Any) -> None:
        raise Unavailable("down")

    monkeypatch.setattr(mine.sip, "set_diversions", break_down)
    mailbox = Mailbox(sip_id=ALICE, password="1234", email="a@b.example")
    saved = acts.enable(subject, mailbox, Diversions())
    assert saved.done == ("Voicemail is on.",)
    assert isinstance(saved.error, Unavailable)
    with pytest.raises(Unavailable):
        acts.disable(subject, mailbox, Diversions(fbus=BOX))
    assert box() is not None


def test_nothing_typed_is_lost_while_the_platform_is_down(
    people: People, platform_is_down: None
) -> None:
    answer = people.browser("subscriber").post(URL, {"delivery": "keep", "pin": "4711"})
    assert answer.status_code == 503
    assert 'value="4711"' in answer.content.decode()
    assert "nothing was saved" in words(answer)
