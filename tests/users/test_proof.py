"""Before what is dangerous somebody proves to be there; what was posted is not lost by it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory

from ngnpanel.users import proof
from tests.people import ALICE, PASSWORD, People, calls

PAGE = "/account/confirm/"
NAMES = {
    "administrator": lambda: str(settings.ADMIN_PASSWORD),
    "reseller": lambda: PASSWORD,
    "customer": lambda: PASSWORD,
    "subscriber": lambda: PASSWORD,
}


def stale(browser: Client, seconds: float = proof.FRESH + 1) -> Client:
    session = browser.session
    session[proof.PROVED] = {proof.PASSWORD: time.time() - seconds}
    session.save()
    return browser


def request_of(method: str = "get", **sent: Any) -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/somewhere/?a=1", sent)
    request.session = SessionStore()
    return request


def test_a_sign_in_is_a_proof_for_five_minutes(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:00", tick=False)
    client = Client()
    client.post("/login/", {"name": str(ALICE), "password": PASSWORD})
    assert client.get(f"{PAGE}?next=/subscriber/")["Location"] == "/subscriber/"
    time_machine.shift(proof.FRESH + 1)
    assert client.get(f"{PAGE}?next=/subscriber/").status_code == 200


def test_a_proof_is_as_old_as_asked_for(time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:00", tick=False)
    request = request_of()
    assert not proof.is_fresh(request)
    proof.note(request, proof.PASSWORD)
    time_machine.shift(60)
    assert proof.is_fresh(request)
    assert proof.is_fresh(request, seconds=61)
    assert not proof.is_fresh(request, seconds=60)
    time_machine.shift(-120)
    assert not proof.is_fresh(request), "a clock that was put back proves nothing"
    proof.forget(request)
    time_machine.shift(120)
    assert not proof.is_fresh(request)


def test_a_decorated_view_opens_to_a_fresh_proof_alone() -> None:
    @proof.needed()
    def view(request: HttpRequest, word: str) -> HttpResponseBase:
        return HttpResponse(word)

    request = request_of()
    answer = view(request, "in")
    assert answer["Location"] == f"{PAGE}?next=%2Fsomewhere%2F%3Fa%3D1"
    proof.note(request, proof.PASSWORD)
    assert view(request, "in").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_everybody_proves_with_their_own_password(people: People, name: str) -> None:
    browser = stale(people.browser(name))
    wrong = browser.post(PAGE, {"password": "wrong", "next": "/sip/accounts/"})
    assert wrong.status_code == 422
    assert "This is not your password" in wrong.content.decode()
    key = browser.session.session_key
    right = browser.post(PAGE, {"password": NAMES[name](), "next": "/sip/accounts/"})
    assert (right.status_code, right["Location"]) == (302, "/sip/accounts/")
    assert browser.session.session_key != key, "more rights, another key"
    assert browser.get(PAGE).status_code == 302


def test_the_password_of_somebody_else_proves_nothing(people: People) -> None:
    browser = stale(people.browser("customer"))
    session = browser.session
    session["name"] = "reseller"
    session.save()
    assert browser.post(PAGE, {"password": PASSWORD}).status_code == 422


def test_a_page_leads_nobody_elsewhere(people: People) -> None:
    browser = stale(people.browser("customer"))
    answer = browser.post(PAGE, {"password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_nothing_that_was_posted_is_lost(people: People) -> None:
    browser = stale(people.browser("subscriber"))
    kept = {"resend_to": "/there/", "resend": '[["note", "mine", false], ["password", "*", false]]'}
    answer = browser.post(PAGE, {"password": "wrong", **kept})
    assert 'value="/there/"' in answer.content.decode()
    page = browser.post(PAGE, {"password": PASSWORD, **kept}).content.decode()
    assert 'action="/there/"' in page
    assert '<input type="hidden" name="note" value="mine">' in page
    assert 'type="password"' in page
    assert PASSWORD not in page


def test_guesses_are_slowed_down(people: People) -> None:
    browser = stale(people.browser("customer"))
    codes = [browser.post(PAGE, {"password": "wrong"}).status_code for _ in range(8)]
    assert codes[0] == 422
    assert codes[-1] == 429
    # The wait is that of this page; it holds up no sign-in.
    with calls(2):
        answer = Client().post("/login/", {"name": "customer", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_platform_that_is_away_says_nothing_about_the_password(
    people: People, platform_is_down: None
) -> None:
    browser = stale(people.browser("customer"))
    assert browser.post(PAGE, {"password": PASSWORD}).status_code == 503
