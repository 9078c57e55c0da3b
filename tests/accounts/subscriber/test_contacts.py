"""Contacts: list, search, add, change, delete."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber import addresses
from tests.accounts.subscriber.helping import page, say, words
from tests.people import ALICE, BOB, People, api, calls

URL = f"/subscriber/{ALICE}/contacts/"
MUM = Contact(uri="mum@home.example", name="Mum", group="family")
OFFICE = Contact(uri="%31208005161@%", name="Office <b>", group="")


def stored() -> list[Contact]:
    return sorted(api().sip.contacts(ALICE), key=lambda contact: contact.uri)


def add(*contacts: Contact) -> None:
    for contact in contacts:
        api().sip.add_contact(ALICE, contact)


def test_an_empty_phonebook_says_what_to_do(subscriber: Client) -> None:
    with calls(2):
        assert "You have no contacts yet" in page(subscriber.get(URL))


def test_the_list_is_searched_by_text_and_group(subscriber: Client) -> None:
    add(MUM, OFFICE)
    with calls(2):
        text = page(subscriber.get(URL))
    assert "2 contacts" in text
    assert "+31 20 800 5161" in text
    assert "Office <b>" in text
    for query, there, missing in (
        ("q=mum", "mum@home.example", "Office"),
        ("q=8005", "Office", "mum@"),
        ("group=family", "mum@home.example", "Office"),
        ("group=none", "Office", "mum@"),
    ):
        text = page(subscriber.get(f"{URL}?{query}"))
        assert there in text
        assert missing not in text
    assert "Nobody matches" in page(subscriber.get(f"{URL}?q=zzz&group=vip"))


def test_a_list_that_ends_early_says_so(
    subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ngnpanel.accounts.client.MAX_CONTACTS", 2)
    add(*(Contact(uri=f"friend{number}@home.example") for number in range(5)))
    assert "2 of 5 contacts. Search to find the others." in page(subscriber.get(URL))
    assert "1 contact" in page(subscriber.get(URL, {"q": "friend3"}))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("+31 20 800 5161", "%31208005161@%"),
        ("0031(20)8005161", "%31208005161@%"),
        ("1001", "1001@acme.example"),
        ("Carol", "carol@acme.example"),
        ("sip:Carol@Home.example", "carol@home.example"),
        ("%@home.example", "%@home.example"),
        ("@home.example", "%@home.example"),
    ],
)
def test_a_contact_is_added_in_the_form_that_callers_have(
    subscriber: Client, typed: str, key: str
) -> None:
    with calls(2):
        told = say(subscriber, URL + "add/", {"uri": typed, "name": "Carol", "group": "vip"})
    assert told == ["Carol is among your contacts now."]
    assert stored() == [Contact(uri=key, name="Carol", group="vip")]


@pytest.mark.parametrize("typed", ["", "   ", "0208005161", "%", "%@%", "a b@c.example", "a@b"])
def test_a_bad_address_comes_back_with_a_sentence(subscriber: Client, typed: str) -> None:
    answer = subscriber.post(URL + "add/", {"uri": typed, "name": "Kept", "group": ""})
    assert answer.status_code == 422
    assert "needs your attention" in words(answer)
    assert 'value="Kept"' in answer.content.decode()
    assert stored() == []


def test_a_contact_that_exists_is_not_added_twice(subscriber: Client) -> None:
    add(MUM)
    answer = subscriber.post(URL + "add/", {"uri": MUM.uri, "name": "Other", "group": ""})
    assert answer.status_code == 422
    assert "This contact is in the list already." in words(answer)
    assert stored() == [MUM]


def test_name_and_group_change_and_all_else_survives(subscriber: Client) -> None:
    old = Contact(uri="a_b%@x.example", name="A", group="vip", first_name="Ann", last_name="B")
    add(old, MUM)
    where = f"{URL}edit/?uri={quote(old.uri)}"
    with calls(2):
        page(subscriber.get(where))
    with calls(3):
        say(subscriber, where, {"uri": "ignored@x.example", "name": "Anna", "group": "friends"})
    changed = Contact(uri=old.uri, name="Anna", group="friends", first_name="Ann", last_name="B")
    assert stored() == [changed, MUM]


def test_a_contact_is_deleted_after_a_question(subscriber: Client) -> None:
    add(MUM, OFFICE)
    where = f"{URL}delete/?uri={quote(MUM.uri)}"
    assert "Delete Mum?" in page(subscriber.get(where))
    assert stored() == [OFFICE, MUM]
    assert say(subscriber, where, {}) == ["Mum is no longer among your contacts."]
    assert stored() == [OFFICE]
    assert subscriber.get(where).status_code == 404
    assert subscriber.get(f"{URL}delete/?uri=%25").status_code == 404


def test_contacts_of_others_stay_theirs(subscriber: Client, reseller: Client) -> None:
    add(MUM)
    where = f"/subscriber/{BOB}/contacts/edit/?uri={quote(MUM.uri)}"
    assert subscriber.get(where).status_code == 404
    assert reseller.get(where).status_code == 404


def test_nothing_typed_is_lost_while_the_platform_is_down(
    people: People, platform_is_down: None
) -> None:
    browser = people.browser("subscriber")
    data = {"uri": "carol", "name": "Carol", "group": "vip"}
    for where in ("add/", "edit/?uri=carol"):
        answer = browser.post(URL + where, data)
        assert answer.status_code == 503
        assert 'value="Carol"' in answer.content.decode()
        assert "nothing was saved" in words(answer)


def test_numbers_are_shown_as_people_write_them() -> None:
    assert addresses.shown("%31208005161@%") == "+31 20 800 5161"
    assert addresses.shown("%@evil.example") == "Everybody at evil.example"
    assert addresses.shown("0031850071234@%") == "+31 85 007 1234"
    assert addresses.shown("0031850078%@%") == "Numbers that begin with +31850078"
    assert addresses.shown("anonymous@anonymous.invalid") == "Callers who hide their number"
    assert addresses.dialled("%31208005161@%") == "tel:+31208005161"
    assert addresses.dialled("%@evil.example") == ""


def test_a_link_fills_in_who_is_added(subscriber: Client) -> None:
    answer = subscriber.get(URL + "add/?uri=carol@home.example&name=Carol")
    assert 'value="carol@home.example"' in answer.content.decode()
    assert 'value="Carol"' in answer.content.decode()
    assert stored() == []
