"""Forwarding: destinations in words, one write, redirects untouched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.voicemail import Mailbox
from tests.accounts.subscriber.helping import page, register, say, words
from tests.people import ALICE, BOB, People, api, calls

URL = f"/subscriber/{ALICE}/forwarding/"
EMPTY = {
    key: value
    for name in ("func", "fnoa", "fbus", "fnol", "funv")
    for key, value in ((name, "none"), (f"{name}_other", ""))
}


def stored() -> Diversions:
    return api().sip.diversions(ALICE)


def set_mobile(number: str = "+31612345678") -> None:
    sip = api().sip
    sip.update_account(sip.account(ALICE).with_properties({"mobile_number": number}))


def test_the_page_needs_three_calls_and_offers_what_there_is(subscriber: Client) -> None:
    with calls(3):
        text = page(subscriber.get(URL))
    assert "You have no mailbox, so voicemail is not among the choices." in text
    assert "Mobile +" not in text
    set_mobile()
    api().voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="1234"))
    text = page(subscriber.get(URL))
    assert "Mobile +31 6 12345678" in text
    assert "Voicemail" in text


def test_only_what_changed_is_written_in_one_set(subscriber: Client) -> None:
    before = Diversions(
        fnol="sips:old@elsewhere.example",
        runc="sip:x@y.example;transport=tcp",
        rbus="sip:z@y.example",
    )
    api().sip.set_diversions(ALICE, before)
    form = {**EMPTY, "fnol": "other", "fnol_other": "old@elsewhere.example", "fbus": "other"}
    form["fbus_other"] = "+31 20 800 5161"
    with calls(5):
        told = say(subscriber, URL, form)
    assert told == ["Busy: calls go to +31 20 800 5161."]
    assert stored() == replace(before, fbus="sip:0031208005161@acme.example")
    assert api().sip.account(ALICE).property_value("FBUS_lastOther") == "0031208005161@acme.example"


def test_nothing_changed_writes_nothing(subscriber: Client) -> None:
    with calls(3):
        assert say(subscriber, URL, EMPTY) == ["Nothing was changed."]


def test_redirects_are_told_in_words(subscriber: Client) -> None:
    api().sip.set_diversions(ALICE, Diversions(rnoa="sip:desk@globex.example"))
    assert "Calls that you do not answer: desk@globex.example" in page(subscriber.get(URL))


def test_the_other_destination_is_remembered(subscriber: Client) -> None:
    say(subscriber, URL, {**EMPTY, "func": "other", "func_other": "0031 20 800 5161"})
    assert stored().func == "sip:0031208005161@acme.example"
    told = say(subscriber, URL, {**EMPTY, "func_other": "+31208005161"})
    assert told == ["All calls: calls are not forwarded."]
    assert stored() == Diversions()
    assert 'value="+31208005161"' in subscriber.get(URL).content.decode()


def test_mailbox_and_mobile_by_name(subscriber: Client) -> None:
    set_mobile()
    api().voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="1234"))
    told = say(subscriber, URL, {**EMPTY, "fnoa": "mailbox", "fbus": "mobile"})
    assert told == ["Busy: calls go to +31 6 12345678. No answer: calls go to voicemail."]
    assert stored() == Diversions(fnoa="<voice-mailbox>", fbus="sip:0031612345678@acme.example")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the number or address that calls should go to."),
        ("alice@acme.example", "This is your own address"),
        ("ALICE", "This is your own address"),
        ("bob@exa mple", "Enter a"),
        ("bob@acme.example:5060", "Enter a domain name"),
        ("bob@acme.example;x=y", "Enter a domain name"),
        ("-", "Enter a telephone number"),
        ("<script>", "Enter a telephone number"),
        ("x" * 300, "Ensure this value has at most 255 characters"),
    ],
)
def test_a_bad_destination_comes_back_with_a_sentence(
    subscriber: Client, typed: str, sentence: str
) -> None:
    form = {**EMPTY, "func": "other", "func_other": typed, "fbus": "other", "fbus_other": "carol"}
    answer = subscriber.post(URL, form)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'value="carol"' in answer.content.decode()
    assert stored() == Diversions()


@pytest.mark.parametrize("choice", ["mailbox", "mobile", "telephone", "enum", "", "FUNC", "other2"])
def test_a_choice_that_is_not_on_offer_is_refused(subscriber: Client, choice: str) -> None:
    answer = subscriber.post(URL, {**EMPTY, "func": choice})
    assert answer.status_code == 422
    assert stored() == Diversions()


def test_a_diversion_to_a_mailbox_that_is_gone_stays_visible(subscriber: Client) -> None:
    api().sip.set_diversions(ALICE, Diversions(fnoa="<voice-mailbox>"))
    assert "Voicemail (you have no mailbox, so it has no effect)" in page(subscriber.get(URL))
    say(subscriber, URL, {**EMPTY, "fnoa": "mailbox", "fbus": "other", "fbus_other": "bob"})
    assert stored() == Diversions(fnoa="<voice-mailbox>", fbus=f"sip:{BOB}")


def test_conditions_stand_in_the_order_of_the_platform(people: People) -> None:
    body = people.browser("subscriber").get(URL).content.decode()
    places = [body.index(f'id="condition-f{name}"') for name in ("unv", "unc", "nol", "bus", "noa")]
    assert places == sorted(places)
    assert 'title="FNOL"' not in body
    assert 'title="FNOL"' in people.browser("reseller").get(URL).content.decode()


def test_the_access_numbers_of_the_reseller_are_told(people: People) -> None:
    code = CustomerProperty(
        name="FNOL_access_number", value="*72*", category="sip", permission="customer"
    )
    api().customers.set_properties(people.reseller, (code,))
    text = page(people.browser("subscriber").get(URL))
    assert "All calls *21* Not online *72* Busy *23* No answer *23*" in text
    assert "To have peace, dial *21*2*, then for how many minutes" in text
    assert "Instead of a number, dial 1 for your voicemail and 0 for your mobile." in text


def test_an_edit_is_previewed_and_nothing_is_saved(subscriber: Client) -> None:
    register(ALICE, "Yealink SIP-T46S 66.86.0.15")
    form = {**EMPTY, "fnoa": "other", "fnoa_other": "bob", "preview": "1"}
    with calls(5):
        answer = subscriber.post(URL, form)
    text = page(answer)
    assert "This is what would happen. Nothing is saved yet." in text
    assert "if you do not answer within 35 seconds they go to bob@acme.example." in text
    assert "For the next 24 hours calls ring." in text
    assert "If you do not answer within 35 seconds Calls go to bob@acme.example" in text
    assert 'value="bob"' in answer.content.decode()
    assert stored() == Diversions()
    same = page(subscriber.post(URL, {**EMPTY, "preview": "1"}))
    assert "You have changed nothing, so everything stays as it is." in same
    bad = subscriber.post(URL, {**form, "fnoa_other": ""})
    assert bad.status_code == 422
    assert 'id="preview"' not in bad.content.decode()


def test_nothing_typed_is_lost_while_the_platform_is_down(
    people: People, platform_is_down: None
) -> None:
    browser = people.browser("subscriber")
    form = {**EMPTY, "func": "other", "func_other": "carol", "fbus": "mailbox"}
    answer: Any = browser.post(URL, form)
    assert answer.status_code == 503
    body = answer.content.decode()
    assert "The platform does not answer, so nothing was saved." in words(answer)
    assert 'value="carol"' in body
    assert '<option value="mailbox" selected>' in body


def test_everything_else_of_the_account_survives(subscriber: Client) -> None:
    sip = api().sip
    rich = sip.account(ALICE).with_properties(
        {"x-private": "ünïcode <&>", "web_password": "secret"}
    )
    sip.update_account(replace(rich, groups=(*rich.groups, "payments", "x-odd"), quota=7))
    before = sip.account(ALICE)
    say(subscriber, URL, {**EMPTY, "func": "other", "func_other": "bob"})
    after = sip.account(ALICE)
    wanted = before.with_properties({"FUNC_lastOther": str(BOB)})
    assert replace(after, change_date=None) == replace(wanted, change_date=None)
