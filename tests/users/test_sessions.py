"""A session lasts as long as the person is who it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from ngnpanel.users import identity, sessions
from tests.people import ALICE, PASSWORD, People, api, calls, take_platform_away

PAGE = "/sip/domains/"


@pytest.fixture
def later(time_machine: Any) -> Any:
    """Moves the clock to the time of the next look at the platform."""
    time_machine.move_to("2026-11-23 12:00:00", tick=False)

    def wait() -> None:
        time_machine.shift(sessions.LOOK_AFTER + 1)

    return wait


def signed_in(name: str, password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/login/", {"name": name, "password": password}).status_code == 302
    return client


def test_a_look_at_the_platform_costs_one_call_and_comes_seldom(people: People, later: Any) -> None:
    client = signed_in("customer")
    with calls(0):
        client.get("/login/")
    later()
    with calls(1):
        client.get("/login/")
    with calls(0):
        client.get("/login/")


def test_a_changed_password_ends_the_session(people: People, later: Any) -> None:
    client = signed_in("customer")
    record = api().customers.customer(people.customer)
    api().customers.update_customer(replace(record, password="a new password"))
    later()
    answer = client.get(PAGE)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_a_changed_sip_password_ends_a_subscribers_session(people: People, later: Any) -> None:
    client = signed_in(str(ALICE))
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="a new password"))
    later()
    assert client.get("/")["Location"].startswith("/login/")


def test_a_subscriber_without_any_verifier_is_signed_out(
    people: People, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(str(ALICE))
    monkeypatch.setattr(identity, "verifier_of", lambda _account: "")
    later()
    assert client.get("/")["Location"].startswith("/login/")


def test_an_unchanged_password_keeps_the_session(people: People, later: Any) -> None:
    browsers = [signed_in(name) for name in ("customer", "reseller", str(ALICE))]
    browsers.append(signed_in("admin", configured.ADMIN_PASSWORD))
    later()
    assert all("actor" in browser.session for browser in browsers)
    for browser in browsers:
        assert browser.get("/login/").status_code == 302
        assert "actor" in browser.session


def test_a_customer_that_is_gone_is_signed_out(people: People, later: Any) -> None:
    number = (
        api()
        .customers.add_customer(
            replace(
                api().customers.customer(people.customer), id=0, username="short", password=PASSWORD
            )
        )
        .id
    )
    client = signed_in("short")
    api().customers.delete_customer(number)
    later()
    assert client.get(PAGE)["Location"].startswith("/login/")


def test_between_two_looks_the_platform_itself_refuses_who_is_gone(people: People) -> None:
    number = (
        api()
        .customers.add_customer(
            replace(
                api().customers.customer(people.customer), id=0, username="short", password=PASSWORD
            )
        )
        .id
    )
    client = signed_in("short")
    api().customers.delete_customer(number)
    answer = client.get(PAGE, follow=True)
    assert answer.redirect_chain[0][0].startswith("/login/")
    assert "you are signed out" in answer.content.decode()
    assert "actor" not in client.session


def test_a_reseller_that_lost_its_rights_gets_the_new_ones(people: People, later: Any) -> None:
    record = api().customers.customer(people.customer)
    api().customers.update_customer(replace(record, impersonate=people.reseller))
    client = signed_in("customer")
    assert client.session["actor"]["role"] == "reseller"
    api().customers.update_customer(replace(record, impersonate=0))
    later()
    client.get("/login/")
    assert client.session["actor"]["role"] == "customer"


def test_a_platform_that_is_down_signs_nobody_out(
    people: People, later: Any, settings: Any
) -> None:
    client = signed_in("customer")
    later()
    take_platform_away(settings)
    assert client.get(PAGE).status_code == 503
    assert "actor" in client.session


def test_a_session_of_another_version_is_forgotten(client: Client, db: None) -> None:
    session = client.session
    session["actor"] = {"role": "emperor"}
    session.save()
    assert client.get(PAGE)["Location"].startswith("/login/")
    assert "actor" not in client.session


def test_whoever_changes_the_own_password_stays_signed_in(
    people: People, later: Any, rf: Any
) -> None:
    client = signed_in(str(ALICE))
    request = rf.get("/")
    request.session = client.session
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="a new password"))
    sessions.renew(request)
    request.session.save()
    client.cookies[configured.SESSION_COOKIE_NAME] = request.session.session_key
    later()
    assert client.get("/login/").status_code == 302
