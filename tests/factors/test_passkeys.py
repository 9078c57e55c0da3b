"""Passkeys: what an authenticator signs for this panel holds, and nothing else does."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from ngnpanel.factors import passkeys
from ngnpanel.factors.models import Passkey
from ngnpanel.users import proof
from tests.factors.authenticator import PRESENT, Authenticator
from tests.factors.people import ALICES, SECOND, is_in, password_given, whose
from tests.people import ALICE, People, api, calls, take_platform_away

ADD = "/account/second-step/passkey/"
OPTIONS = "/login/passkey/options/"
SIGN_IN = "/login/passkey/"


def options_of(answer: Any) -> dict[str, Any]:
    """What the page asks of a browser."""
    found = re.search(r'data-options="([^"]+)"', answer.content.decode())
    assert found is not None
    read: dict[str, Any] = json.loads(html.unescape(found[1]))
    return read


def made(people: People, name: str = "subscriber", **more: str) -> Authenticator:
    """A passkey of this person."""
    key = Authenticator(**more)
    browser = people.browser(name)
    answer = browser.post(
        ADD, {"name": "Laptop", "passkey": key.make(options_of(browser.get(ADD)))}
    )
    assert answer.status_code == 200
    assert "recovery-codes" in answer.content.decode()
    return key


def signed_in(key: Authenticator, **more: str) -> tuple[Client, Any]:
    """A browser that signs in with a passkey alone."""
    client = Client()
    asked = client.post(OPTIONS).json()
    return client, client.post(SIGN_IN, {"passkey": key.sign(asked), **more})


@pytest.mark.parametrize("name", ["administrator", "reseller", "customer", "subscriber"])
def test_a_passkey_alone_signs_in(people: People, name: str) -> None:
    key = made(people, name)
    client, answer = signed_in(key, next="/account/security/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/security/")
    assert is_in(client)
    assert set(client.session[proof.PROVED]) == {proof.PASSWORD, proof.SECOND}
    actor, row = people.actor(name), Passkey.objects.get()
    assert actor is not None
    assert client.session["actor"]["role"] == actor.role.value
    assert (row.whose, row.count, row.site) == (whose(people, name), 1, "testserver")
    assert row.used is not None


def test_it_costs_one_call_and_asks_for_no_name(people: People) -> None:
    key = made(people)
    client = Client()
    with calls(0):
        asked = client.post(OPTIONS).json()
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")
    with calls(1):
        client.post(SIGN_IN, {"passkey": key.sign(asked)})


def test_a_passkey_is_a_second_step(people: People) -> None:
    key = made(people)
    key.flags = PRESENT  # it need not look at its holder: the password was right
    client, _answer = password_given()
    page = client.get(SECOND)
    answer = client.post(SECOND, {"passkey": key.sign(options_of(page))})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_alone_it_has_to_look_at_its_holder(people: People) -> None:
    key = made(people)
    key.flags = PRESENT
    client, answer = signed_in(key)
    assert answer.status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize(
    "origin",
    [
        "https://testserver",
        "http://testserver:8000",
        "http://testserver.evil.example",
        "http://evil.example",
        "http://sub.testserver",
    ],
)
def test_another_origin_is_refused(people: People, origin: str) -> None:
    key = made(people)
    key.origin = origin
    client, answer = signed_in(key)
    assert answer.status_code == 422
    assert not is_in(client)


def test_a_passkey_of_another_origin_is_not_even_made(people: People) -> None:
    browser = people.browser("subscriber")
    for key in (Authenticator(origin="http://evil.example"), Authenticator(site="evil.example")):
        answer = browser.post(
            ADD, {"name": "Laptop", "passkey": key.make(options_of(browser.get(ADD)))}
        )
        assert answer.status_code == 422
    assert not Passkey.objects.exists()


def test_another_site_is_refused(people: People) -> None:
    key = made(people)
    key.site = "evil.example"
    assert signed_in(key)[1].status_code == 422


def test_a_passkey_of_one_host_opens_no_other(people: People) -> None:
    key = made(people)
    key.origin, key.site = "http://localhost", "localhost"
    client = Client(SERVER_NAME="localhost")
    asked = client.post(OPTIONS).json()
    assert asked["rpId"] == "localhost"
    assert client.post(SIGN_IN, {"passkey": key.sign(asked)}).status_code == 422


def test_a_copy_that_counts_backwards_is_refused(people: People) -> None:
    key = made(people)
    for _time in range(3):
        assert signed_in(key)[1].status_code == 302
    copy_count = key.count - 2
    key.count = copy_count
    assert signed_in(key)[1].status_code == 422
    key.count = 2
    assert signed_in(key)[1].status_code == 422, "the same count twice"


def test_one_that_does_not_count_is_taken(people: People) -> None:
    key = made(people)
    for _time in range(2):
        key.count = -1
        assert signed_in(key)[1].status_code == 302


def test_an_answer_works_once_and_for_its_question_alone(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    key = made(people)
    client = Client()
    answer = key.sign(client.post(OPTIONS).json())
    assert client.post(SIGN_IN, {"passkey": answer}).status_code == 302
    client.post("/logout/")
    assert client.post(SIGN_IN, {"passkey": answer}).status_code == 422
    other = Client()
    other.post(OPTIONS)
    assert other.post(SIGN_IN, {"passkey": answer}).status_code == 422
    late = Client()
    answer = key.sign(late.post(OPTIONS).json())
    time_machine.shift(passkeys.LIFE)
    assert late.post(SIGN_IN, {"passkey": answer}).status_code == 422


def test_a_question_of_a_proof_signs_nobody_in(people: People) -> None:
    key = made(people)
    client, _answer = password_given()
    answer = key.sign(options_of(client.get(SECOND)))
    assert client.post(SIGN_IN, {"passkey": answer}).status_code == 422


def test_the_passkey_of_somebody_else_is_no_second_step(people: People) -> None:
    made(people)
    foreign = made(people, "customer")
    client, _answer = password_given()
    answer = foreign.sign(options_of(client.get(SECOND)))
    assert client.post(SECOND, {"passkey": answer}).status_code == 422
    assert not is_in(client)


def test_a_false_signature_is_refused(people: People) -> None:
    key = made(people)
    key.key = Authenticator().key
    assert signed_in(key)[1].status_code == 422


def test_one_passkey_belongs_to_one_person(people: People) -> None:
    key = made(people)
    browser = people.browser("customer")
    again = key.make(options_of(browser.get(ADD)))
    assert browser.post(ADD, {"name": "x", "passkey": again}).status_code == 422
    assert Passkey.objects.get().whose == ALICES


def test_whoever_is_gone_does_not_come_back_with_a_passkey(people: People) -> None:
    key = made(people)
    api().sip.delete_account(ALICE)
    client, answer = signed_in(key)
    assert answer.status_code == 422
    assert not is_in(client)


def test_what_was_posted_survives_a_passkey(people: People) -> None:
    key = made(people)
    kept = {"resend_to": "/there/", "resend": '[["note", "mine", false]]'}
    _client, answer = signed_in(key, **kept)
    assert 'action="/there/"' in answer.content.decode()


def test_a_platform_that_is_away_is_no_mistake(people: People, settings: Any) -> None:

    key = made(people)
    take_platform_away(settings)
    assert signed_in(key)[1].status_code == 503


def test_a_passkey_is_a_proof_of_both_steps(people: People) -> None:
    key = made(people)
    browser = people.browser("subscriber")
    page = browser.get("/account/confirm/?second=1&next=/there/")
    answer = browser.post(
        "/account/confirm/",
        {"second": "1", "next": "/there/", "passkey": key.sign(options_of(page))},
    )
    assert answer["Location"] == "/there/"
    bad = browser.post("/account/confirm/", {"passkey": "{}"})
    assert bad.status_code == 422


def test_a_page_names_the_own_origin_alone(people: People) -> None:
    browser = people.browser("subscriber")
    asked = options_of(browser.get(ADD))
    assert asked["rp"]["id"] == "testserver"
    assert str(ALICE) not in asked["user"]["id"]
    assert asked["authenticatorSelection"]["residentKey"] == "preferred"
