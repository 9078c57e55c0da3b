"""The second step of staff, of certificates and after a reset; and what goes with a person."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from ngnpanel.factors import keeping, recovery
from ngnpanel.factors.models import Browser
from ngnpanel.users import (
    certificate_views,
    certificates,
    identity,
    patience,
    throttle,
    visits,
)
from tests.factors.authenticator import Authenticator
from tests.factors.people import ALICES, SECOND, code, is_in, password_given, typed, whose, with_app
from tests.factors.test_passkeys import ADD, OPTIONS, SIGN_IN, options_of
from tests.people import ALICE, PASSWORD, People, api
from tests.staff.people import PASSWORD as STAFF_PASSWORD
from tests.staff.people import acts_for, member, signed_in


def test_staff_has_a_second_step_and_support_sessions_leave_it_alone(people: People) -> None:
    sam = member()
    person = visits.of_staff(sam.pk, "default")
    client = signed_in(sam)
    key = Authenticator()
    made = client.post(ADD, {"name": "Key", "passkey": key.make(options_of(client.get(ADD)))})
    assert made.status_code == 200
    assert keeping.has_any(person)
    acts_for(client, "account", ALICE)
    for page in (ADD, "/account/second-step/app/", "/account/second-step/codes/"):
        assert client.get(page).status_code == 403, page
    assert client.post(f"/sip/accounts/{ALICE}/second-step/").status_code == 403
    other = Client()
    answer = other.post("/login/", {"name": sam.login, "password": STAFF_PASSWORD})
    assert answer["Location"] == SECOND
    other.post(SECOND, {"passkey": key.sign(options_of(other.get(SECOND)))})
    assert is_in(other)
    alone = Client()
    asked = alone.post(OPTIONS).json()
    assert alone.post(SIGN_IN, {"passkey": key.sign(asked)}).status_code == 302
    assert alone.session["actor"]["staff"] == sam.pk


def test_a_manager_takes_the_second_step_of_staff_away_and_not_the_own(people: People) -> None:
    boss, sam = member("boss", role="Administrator"), member("sam")
    client = signed_in(boss)
    person = visits.of_staff(sam.pk, "default")
    with_app(person)
    assert client.post(f"/staff/{boss.pk}/second-step/").status_code == 403
    assert client.get(f"/staff/{sam.pk}/second-step/").status_code == 200
    assert client.post(f"/staff/{sam.pk}/second-step/").status_code == 302
    assert not keeping.has_any(person)
    assert signed_in(sam).post(f"/staff/{boss.pk}/second-step/").status_code == 403


def test_staff_that_is_shut_out_does_not_come_back_with_a_passkey(people: People) -> None:
    sam = member()
    client, key = signed_in(sam), Authenticator()
    client.post(ADD, {"name": "Key", "passkey": key.make(options_of(client.get(ADD)))})
    sam.is_active = False
    sam.save()
    alone = Client()
    asked = alone.post(OPTIONS).json()
    assert alone.post(SIGN_IN, {"passkey": key.sign(asked)}).status_code == 422
    assert not is_in(alone)


def test_who_guesses_holds_up_no_known_browser(people: People) -> None:
    known, _answer = password_given()
    known.post("/logout/")
    for number in range(patience.BURST):
        throttle.begin(str(ALICE), f"198.51.100.{number}")
    stranger = Client()
    assert stranger.post("/login/", typed("subscriber")).status_code == 429
    assert known.post("/login/", typed("subscriber")).status_code == 302
    # It is known for this person alone.
    for number in range(patience.BURST):
        throttle.begin("customer", f"198.51.100.{number}")
    assert known.post("/login/", typed("customer")).status_code == 429


def test_who_guesses_holds_up_no_passkey(people: People) -> None:
    key, browser = Authenticator(), people.browser("subscriber")
    browser.post(ADD, {"name": "Key", "passkey": key.make(options_of(browser.get(ADD)))})
    for number in range(patience.BURST):
        throttle.begin(str(ALICE), f"198.51.100.{number}")
    client = Client()
    assert (
        client.post(SIGN_IN, {"passkey": key.sign(client.post(OPTIONS).json())}).status_code == 302
    )


def test_a_new_password_leaves_the_second_step_where_it_is(people: People) -> None:
    with_app()
    browser = people.browser("subscriber")
    page = f"/subscriber/{ALICE}/settings/panel-password/"
    new = "quite another one 5"
    sent = {"current_password": PASSWORD, "new_password": new, "repeated_password": new}
    assert browser.post(page, sent).status_code == 302
    client = Client()
    answer = client.post("/login/", {"name": str(ALICE), "password": new})
    assert answer["Location"] == SECOND
    assert client.post(SECOND, {"token": code()}).status_code == 302


def test_whoever_gets_the_address_next_has_nothing_of_the_one_before(people: People) -> None:
    with_app()
    with_app(whose(people, "customer"))
    password_given()
    assert people.browser("reseller").post(f"/sip/accounts/{ALICE}/delete/").status_code == 302
    assert not keeping.has_any(ALICES)
    assert not Browser.objects.filter(whose=ALICES).exists()
    assert recovery.left(ALICES) == 0
    assert keeping.has_any(whose(people, "customer"))


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_recovery_code_open_once() -> None:
    shown = recovery.renew(ALICES)[0]
    start, answers = threading.Barrier(2), []

    def use() -> None:
        start.wait()
        try:
            answers.append(recovery.use(ALICES, shown))
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [False, True]


def test_a_certificate_takes_the_place_of_the_password_alone(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_app()
    found: Any = identity.person_of(api().sip.account(ALICE), "default")
    claim = certificates.Claim(owner=1, account=str(ALICE))
    monkeypatch.setattr(certificates, "claimed", lambda _request: claim)
    monkeypatch.setattr(certificate_views, "person_of", lambda _claim, _name: found)
    client = Client()
    assert client.post("/login/certificate/")["Location"] == SECOND
    assert not is_in(client)
