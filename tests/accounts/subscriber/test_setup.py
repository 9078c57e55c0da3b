"""Setting up a phone: who sees what, what is kept where, and what a program fetches."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.test import Client

from ngnpanel.accounts.domain.passwords import digest_pair
from ngnpanel.accounts.subscriber import handover
from ngnpanel.accounts.subscriber.handover import Left
from ngnpanel.brand import contacts
from tests.accounts.subscriber.helping import page, register, words
from tests.people import ALICE, PASSWORD, People, api, calls, take_platform_away

URL = f"/subscriber/{ALICE}/devices/setup/"
DEVICES = f"/subscriber/{ALICE}/devices/"
HA1 = digest_pair("alice", "acme.example", PASSWORD).split(":")[0]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def confirm(browser: Client, password: str = PASSWORD) -> Any:
    """The page after typing a password."""
    return browser.post(URL, {"current_password": password})


def link(answer: Any) -> str:
    """The path from which Linphone fetches its settings."""
    found = re.search(r'href="linphone-config:https?://[^/]+(/phone-setup/[^"]+)"', source(answer))
    assert found is not None
    return found[1]


def source(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_nothing_is_shown_before_the_password(subscriber: Client) -> None:
    with calls(1):
        answer = subscriber.get(URL)
    assert "Your present password" in page(answer)
    assert PASSWORD not in source(answer)
    assert HA1 not in source(answer)
    assert "<svg class" in source(answer)  # icons, no code
    assert "setup-picture" not in source(answer)


def test_the_password_opens_settings_code_and_link(subscriber: Client) -> None:
    with calls(1):
        answer = confirm(subscriber)
    text = page(answer)
    for said in ("alice@acme.example", "Authentication username", "Realm", "Show the password"):
        assert said in text
    for program in ("Linphone", "Zoiper", "Groundwire", "Blink"):
        assert program in text
    assert f'<code translate="no">{PASSWORD}</code>' in source(answer)
    assert source(answer).count(PASSWORD) == 1
    assert "setup-picture" in source(answer)
    assert answer["Cache-Control"] == "no-store, private"


def test_linphone_fetches_its_settings_once(subscriber: Client, client: Client) -> None:
    path = link(confirm(subscriber))
    assert client.head(path).status_code == 405
    with calls(0):
        fetched = client.get(path)
    assert fetched.status_code == 200
    assert fetched["Content-Type"] == "application/xml; charset=utf-8"
    assert "no-store" in fetched["Cache-Control"]
    assert fetched["Referrer-Policy"] == "no-referrer"
    body = fetched.content.decode()
    assert HA1 in body
    assert PASSWORD not in body
    again = client.get(path)
    assert again.status_code == 404
    assert "Open “Set up a phone” in the panel again" in again.content.decode()
    assert client.post(path).status_code == 405


def test_a_token_dies_and_is_kept_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, Any] = {}
    monkeypatch.setattr(cache, "set", lambda key, value, life: kept.update({key: (value, life)}))
    token = handover.leave(Left("the secret", "text/plain"))
    ((key, (sealed, life)),) = kept.items()
    assert life == 600
    assert token not in key
    assert b"secret" not in sealed
    monkeypatch.undo()
    assert handover.fetch(token) is None  # nothing was kept: as after ten minutes
    cache.set(key, sealed, 60)
    assert handover.fetch(token[:-1]) is None
    assert handover.fetch("x" * 1000) is None
    assert handover.fetch(token) == Left("the secret", "text/plain")
    assert handover.fetch(token) is None
    cache.set(key, sealed[:-1] + bytes([sealed[-1] ^ 1]), 60)
    assert handover.fetch(token) is None


def test_a_token_is_in_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert client.get("/phone-setup/a-token-that-may-be-good").status_code == 404
    assert "a-token-that-may-be-good" not in caplog.text


def test_a_wrong_password_shows_nothing_and_slows_down(subscriber: Client) -> None:
    answer = confirm(subscriber, "something else")
    assert answer.status_code == 422
    assert "This is not the password that you sign in with" in words(answer)
    assert "something else" not in source(answer)
    assert HA1 not in source(answer)
    assert confirm(subscriber, "").status_code == 422
    for _attempt in range(6):
        answer = confirm(subscriber, "something else")
    assert answer.status_code == 302
    assert "Wait" in page(subscriber.get(answer["Location"]))
    assert confirm(subscriber).status_code == 302  # the right one waits as well


def test_with_a_panel_password_the_phones_one_is_shown_all_the_same(subscriber: Client) -> None:
    stored = api().sip.account(ALICE)
    pair = digest_pair("alice", "acme.example", "the panel's own")
    api().sip.update_account(stored.with_properties({"web_password": pair}))
    assert confirm(subscriber).status_code == 422
    answer = confirm(subscriber, "the panel's own")
    assert f'<code translate="no">{PASSWORD}</code>' in source(answer)
    assert "the panel's own" not in source(answer)


def test_what_the_provider_keeps_for_itself_stays_there(subscriber: Client, client: Client) -> None:
    stored = api().sip.account(ALICE)
    pair = digest_pair("alice", "acme.example", "the panel's own")
    locked = stored.with_properties({"web_password": pair})
    api().sip.update_account(locked)
    api().sip.add_to_group(ALICE, "deny-password-change")
    answer = confirm(subscriber, "the panel's own")
    assert "Your provider has it" in page(answer)
    assert PASSWORD not in source(answer)
    assert "linphone-config" not in source(answer)


def test_staff_see_no_secret(reseller: Client, customer: Client, administrator: Client) -> None:
    for browser in (reseller, customer, administrator):
        with calls(1):
            answer = browser.get(URL)
        assert "alice@acme.example" in page(answer)
        assert "The password is the subscriber's alone" in page(answer)
        for secret in (PASSWORD, HA1, "linphone-config", "setup-picture", "<code"):
            assert secret not in source(answer)
        assert confirm(browser).status_code == 403


def test_a_stranger_finds_nothing(stranger: Client, client: Client) -> None:
    assert stranger.get(URL).status_code == 404
    assert confirm(stranger).status_code == 403
    assert client.get(URL).status_code == 302


def test_an_exchange_has_settings_and_no_programs(subscriber: Client) -> None:
    api().sip.add_to_group(ALICE, "trunking")
    answer = confirm(subscriber)
    assert "Authentication username" in page(answer)
    assert "Linphone" not in page(answer)


def test_the_resellers_proxy_and_programs_are_named(
    subscriber: Client, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {
        "sip_outbound_proxy": "sip:proxy.acme.example:5061;transport=tls",
        "zoiper_provider_id": "4fab2ee7179e8dfada45e900766f520d",
        "acrobits_cloud_id": "ACME",
    }
    monkeypatch.setattr(contacts, "told", lambda *_of: told)
    answer = confirm(subscriber)
    text = page(answer)
    for said in ("proxy.acme.example", "5061", "TLS", "Cloud Softphone", "Set up Zoiper"):
        assert said in text
    found = re.search(r"provider_id=4fab2ee7179e8dfada45e900766f520d&t=([\w-]+)", source(answer))
    assert found is not None
    fetched = client.get(f"/phone-setup/{found[1]}").content.decode()
    assert f"<password>{PASSWORD}</password>" in fetched
    assert "reg_route" in client.get(link(answer)).content.decode()


def test_while_nothing_can_wait_the_settings_are_there_to_type(
    subscriber: Client, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = cache.set

    def away(key: str, *what: Any, **how: Any) -> None:
        if not key.startswith("throttle"):  # that has a memory of its own for such times
            raise redis.ConnectionError
        kept(key, *what, **how)

    monkeypatch.setattr(cache, "set", away)
    answer = confirm(subscriber)
    assert f'<code translate="no">{PASSWORD}</code>' in source(answer)
    assert "linphone-config" not in source(answer)
    monkeypatch.setattr(cache, "get", away)
    assert client.get("/phone-setup/token").status_code == 503


def test_without_the_platform_the_page_asks_again(subscriber: Client, settings: Any) -> None:
    take_platform_away(settings)
    answer = confirm(subscriber)
    assert answer.status_code == 503
    assert "Your present password" in words(answer)
    assert PASSWORD not in source(answer)
    assert answer["Retry-After"] == "30"


@pytest.mark.usefixtures("people")
def test_devices_lead_here(subscriber: Client, people: People) -> None:
    del people
    assert f'href="{URL}"' in source(subscriber.get(DEVICES))
    register(ALICE, "Snom/1")
    register(ALICE, "Linphone iOS/5.0")
    with calls(2):
        answer = subscriber.get(DEVICES)
    text = page(answer)
    assert text.index("Desk phone") < text.index("Mobile")
    assert "Behind a router" in text
    assert f'href="{URL}"' in source(answer)
