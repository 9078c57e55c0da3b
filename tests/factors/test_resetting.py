"""Whoever stands above takes a second step away; nobody else, and the person is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.audit.models import Entry
from ngnpanel.factors import keeping
from ngnpanel.users import proof, visits
from tests import postbox
from tests.factors.people import ALICES, password_given, whose, with_app
from tests.people import PASSWORD, People, add_customer, api, calls
from tests.staff.people import member, role, signed_in

ACCOUNT = "/sip/accounts/alice@acme.example/second-step/"


@pytest.mark.parametrize("name", ["administrator", "reseller", "customer"])
def test_whoever_looks_after_an_account_resets_its_subscriber(people: People, name: str) -> None:
    alice, _answer = password_given()
    with_app()
    browser = people.browser(name)
    with calls(1):
        page = browser.get(ACCOUNT).content.decode()
    assert "Take the second step of" in page
    with calls(1):
        answer = browser.post(ACCOUNT)
    assert answer["Location"] == "/sip/accounts/alice@acme.example/"
    assert not keeping.has_any(ALICES)
    assert alice.get("/account/security/")["Location"].startswith("/login/"), "all sessions end"
    entry = Entry.objects.get(kind="factor")
    assert (entry.operation, entry.account) == ("Panel.reset", "alice@acme.example")


@pytest.mark.parametrize(("name", "status"), [("subscriber", 403), ("stranger", 404)])
def test_nobody_else_does(people: People, name: str, status: int) -> None:
    with_app()
    browser = people.browser(name)
    assert browser.get(ACCOUNT).status_code == status
    assert browser.post(ACCOUNT).status_code == status
    assert keeping.has_any(ALICES)


def test_a_reseller_resets_its_customer_and_not_itself(people: People) -> None:
    with_app(whose(people, "customer"))
    with_app(whose(people, "stranger"))
    browser = people.browser("reseller")
    assert browser.post(f"/customers/{people.customer}/second-step/").status_code == 302
    assert not keeping.has_any(whose(people, "customer"))
    assert browser.post(f"/customers/{people.reseller}/second-step/").status_code == 403
    assert browser.post(f"/customers/{people.stranger}/second-step/").status_code == 404
    assert keeping.has_any(whose(people, "stranger"))


def test_an_employee_does_not_reset_a_mate(people: People) -> None:
    mate = add_customer("mate", reseller=people.reseller)
    record = api().customers.customer(mate)
    api().customers.update_customer(replace(record, impersonate=people.reseller))
    other = add_customer("other", reseller=people.reseller)
    record = api().customers.customer(other)
    api().customers.update_customer(replace(record, impersonate=people.reseller))
    with_app(f"default customer {mate}")
    client = Client()
    client.post("/login/", {"name": "other", "password": PASSWORD})
    assert client.post(f"/customers/{mate}/second-step/").status_code == 403
    assert client.post(f"/customers/{people.reseller}/second-step/").status_code == 403
    assert people.browser("reseller").post(f"/customers/{mate}/second-step/").status_code == 302


def test_a_stale_session_resets_nobody(people: People) -> None:
    with_app()
    browser = people.browser("administrator")
    session = browser.session
    session[proof.PROVED] = {}
    session.save()
    answer = browser.post(ACCOUNT)
    assert answer.status_code == 403
    assert f'value="{ACCOUNT}"' in answer.content.decode(), "the act goes on after the proof"
    assert keeping.has_any(ALICES)


@pytest.mark.enable_socket
def test_the_person_is_told_by_mail(people: People, settings: Any) -> None:
    settings.SECURITY_MAILS = True
    with_app()
    with postbox.running(settings) as post:
        people.browser("administrator").post(ACCOUNT)
    (letter,) = post.letters
    assert letter["To"] == "alice@acme.example"
    assert "your provider took the second step of the sign-in away" in postbox.plain(letter)


@pytest.mark.enable_socket
def test_a_new_browser_is_told_once(people: People, settings: Any) -> None:
    settings.SECURITY_MAILS = True
    with postbox.running(settings) as post:
        client, _answer = password_given()
        client.post("/logout/")
        client.post("/login/", {"name": "alice@acme.example", "password": PASSWORD})
        Client().post("/login/", {"name": "alice@acme.example", "password": "wrong"})
    (letter,) = post.letters
    text = postbox.plain(letter)
    assert "A new sign-in as alice@acme.example" in str(letter["Subject"])
    assert "127.0.0.1" in text
    assert "/password/forgotten/" in text
    assert PASSWORD not in text


def test_a_manager_resets_only_members_that_it_may_manage(people: People) -> None:
    few, here = role("staff.manage", name="Few"), [people.reseller]
    limited = member("lisa", role=few, resellers=here)
    boss = member("boss", role="Administrator")
    mighty = member("max", role="Administrator", resellers=here)
    below = member("bea", role=few, resellers=here)
    for one in (boss, mighty, below):
        with_app(visits.of_staff(one.pk, "default"))
    browser = signed_in(limited)
    assert browser.post(f"/staff/{boss.pk}/second-step/").status_code == 404
    assert browser.post(f"/staff/{mighty.pk}/second-step/").status_code == 403
    assert browser.post(f"/staff/{below.pk}/second-step/").status_code == 302
    left = [keeping.has_any(visits.of_staff(one.pk, "default")) for one in (boss, mighty, below)]
    assert left == [True, True, False]
