"""A session ends when nobody uses it, and after a while in any case; sooner for the powerful."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ngnpanel.actor import Actor, Role
from ngnpanel.users import proof, sessions
from tests.factors.people import typed
from tests.forms_of import forms_of
from tests.people import ALICE, DOMAIN, People

HOUR = 3600


def signed_in(name: str) -> Client:
    client = Client()
    assert client.post("/login/", typed(name)).status_code == 302
    return client


def lives(client: Client) -> bool:
    return client.get("/login/").status_code == 302


@pytest.mark.parametrize(
    ("name", "idle", "most"),
    [("subscriber", 12 * HOUR, 168 * HOUR), ("administrator", HOUR, 12 * HOUR)],
)
def test_a_session_ends_unused_and_after_all(
    people: People, time_machine: Any, name: str, idle: int, most: int
) -> None:
    time_machine.move_to("2026-11-30 12:00:00", tick=False)
    client = signed_in(name)
    time_machine.shift(idle - 1)
    assert lives(client)
    time_machine.shift(idle)
    assert not lives(client)
    client, used = signed_in(name), 0
    while used + idle - 1 < most:
        time_machine.shift(idle - 1)
        used += idle - 1
        assert lives(client)
    time_machine.shift(most - used)
    assert not lives(client), "it was used all the time"


def test_members_of_staff_have_the_short_sessions(settings: Any) -> None:
    member = Actor(role=Role.SUPPORT, name="Sam", staff=7)
    subscriber = Actor(role=Role.SUBSCRIBER, name="Alice", account="alice@acme.example")
    assert sessions.limits(member) == (settings.STAFF_SESSION_IDLE, settings.STAFF_SESSION_MOST)
    assert sessions.limits(subscriber) == (settings.SESSION_IDLE, settings.SESSION_MOST)
    settings.STAFF_SESSION_IDLE = 600
    assert sessions.limits(member)[0] == 600


def test_each_rise_of_rights_has_a_new_key(people: People) -> None:
    client = Client()
    client.post("/login/", {"name": "x", "password": "y"})
    before = client.session.session_key
    client.post("/login/", typed("subscriber"))
    assert client.session.session_key not in (None, before)


def stale(client: Client) -> Client:
    session = client.session
    session[proof.PROVED] = {}
    session.save()
    return client


def form_of(client: Client, page: str) -> dict[str, list[str]]:
    """What the page would send if nobody changed anything."""
    return next(one for one in forms_of(client.get(page)) if "email" in one.data).data


@pytest.mark.parametrize("name", ["customer", "subscriber"])
def test_the_own_mail_address_changes_after_a_proof_alone(people: People, name: str) -> None:
    page = {
        "customer": f"/customers/{people.customer}/edit/",
        "subscriber": f"/subscriber/{ALICE}/settings/",
    }[name]
    client = stale(people.browser(name))
    sent = form_of(client, page)
    answer = client.post(page, {**sent, "email": ["new@example.com"]})
    assert answer.status_code == 403
    assert "new@example.com" in answer.content.decode(), "what was typed is carried along"
    assert b"Is it you?" in answer.content
    # Everything else stays as easy as it was.
    assert client.post(page, sent).status_code == 302
    fresh = people.browser(name)
    assert fresh.post(page, {**sent, "email": ["new@example.com"]}).status_code == 302


def test_an_export_with_secrets_asks_for_a_proof(people: People) -> None:
    client = stale(people.browser("administrator"))
    page = reverse("domain-take-out", args=[DOMAIN])
    assert client.post(page, {"secrets": "on"}).status_code == 403
    assert client.post(page, {}).status_code == 200
    assert people.browser("administrator").post(page, {"secrets": "on"}).status_code == 200
