"""In which language a page is, and that a choice stays where it was made."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from ngnpanel.accounts import letters
from ngnpanel.web import languages
from tests.people import ALICE, PASSWORD, People, api, calls

GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}


def spoken(browser: Client, path: str = "/login/", **headers: str) -> str:
    """The language that a page says it is in."""
    answer = browser.get(path, **headers)  # type: ignore[arg-type]
    language = answer["Content-Language"]
    assert f'<html lang="{language}"' in answer.content.decode()
    return str(language)


def speaks(language: str) -> None:
    """Alice's account gets this language."""
    account = api().sip.account(ALICE)
    api().sip.update_account(account.with_properties({"language": language}))


def test_strangers_choose_or_bring_their_language(people: People, client: Client) -> None:
    assert spoken(client) == "en"
    assert spoken(client, **GERMAN) == "de"
    assert spoken(client, HTTP_ACCEPT_LANGUAGE="fr") == "en"
    answer = client.post("/language/", {"ngnpanel_language": "nl", "next": "/login/?next=/dns/"})
    assert answer["Location"] == "/login/?next=/dns/"
    assert client.cookies["ngnpanel_language"].value == "nl"
    assert spoken(client, **GERMAN) == "nl"
    vary = client.get("/login/")["Vary"]
    assert "Accept-Language" in vary
    assert "Cookie" in vary


@pytest.mark.parametrize("code", ["", "xx", "fr", "nl\r\nX: y", "../de"])
def test_a_language_that_we_do_not_have_changes_nothing(
    people: People, client: Client, code: str
) -> None:
    answer = client.post("/language/", {"ngnpanel_language": code, "next": "//elsewhere.example/"})
    assert answer["Location"] == "/"
    assert "ngnpanel_language" not in client.cookies


def test_the_language_of_the_account_wins_over_the_browser(people: People) -> None:
    speaks("ro")
    browser = Client()
    browser.post("/language/", {"ngnpanel_language": "es"})
    browser.post("/login/", {"name": str(ALICE), "password": PASSWORD})
    with calls(0):
        assert spoken(browser, "/nowhere/", **GERMAN) == "ro"


def test_a_choice_of_a_subscriber_is_not_written_to_the_account(people: People) -> None:
    speaks("ro")
    browser = Client()
    browser.post("/login/", {"name": str(ALICE), "password": PASSWORD})
    with calls(0):
        browser.post("/language/", {"ngnpanel_language": "de"})
    assert spoken(browser, "/nowhere/") == "de"
    assert api().sip.account(ALICE).property_value("language") == "ro"


def test_saved_settings_speak_at_once_and_staff_keep_theirs(
    subscriber: Client, customer: Client
) -> None:
    address = f"/subscriber/{ALICE}/settings/"
    form = {"timezone": "Europe/Amsterdam", "timeout": "35", "email": "alice@acme.example"}
    customer.post(address, {**form, "language": "es"})
    assert spoken(customer, address) == "en"
    subscriber.post(address, {**form, "language": "nl"})
    assert spoken(subscriber, address) == "nl"


def test_mails_are_in_the_language_of_who_reads_them(people: People) -> None:
    account = api().sip.account(ALICE).with_properties({"language": "nl"})
    with translation.override("de"):
        letters.send_account(api(), account)
        assert translation.get_language() == "de"
    assert 'lang="nl"' in mail.outbox[0].message().as_string().replace("=3D", "=")


def test_a_language_is_offered_or_it_is_none() -> None:
    assert languages.offered(" NL ") == "nl"
    assert languages.offered("nl-BE") == ""
    with languages.speaking("tlh"):
        assert translation.get_language() == "en"
