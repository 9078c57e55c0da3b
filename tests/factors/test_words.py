"""Pages that need a factor to be seen are read in a language that does not exist, too."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from ngnpanel.factors.models import App
from ngnpanel.users import proof
from tests.factors.people import ALICES, SECOND, password_given, whose, with_app
from tests.people import People
from tests.web.pseudo import speak, untranslated

# Names of the product, of people and of factors.
KNOWN = frozenset({"NGN Panel", "Alice Smith", "alice", "customer", "Phone", "Customer Inc"})
WHOLE = frozenset({"acme.", "example", "acme.example", "alice@acme.example", "admin"})


def proved(browser: Client) -> Client:
    """Somebody who took the second step just now."""
    session = browser.session
    session[proof.PROVED] = dict.fromkeys((proof.PASSWORD, proof.SECOND), time.time())
    session.save()
    return browser


def test_all_sentences_are_translated(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    with_app()
    with_app(whose(people, "customer"))
    held, _answer = password_given()
    asked, own = people.browser("subscriber"), proved(people.browser("subscriber"))
    admin = people.browser("administrator")
    factor = f"/account/second-step/app/{App.objects.get(whose=ALICES).pk}/"
    speak(monkeypatch)
    answers = [
        held.get(SECOND),
        held.post(SECOND, {"token": "000000"}),
        asked.get("/account/confirm/?second=1"),
        own.get(factor),
        own.get(f"{factor}remove/"),
        own.get("/account/second-step/codes/"),
        admin.get(f"/customers/{people.customer}/second-step/"),
        admin.get("/sip/accounts/alice@acme.example/second-step/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 422, 200, 200, 200, 200, 200, 200]
    found = {
        text
        for answer in answers
        for text in untranslated(answer.content.decode(), KNOWN)
        if text not in WHOLE
    }
    assert found == set()
