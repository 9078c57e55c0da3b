"""An account is deleted by its subscriber: asked for, mailed, looked at, and only then gone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext

from ngnpanel.accounts import deletion
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.brand.mail import NotSent
from ngnpanel.notices.delivery import deliver
from ngnpanel.notices.models import Letter
from ngnpanel.soap.errors import NotFound
from ngnpanel.web.languages import speaking
from tests.accounts.subscriber.helping import page, say, words
from tests.people import ALICE, PASSWORD, People, api, calls, take_platform_away

URL = f"/subscriber/{ALICE}/settings/delete/"
SETTINGS = f"/subscriber/{ALICE}/settings/"


def ask(browser: Client) -> str:
    """Ask for the mail; the path of its link."""
    (said,) = say(browser, URL, {"ask": "1"})
    assert "Nothing is deleted yet" in said
    return link()


def link() -> str:
    """The path in the last mail."""
    found = re.search(r"/subscriber/\S+/settings/delete/\S+/", str(mail.outbox[-1].body))
    assert found
    return found.group()


def follow(browser: Client, path: str) -> None:
    answer: Any = browser.get(path)
    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert answer["Referrer-Policy"] == "no-referrer"


def stored() -> Account:
    """The account but for the moment of its last change."""
    return replace(api().sip.account(ALICE), change_date=None)


def is_there() -> bool:
    try:
        api().sip.account(ALICE)
    except NotFound:
        return False
    return True


def test_asking_mails_a_link_and_changes_nothing_else(subscriber: Client) -> None:
    before = stored()
    with calls(2):
        assert "the account is deleted only after you opened the link" in page(subscriber.get(URL))
    path = ask(subscriber)
    after = stored()
    assert deletion.withdrawn(after) == before
    token = path.rstrip("/").rpartition("/")[2]
    kept = after.property_value("account_delete_request_id")
    assert kept == deletion.digest(token)
    assert token not in kept
    (letter,) = mail.outbox
    assert letter.to == [before.email]
    assert "127.0.0.1" in letter.body
    text = page(subscriber.get(URL))
    assert "A mail with a link went to" in text
    assert "Send the mail again" not in text
    assert "about to be deleted" in page(subscriber.get(SETTINGS))
    assert say(subscriber, URL, {"ask": "1"}) == ["A mail went out just now. Look into your inbox."]
    assert len(mail.outbox) == 1


def test_looking_at_the_link_changes_nothing_and_the_button_deletes(
    subscriber: Client, people: People
) -> None:
    elsewhere = Client()
    elsewhere.post("/login/", {"name": str(ALICE), "password": PASSWORD})
    path = ask(subscriber)
    assert subscriber.post(URL, {"delete": "1"}).status_code == 422  # the link was not followed
    with calls(0):
        follow(subscriber, path)
    assert is_there()
    text = page(subscriber.get(URL))
    assert "alice@acme.example stops working at once" in text.replace("\u200b", "")
    with calls(3):
        answer = subscriber.post(URL, {"delete": "1"})
    assert answer["Location"] == "/login/"
    assert not is_there()
    assert "The account alice@acme.example is deleted" in page(subscriber.get("/login/"))
    assert subscriber.get(SETTINGS).status_code == 302
    assert elsewhere.get(SETTINGS).status_code == 302


def test_who_is_signed_out_signs_in_before_the_link_works(
    subscriber: Client, people: People
) -> None:
    path = ask(subscriber)
    browser = Client()
    answer: Any = browser.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")
    browser.post(answer["Location"], {"name": str(ALICE), "password": PASSWORD})
    follow(browser, path)
    assert "stops working at once" in page(browser.get(URL))


def test_a_request_is_withdrawn(subscriber: Client) -> None:
    before = stored()
    path = ask(subscriber)
    follow(subscriber, path)
    assert say(subscriber, URL, {"withdraw": "1"}) == [
        "Your account stays. The link in the mail works no more."
    ]
    assert stored() == before
    follow(subscriber, path)
    assert "works no more" in page(subscriber.get(URL))
    assert subscriber.post(URL, {"delete": "1"}).status_code == 422
    assert is_there()


def test_a_newer_mail_ends_the_older_link(subscriber: Client, monkeypatch: Any) -> None:
    older = ask(subscriber)
    monkeypatch.setattr(deletion, "PAUSE", timedelta(0))
    newer = ask(subscriber)
    follow(subscriber, older)
    assert subscriber.post(URL, {"delete": "1"}).status_code == 422
    follow(subscriber, newer)
    assert subscriber.post(URL, {"delete": "1"}).status_code == 302
    assert not is_there()


def test_a_link_dies_after_two_days() -> None:
    account, token = deletion.asked(Account(id=ALICE))
    kept = deletion.digest(token)
    assert deletion.fits(account, kept)
    assert not deletion.fits(account, deletion.digest(token[:-1]))
    assert not deletion.fits(account, "")
    assert not deletion.fits(deletion.withdrawn(account), kept)
    for made in (
        timezone.now() - timedelta(days=2, seconds=1),
        timezone.now() + timedelta(hours=1),
    ):
        moved = account.with_properties({deletion.REQUESTED: made.isoformat()})
        assert not deletion.fits(moved, kept)
        assert deletion.until(moved) == ""
    odd = account.with_properties({deletion.REQUESTED: "yesterday"})
    assert not deletion.fits(odd, kept)
    without_zone = account.with_properties(
        {deletion.REQUESTED: datetime.now(UTC).replace(tzinfo=None).isoformat()}
    )
    assert deletion.fits(without_zone, kept)


def test_an_account_with_movements_of_credit_is_the_providers_to_delete(
    subscriber: Client,
) -> None:
    path = ask(subscriber)
    follow(subscriber, path)
    api().sip.update_account(replace(api().sip.account(ALICE), prepaid=True, password=""))
    api().sip.add_balance(ALICE, 5, "a gift")
    assert "only your provider can delete it" in page(subscriber.get(URL))
    for act in ("ask", "delete"):
        answer = subscriber.post(URL, {act: "1"})
        assert answer.status_code == 422
        assert "only your provider can delete it" in words(answer)
    assert is_there()


def test_without_a_mail_address_there_is_no_request(subscriber: Client) -> None:
    api().sip.update_account(replace(api().sip.account(ALICE), email="", password=""))
    assert "no mail address" in page(subscriber.get(URL))
    assert subscriber.post(URL, {"ask": "1"}).status_code == 422
    assert mail.outbox == []


def test_while_the_mail_server_is_away_the_mail_waits_and_the_request_stands(
    subscriber: Client, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.brand.test_letters.Away"
    (said,) = say(subscriber, URL, {"ask": "1"})
    assert "Nothing is deleted yet" in said
    letter = Letter.objects.get()
    assert (letter.state, letter.kind) == ("waiting", "deletion")
    kept = stored().property_value("account_delete_request_id")
    assert kept not in str(Letter.objects.values())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Letter.objects.update(due=timezone.now())
    deliver()
    follow(subscriber, link())
    assert "stops working at once" in page(subscriber.get(URL))


def test_an_address_that_mail_cannot_be_sent_to_takes_the_request_back(
    subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored()

    def no_address(_to: str) -> str:
        raise NotSent("This is no address that mail can be sent to.")

    monkeypatch.setattr("ngnpanel.brand.mail.receiver", no_address)
    (said,) = say(subscriber, URL, {"ask": "1"})
    assert "no address" in said
    assert stored() == before


def test_nobody_else_asks_and_no_other_link_counts(
    subscriber: Client, stranger: Client, reseller: Client, customer: Client, administrator: Client
) -> None:
    path = ask(subscriber)
    for browser in (stranger, reseller, customer, administrator):
        assert browser.get(URL).status_code == 403
        assert browser.get(path).status_code == 403
        for act in ("ask", "withdraw", "delete"):
            assert browser.post(URL, {act: "1"}).status_code == 403
    other = path.replace("alice@", "bob@")
    assert subscriber.get(other).status_code == 404
    assert subscriber.get("/subscriber/bob@acme.example/settings/delete/").status_code == 404
    assert "settings/delete" not in reseller.get(SETTINGS).content.decode()
    assert is_there()


def test_while_the_platform_is_away_nothing_is_deleted(subscriber: Client, settings: Any) -> None:
    before = dict(settings.PLATFORMS)
    follow(subscriber, ask(subscriber))
    take_platform_away(settings)
    for act in ("ask", "withdraw", "delete"):
        answer = subscriber.post(URL, {act: "1"})
        assert answer.status_code == 503
        assert "Try again" in words(answer)
    settings.PLATFORMS = before
    assert subscriber.post(URL, {"delete": "1"}).status_code == 302
    assert not is_there()


@pytest.mark.parametrize("language", ["nl", "de"])
def test_the_mail_speaks_the_language_of_the_account(subscriber: Client, language: str) -> None:
    account = replace(api().sip.account(ALICE), password="")
    api().sip.update_account(account.with_properties({"language": language}))
    assert subscriber.post(URL, {"ask": "1"}).status_code == 302
    with speaking(language):
        assert mail.outbox[-1].subject == gettext("Delete the account %(name)s?") % {"name": ALICE}
