"""Sign-in, one page for all: names and passwords are checked by the platform."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from ngnpanel.accounts.domain import passwords
from ngnpanel.actor import Actor, Role
from ngnpanel.users import patience, throttle
from tests.people import ALICE, DOMAIN, PASSWORD, People, add_customer, api

FAILED = "Name and password do not fit together"


def sign_in(name: str, password: str, **more: Any) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/login/", {"name": name, "password": password, **more})


def actor_of(client: Client) -> Actor | None:
    stored = client.session.get("actor")
    return Actor.from_session(stored) if stored else None


def test_the_administrator_signs_in(people: People) -> None:
    client, answer = sign_in("admin", settings.ADMIN_PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert actor_of(client) == Actor(role=Role.ADMINISTRATOR, name="admin")


@pytest.mark.parametrize("name", ["reseller", "customer"])
def test_customers_and_resellers_sign_in(people: People, name: str) -> None:
    client, answer = sign_in(name, PASSWORD)
    assert answer.status_code == 302
    actor = actor_of(client)
    assert actor is not None
    assert (actor.role.value, actor.customer) == (name, getattr(people, name))
    assert actor.reseller == people.reseller


def test_a_customer_that_impersonates_its_reseller_acts_as_it(people: People) -> None:
    number = add_customer("employee", reseller=people.reseller)
    employee = api().customers.customer(number)
    api().customers.update_customer(replace(employee, impersonate=people.reseller))
    client, _answer = sign_in("employee", PASSWORD)
    actor = actor_of(client)
    assert actor is not None
    assert (actor.role, actor.customer) == (Role.RESELLER, people.reseller)


def test_a_subscriber_signs_in_with_the_sip_password(people: People) -> None:
    client, answer = sign_in("Alice@ACME.example", PASSWORD)
    assert answer.status_code == 302
    actor = actor_of(client)
    assert actor is not None
    assert (actor.role, actor.account) == (Role.SUBSCRIBER, "alice@acme.example")
    assert actor.customer == people.customer


@pytest.mark.parametrize(
    "stored", ["web secret", passwords.digest_pair("alice", DOMAIN, "web secret")]
)
def test_the_web_password_replaces_the_sip_password(people: People, stored: str) -> None:
    account = api().sip.account(ALICE)
    api().sip.update_account(account.with_properties({"web_password": stored}))
    assert sign_in(str(ALICE), PASSWORD)[1].status_code == 422
    assert sign_in(str(ALICE), "web secret")[1].status_code == 302


def test_an_account_of_which_only_digests_are_kept_signs_in(people: People, settings: Any) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "STORE_CLEAR_TEXT_PASSWORDS": False}
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="another one"))
    assert sign_in(str(ALICE), "another one")[1].status_code == 302
    assert sign_in(str(ALICE), PASSWORD)[1].status_code == 422


def test_an_alias_is_no_name_to_sign_in_with(people: People) -> None:
    assert sign_in("sales@acme.example", PASSWORD)[1].status_code == 422


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("admin", "wrong"),
        ("reseller", "wrong"),
        ("nobody", "wrong"),
        (str(ALICE), "wrong"),
        ("nobody@acme.example", PASSWORD),
        ("nobody@elsewhere.example", PASSWORD),
        ("not @ an address", PASSWORD),
        ("%", PASSWORD),
        ("resel%", PASSWORD),
    ],
)
def test_every_failure_reads_the_same(people: People, name: str, password: str) -> None:
    client, answer = sign_in(name, password)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert FAILED in page
    assert password not in page
    assert actor_of(client) is None


def test_an_empty_password_is_refused(people: People) -> None:
    _client, answer = sign_in(str(ALICE), "")
    assert answer.status_code == 422
    assert "Enter your password." in answer.content.decode()


def test_the_name_stays_in_the_form_and_the_password_does_not(people: People) -> None:
    _client, answer = sign_in("reseller", "wrong-secret")
    page = answer.content.decode()
    assert 'value="reseller"' in page
    assert "wrong-secret" not in page


def test_the_session_is_a_new_one_and_holds_no_password(people: People) -> None:
    client = Client()
    session = client.session
    session["left"] = "over"
    session.save()
    before = client.session.session_key
    client.post("/login/", {"name": "reseller", "password": PASSWORD})
    assert client.session.session_key != before
    assert "left" not in client.session
    assert PASSWORD not in str(dict(client.session))


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/sip/accounts/?q=a", "/sip/accounts/?q=a"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_the_way_on_stays_on_this_server(people: People, wanted: str, place: str) -> None:
    _client, answer = sign_in("reseller", PASSWORD, next=wanted)
    assert answer["Location"] == place


def test_sign_out_is_a_post_that_ends_the_session(reseller: Client) -> None:
    assert reseller.get("/logout/").status_code == 405
    assert reseller.post("/logout/").status_code == 302
    assert reseller.get("/sip/accounts/").status_code == 302


def test_who_is_signed_in_need_not_sign_in_again(reseller: Client) -> None:
    answer = reseller.get("/login/?next=/sip/accounts/")
    assert (answer.status_code, answer["Location"]) == (302, "/sip/accounts/")


def test_a_platform_that_is_down_says_so_and_keeps_the_name(
    people: People, platform_is_down: None
) -> None:
    _client, answer = sign_in("reseller", "some-secret")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "The platform does not answer" in page
    assert 'value="reseller"' in page
    assert "some-secret" not in page


def test_guessing_one_name_gets_slower(people: People) -> None:
    for _attempt in range(throttle.FREE_FOR_NAME + 1):
        assert sign_in("reseller", "wrong")[1].status_code == 422
    _client, answer = sign_in("reseller", PASSWORD)
    assert answer.status_code == 429
    assert "Wait 1 second" in answer.content.decode()
    # Others are not held up.
    assert sign_in("customer", PASSWORD)[1].status_code == 302


@pytest.mark.parametrize(
    "spelling", ["sip:{}", "SIPS: {}", "{}.", "{}..", "ALICE@acme.example", "alice @acme.example"]
)
def test_another_spelling_of_an_address_gives_no_new_guesses(people: People, spelling: str) -> None:
    for _attempt in range(throttle.FREE_FOR_NAME + 1):
        sign_in(str(ALICE), "wrong")
    assert sign_in(spelling.format(ALICE), PASSWORD)[1].status_code == 429


@pytest.mark.parametrize("name", ["ad\x01min", "admin\x1f\x01", "\x02admin"])
def test_a_name_with_control_characters_signs_in_nobody(people: People, name: str) -> None:
    client, answer = sign_in(name, settings.ADMIN_PASSWORD)
    assert answer.status_code == 422
    assert actor_of(client) is None


def test_the_wait_ends(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-23 12:00:00", tick=False)
    for _attempt in range(throttle.FREE_FOR_NAME + 1):
        sign_in("reseller", "wrong")
    time_machine.shift(2)
    assert sign_in("reseller", PASSWORD)[1].status_code == 302
    assert sign_in("reseller", "wrong")[1].status_code == 422


def test_guessing_from_one_address_gets_slower(people: People) -> None:
    for number in range(throttle.FREE_FOR_ADDRESS + 1):
        sign_in(f"name{number}", "wrong")
    assert sign_in("reseller", PASSWORD)[1].status_code == 429


def test_the_wait_never_grows_beyond_its_end(time_machine: Any) -> None:
    time_machine.move_to("2026-11-23 12:00:00", tick=False)
    waits = []
    for _attempt in range(30):
        try:
            throttle.begin("name", "192.0.2.1")
        except throttle.TooManyFailures as waiting:
            waits.append(waiting.seconds)
            time_machine.shift(waiting.seconds)
    assert waits == sorted(waits)
    assert waits[-1] == patience.LONGEST
