"""People add, rename and remove their factors, after a proof; nobody touches those of others."""

from __future__ import annotations

import re
import time
from typing import Any

import pyotp
import pytest
from django.test import Client

from ngnpanel.audit.models import Entry
from ngnpanel.factors import keeping, recovery
from ngnpanel.factors.models import App, Passkey, RecoveryCode
from ngnpanel.users import proof
from tests.factors.people import ALICES, code, password_given, whose, with_app
from tests.people import People, calls

ADD = "/account/second-step/app/"
SECRET = re.compile(r'app-secret"[^>]*>([A-Z2-7 ]+)<')


def stale(browser: Client) -> Client:
    session = browser.session
    session[proof.PROVED] = {}
    session.save()
    return browser


def secret_of(answer: Any) -> str:
    found = SECRET.search(answer.content.decode())
    assert found is not None
    return found[1].replace(" ", "")


def second_now(browser: Client) -> Client:
    session = browser.session
    session[proof.PROVED] = {proof.SECOND: time.time(), proof.PASSWORD: time.time()}
    session.save()
    return browser


@pytest.mark.parametrize("name", ["administrator", "reseller", "customer", "subscriber"])
def test_an_app_is_added_with_a_code_and_recovery_codes_are_shown_once(
    people: People, name: str
) -> None:
    browser = people.browser(name)
    page = browser.get(ADD)
    text = page.content.decode()
    assert '<svg viewBox="0 0 ' in text
    assert "<path" in text.partition('class="qr"')[2][:400]
    secret = secret_of(page)
    wrong = browser.post(ADD, {"token": "000000", "name": "Phone"})
    assert wrong.status_code == 422
    assert secret_of(wrong) == secret, "whoever mistypes scans nothing again"
    key = browser.session.session_key
    answer = browser.post(ADD, {"token": pyotp.TOTP(secret).now(), "name": "Phone"})
    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", answer.content.decode())
    assert len(set(codes)) == recovery.NUMBER
    assert browser.session.session_key != key
    person = whose(people, name)
    assert keeping.has_any(person)
    stored = [
        *RecoveryCode.objects.values_list("digest", flat=True),
        bytes(App.objects.get().sealed),
    ]
    assert not any(secret in str(row) or codes[0].replace("-", "") in str(row) for row in stored)
    assert codes[0] not in browser.get("/account/security/", follow=True).content.decode()
    assert Entry.objects.filter(kind="factor").exists()
    # A session keeps no secret either.
    assert secret not in str(dict(browser.session))


def test_the_code_that_added_an_app_is_used_up(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    browser = people.browser("subscriber")
    secret = secret_of(browser.get(ADD))
    shown = pyotp.TOTP(secret).now()
    browser.post(ADD, {"token": shown, "name": "Phone"})
    client, _answer = password_given()
    assert client.post("/login/second/", {"token": shown}).status_code == 422


@pytest.mark.parametrize(
    "page", [ADD, "/account/second-step/passkey/", "/account/second-step/codes/"]
)
def test_a_session_that_was_left_open_is_not_enough(people: People, page: str) -> None:
    with_app()
    browser = stale(people.browser("subscriber"))
    answer = browser.get(page)
    assert answer["Location"].startswith("/account/confirm/?next=%2Faccount%2Fsecond-step")
    asked = browser.post(page, {"name": "mine", "token": "123456"})
    assert asked.status_code == 403
    assert "123456" not in asked.content.decode(), "codes are not kept in a page"


def test_the_password_alone_does_not_replace_a_factor(people: People) -> None:
    with_app()
    browser = people.browser("subscriber")
    assert browser.get(ADD).status_code == 302


def test_a_factor_is_renamed_and_removed(people: People) -> None:
    with_app()
    app = App.objects.get()
    browser = second_now(people.browser("subscriber"))
    page = f"/account/second-step/app/{app.pk}/"
    assert browser.post(page, {"name": ""}).status_code == 422
    answer = browser.post(page, {"name": "<b>Mine</b>"})
    assert answer["Location"] == "/subscriber/alice@acme.example/security/"
    assert "&lt;b&gt;Mine&lt;/b&gt;" in browser.get(answer["Location"]).content.decode()
    assert browser.get(f"{page}remove/").status_code == 200
    browser.post(f"{page}remove/")
    assert not keeping.has_any(ALICES)
    assert not RecoveryCode.objects.filter(whose=ALICES).exists()


@pytest.mark.parametrize("name", ["administrator", "reseller", "customer", "stranger"])
def test_a_foreign_factor_is_a_missing_one(people: People, name: str) -> None:
    with_app()
    app = App.objects.get()
    browser = second_now(people.browser(name))
    for page in (f"app/{app.pk}/", f"app/{app.pk}/remove/", "passkey/1/", "other/1/"):
        address = f"/account/second-step/{page}"
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"name": "mine"}).status_code == 404
    assert App.objects.get().name == "Phone"


def test_new_recovery_codes_replace_the_old_ones(people: People) -> None:
    old = with_app()
    browser = second_now(people.browser("subscriber"))
    assert browser.get("/account/second-step/codes/").status_code == 200
    browser.post("/account/second-step/codes/")
    assert not keeping.check(ALICES, old[0])
    assert recovery.left(ALICES) == recovery.NUMBER


def test_the_security_page_warns_of_few_codes(people: People) -> None:
    codes = with_app()
    for one in codes[: recovery.NUMBER - recovery.FEW]:
        assert keeping.check(ALICES, one)
    with calls(1):
        page = people.browser("subscriber").get("/subscriber/alice@acme.example/security/")
    text = page.content.decode()
    assert "3 codes are left" in " ".join(text.split())
    assert "make new ones soon" in text


def test_nobody_collects_factors_without_end(people: People) -> None:
    for _number in range(keeping.MOST):
        with_app()
    browser = second_now(people.browser("subscriber"))
    assert browser.get(ADD).status_code == 403


def test_the_choice_leads_on_when_there_is_a_second_step(people: People) -> None:
    browser = people.browser("subscriber")
    assert "Not now" in browser.get("/account/second-step/?next=/there/").content.decode()
    with_app()
    assert browser.get("/account/second-step/?next=/there/")["Location"] == "/there/"


def test_an_answer_that_no_passkey_gave_makes_none(people: People) -> None:
    browser = people.browser("subscriber")
    page = "/account/second-step/passkey/"
    for answer in ("", "{}", "[]", "nonsense", '{"rawId": 1}', "[" * 30_000):
        assert browser.get(page).status_code == 200
        assert browser.post(page, {"name": "Key", "passkey": answer}).status_code == 422
    assert not Passkey.objects.exists()


def test_what_an_app_shows_is_checked_slowly(people: People) -> None:
    browser = people.browser("subscriber")
    browser.get(ADD)
    codes = [browser.post(ADD, {"token": "000000", "name": "x"}).status_code for _ in range(8)]
    assert codes[-1] == 429


def test_without_the_page_there_is_no_secret_to_prove(people: People) -> None:
    browser = people.browser("subscriber")
    answer = browser.post(ADD, {"token": code(), "name": "x"})
    assert (answer.status_code, answer["Location"]) == (302, ADD)
