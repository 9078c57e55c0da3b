"""The two passwords: what is said while typing, what is refused, and who is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import CustomerProperty
from tests.accounts.subscriber.helping import page, register, say, words
from tests.people import ALICE, BOB, PASSWORD, People, api, calls

URL = f"/subscriber/{ALICE}/settings/"
PHONE = URL + "phone-password/"
PANEL = URL + "panel-password/"
NEW = {
    "current_password": PASSWORD,
    "new_password": "another secret",
    "repeated_password": "another secret",
}


def test_the_strength_is_told_while_typing(subscriber: Client, stranger: Client) -> None:
    with calls(0):
        for typed, said in (
            ("", ""),
            ("short", "Too easy to guess · Use at least 8 characters."),
            ("alice 4711 xyz", "Leave your name and your address out"),
            ("Kx7mwz4vpt", "Good"),
        ):
            answer = subscriber.post(PHONE + "?check=new_password", {"new_password": typed})
            assert said in page(answer)
            assert not typed or typed not in answer.content.decode()
    assert (
        subscriber.post(
            "/subscriber/bob@acme.example/settings/panel-password/?check=new_password", {}
        ).status_code
        == 404
    )
    body = subscriber.get(PANEL).content.decode()
    assert 'hx-post="?check=new_password"' in body
    assert "js/passwords.js" in body


@pytest.mark.parametrize("new", ["P4ssw0rd!!", "Alice is here 4", "abababab", "acme phones 77"])
def test_an_easy_one_is_refused_without_scripts_too(subscriber: Client, new: str) -> None:
    for url in (PHONE, PANEL):
        answer = subscriber.post(
            url, {"current_password": PASSWORD, "new_password": new, "repeated_password": new}
        )
        assert answer.status_code == 422
        assert new not in answer.content.decode()
    account = api().sip.account(ALICE)
    assert (account.password, account.property_value("web_password")) == (PASSWORD, "")


def test_phones_that_need_the_new_password_are_counted(subscriber: Client) -> None:
    assert "enter the new one on each of them" in page(subscriber.get(PHONE))
    register(ALICE, "Snom/1")
    register(ALICE, "Yealink/2")
    with calls(2):
        assert "2 phones are online now and must get the new one" in page(subscriber.get(PHONE))


def test_a_reseller_that_keeps_no_clear_text_gets_digests(
    people: People, subscriber: Client
) -> None:
    wish = CustomerProperty(
        name="store_clear_text_passwords", value="0", category="sip", permission="customer"
    )
    customers = api().customers
    customers.set_properties(people.reseller, (*customers.properties(people.reseller), wish))
    say(subscriber, PHONE, NEW)
    account = api().sip.account(ALICE)
    assert account.password == ""
    assert passwords.verify_ha1("alice", "acme.example", "another secret", account.ha1)


def test_the_subscriber_is_told_by_mail(people: People, subscriber: Client, settings: Any) -> None:
    say(subscriber, PHONE, NEW)
    assert mail.outbox == []  # without a mail server nobody is told
    settings.SECURITY_MAILS = True
    reseller = people.browser("reseller")
    say(reseller, PHONE, {"new_password": "Wire 4711 up", "repeated_password": "Wire 4711 up"})
    (letter,) = mail.outbox
    assert letter.to == ["alice@acme.example"]
    assert "- the SIP password" in letter.body
    assert "127.0.0.1" in letter.body
    assert "/password/forgotten/" in letter.body
    assert "Wire 4711 up" not in letter.message().as_string()


def test_a_new_mail_address_is_told_to_the_old_one(
    people: People, subscriber: Client, settings: Any
) -> None:
    settings.SECURITY_MAILS = True
    data = {"email": "new@acme.example", "timezone": "Europe/Amsterdam", "timeout": "35"}
    say(subscriber, URL, data)
    assert {letter.to[0] for letter in mail.outbox} == {"alice@acme.example", "new@acme.example"}
    assert "- the mail address" in mail.outbox[0].body
    mail.outbox.clear()
    api().sip.update_account(api().sip.account(ALICE).with_properties({"language": "nl"}))
    say(subscriber, URL, {**data, "language": "nl"})
    assert mail.outbox == []


def test_a_platform_that_is_away_changes_nothing(
    people: People, subscriber: Client, platform_is_down: None
) -> None:
    answer = subscriber.post(PHONE, NEW)
    assert answer.status_code == 503
    assert "another secret" not in words(answer)


def test_another_account_is_missing_however_often_it_is_tried(people: People) -> None:
    browser = people.browser("subscriber")
    for path in ("settings/phone-password/", "devices/setup/", "credit/"):
        for _try in range(8):
            answer = browser.post(f"/subscriber/{BOB}/{path}", {"current_password": "x"})
            assert answer.status_code == 404, path
    own = browser.post(f"/subscriber/{ALICE}/settings/phone-password/", {})
    assert own.status_code == 422, "nothing of it was held against the person"
