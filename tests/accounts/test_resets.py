"""Forgotten passwords: nobody learns who exists, and a link works once, for a while."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from kombu.exceptions import OperationalError

from ngnpanel.accounts import resets, tasks
from ngnpanel.accounts.domain import passwords
from ngnpanel.users.models import ResetLink
from tests.accounts.subscriber.helping import page, words
from tests.people import ALICE, BOB, PASSWORD, People, api, calls, take_platform_away

ASK = "/password/forgotten/"
SET = "/password/set/"
NEW = "Quite another 77"
EMAIL = "alice@acme.example"


def ask(email: str = EMAIL, name: str = "", client: Client | None = None) -> Any:
    return (client or Client()).post(ASK, {"email": email, "name": name})


def link(number: int = -1) -> str:
    found = re.search(r"/password/link/\S+/", str(mail.outbox[number].body))
    assert found
    return found.group()


def opened(client: Client | None = None, url: str = "") -> Client:
    browser = client or Client()
    answer: Any = browser.get(url or link())
    assert (answer.status_code, answer["Location"]) == (302, SET)
    assert answer["Referrer-Policy"] == "no-referrer"
    return browser


def signs_in(name: str, password: str) -> bool:
    return Client().post("/login/", {"name": name, "password": password}).status_code == 302


@pytest.fixture
def one_alice(people: People) -> None:
    """The other tenant's account has a mail address of its own."""
    foreign = api().sip.account(replace(ALICE, domain="globex.example"))
    api().sip.update_account(replace(foreign, password="", email="other@globex.example"))


def test_the_answer_tells_nothing(one_alice: None, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[Any] = []
    monkeypatch.setattr(tasks.send_links, "delay", lambda *told: left.append(told))
    answers = []
    for email, name in ((EMAIL, ""), ("nobody@acme.example", ""), (EMAIL, "nobody@a.example")):
        with calls(0):  # all that depends on it is the worker's
            answers.append(ask(email, name))
    seen = {
        (one.status_code, one["Location"], one["X-Soap-Calls"], str(one.cookies["messages"])[:60])
        for one in answers
    }
    assert len(seen) == 1
    assert [told[:2] for told in left] == [
        ("", EMAIL),
        ("", "nobody@acme.example"),
        ("nobody@a.example", EMAIL),
    ]


def test_a_link_sets_both_passwords_and_ends_the_sessions(
    one_alice: None, people: People, settings: Any
) -> None:
    settings.SECURITY_MAILS = True
    signed_in = Client()
    signed_in.post("/login/", {"name": str(ALICE), "password": PASSWORD})
    mail.outbox.clear()  # of a sign-in from a new browser
    ask("ALICE@acme.example")
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert ResetLink.objects.get().token not in letter.body
    assert link().split("/")[3] not in str(ResetLink.objects.values())
    browser = opened()
    assert link().split("/")[3] not in str(dict(browser.session))
    assert str(ALICE) in page(browser.get(SET))
    assert browser.post(SET, {"panel_password": "short"}).status_code == 422
    assert browser.post(SET, {}).status_code == 422
    assert browser.post(SET, {"panel_password": NEW, "sip_password": "Wire 4711 up"})[
        "Location"
    ] == ("/login/")
    account = api().sip.account(ALICE)
    assert account.password == "Wire 4711 up"
    kept = account.property_value("web_password")
    assert kept == passwords.digest_pair("alice", "acme.example", NEW)
    assert signs_in(str(ALICE), NEW)
    assert signed_in.get("/login/").status_code == 200
    told = mail.outbox[-2]  # before that of the sign-in from a new browser
    assert told.to == [EMAIL]
    assert "- the SIP password" in told.body
    assert NEW not in told.message().as_string()
    assert opened(url=link(0)).get(SET).status_code == 410
    assert browser.post(SET, {"panel_password": NEW}).status_code == 410


def test_what_stays_empty_stays(one_alice: None) -> None:
    ask()
    opened().post(SET, {"panel_password": NEW, "sip_password": ""})
    account = api().sip.account(ALICE)
    assert account.password == PASSWORD
    assert account.groups == ("free-pstn",)


def test_a_locked_sip_password_is_no_link_s_to_set(one_alice: None) -> None:
    api().sip.add_to_group(ALICE, "deny-password-change")
    ask()
    browser = opened()
    text = page(browser.get(SET))
    assert "Your provider keeps the SIP password" in text
    assert "New SIP password" not in text
    assert browser.post(SET, {"sip_password": NEW}).status_code == 422
    browser.post(SET, {"sip_password": "Wire 4711 up", "panel_password": NEW})
    assert api().sip.account(ALICE).password == PASSWORD


def test_a_link_dies(one_alice: None, time_machine: Any) -> None:
    time_machine.move_to("2026-11-23 12:00:00", tick=False)
    ask()
    browser = opened()
    time_machine.shift(resets.LIFE.total_seconds() + 1)
    assert browser.get(SET).status_code == 410
    assert "Ask for a new mail" in words(browser.post(SET, {"panel_password": NEW}))
    sip = api().sip
    for password, email in (("changed meanwhile", EMAIL), ("", "b@acme.example")):
        ask()
        browser = opened()
        assert browser.get(SET).status_code == 200
        sip.update_account(replace(sip.account(ALICE), password=password, email=email))
        assert browser.post(SET, {"panel_password": NEW}).status_code == 410
    assert sip.account(ALICE).property_value("web_password") == ""


def test_two_tabs_and_a_mail_scanner(one_alice: None) -> None:
    ask()
    for _look in range(3):
        opened().get(SET)  # looks use nothing up
    first, second = opened(), opened()
    found = resets.find(ResetLink.objects.get().token)
    assert found
    first.post(SET, {"panel_password": NEW})
    assert second.post(SET, {"panel_password": "Not this one 9"}).status_code == 410
    assert not resets.use(found, "", "Not this one 9")
    assert signs_in(str(ALICE), NEW)


@pytest.mark.parametrize("token", ["x", "../..", "%00", "é"])
def test_a_made_up_token_opens_nothing(people: People, token: str) -> None:
    browser = Client()
    browser.get(f"/password/link/{token}/")
    with calls(0):
        assert browser.get(SET).status_code == 410
    assert Client().post(SET, {"panel_password": NEW}).status_code == 410


def test_who_is_meant(people: People) -> None:
    ask()  # of both tenants: the same mail address
    assert {str(ALICE), "alice@globex.example"} == {
        name
        for letter in mail.outbox
        for name in re.findall(r"for (alice@\S+)\.", str(letter.body))
    }
    mail.outbox.clear()
    ask(name=str(ALICE))
    assert len(mail.outbox) == 1
    for email, name in (
        ("%@acme.example", ""),
        ("bob_@acme.example", ""),
        (EMAIL, str(BOB)),
        (EMAIL, "reseller"),
        (EMAIL, "admin"),
        ("reseller@example.com", "resel%"),
    ):
        ask(email, name)
    assert len(mail.outbox) == 1
    assert ask("no address").status_code == 422


def test_customers_get_one_too(people: People) -> None:
    ask("reseller@example.com", "Reseller")
    browser = opened()
    assert "SIP" not in page(browser.get(SET))
    browser.post(SET, {"panel_password": NEW, "sip_password": "ignored 123"})
    assert signs_in("reseller", NEW)
    assert not signs_in("reseller", PASSWORD)


def test_nobody_s_mailbox_is_filled(one_alice: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for _mail in range(resets.MOST_LINKS + 2):
        tasks.send_links("", EMAIL, "192.0.2.1")
    assert len(mail.outbox) == resets.MOST_LINKS
    answers = [ask().status_code for _again in range(7)]
    assert answers[:5] == [302] * 5
    assert answers[-1] == 429

    def away(*_told: object) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.send_links, "delay", away)
    assert ask("other@acme.example").status_code == 503


def test_a_platform_that_is_away_leaves_the_link_alive(
    one_alice: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    ask()
    browser = opened()
    up = settings.PLATFORMS
    take_platform_away(settings)
    assert ask("alice@acme.example").status_code == 302
    assert browser.post(SET, {"panel_password": NEW}).status_code == 503
    settings.PLATFORMS = up
    assert browser.post(SET, {"panel_password": NEW}).status_code == 302


def test_the_way_begins_at_the_sign_in(client: Client, db: None) -> None:
    assert f'href="{ASK}"' in client.get("/login/").content.decode()
    assert "Send me a mail" in page(client.get(ASK))
