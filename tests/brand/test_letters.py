"""The mails that staff sends to customers and subscribers."""

from __future__ import annotations

from typing import Any

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from pytest_django import Settings

from ngnpanel.notices.models import Letter
from tests.people import ALICE, PASSWORD, People


def test_a_customer_gets_its_username_and_no_password(people: People, reseller: Client) -> None:
    url = f"/customers/{people.customer}/do/send-sign-in/"
    page = reseller.post(url, follow=True).content.decode()
    assert "on its way to customer@" in page
    (letter,) = mail.outbox
    assert letter.to == ["customer@example.com"]
    assert "Your username is customer" in letter.body
    assert PASSWORD not in letter.message().as_string()


def test_a_subscriber_gets_what_a_phone_needs(people: People, reseller: Client) -> None:
    page = reseller.post(f"/sip/accounts/{ALICE}/do/send-account/", follow=True).content.decode()
    assert "on its way to alice@acme.example" in page
    (letter,) = mail.outbox
    for words in (str(ALICE), "Proxy: acme.example", f"/subscriber/{ALICE}/"):
        assert words in letter.body
    assert PASSWORD not in letter.message().as_string()


def test_a_stranger_sends_nothing(people: People, stranger: Client) -> None:
    assert stranger.post(f"/sip/accounts/{ALICE}/do/send-account/").status_code == 404
    assert stranger.post(f"/customers/{people.customer}/do/send-sign-in/").status_code == 404
    assert mail.outbox == []


def test_while_the_mail_server_is_away_the_mail_waits(
    people: People, reseller: Client, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "tests.brand.test_letters.Away"
    page = reseller.post(f"/sip/accounts/{ALICE}/do/send-account/", follow=True).content.decode()
    assert "on its way to alice@acme.example" in page
    letter = Letter.objects.get()
    assert (letter.state, letter.reason, letter.to) == ("waiting", "away", "alice@acme.example")


class Away(BaseEmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool | None:
        raise ConnectionRefusedError

    def send_messages(self, _messages: Any) -> int:
        raise AssertionError("nothing can be handed over")
