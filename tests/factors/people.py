"""People of the tests with factors, and what their apps show."""

from __future__ import annotations

import time
from typing import Any

import pyotp
from django.conf import settings
from django.test import Client

from ngnpanel.factors import keeping, recovery
from tests.people import ALICE, PASSWORD, People

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ALICES = f"default subscriber {ALICE}"
SECOND = "/login/second/"


def whose(people: People, name: str) -> str:
    """Under what a person is kept."""
    actor = people.actor(name)
    assert actor is not None
    if name == "administrator":
        return "default administrator admin"
    return ALICES if actor.is_subscriber else f"default customer {actor.customer}"


def typed(name: str) -> dict[str, str]:
    """What a person types at sign-in."""
    names = {"administrator": "admin", "subscriber": str(ALICE)}
    password = str(settings.ADMIN_PASSWORD) if name == "administrator" else PASSWORD
    return {"name": names.get(name, name), "password": password}


def with_app(person: str = ALICES) -> list[str]:
    """Give the person an app, and recovery codes."""
    keeping.add_app(person, "Phone", SECRET, 0)
    return recovery.renew(person)


def code(steps: int = 0) -> str:
    """What the app shows now, or some steps later."""
    return pyotp.TOTP(SECRET).at(time.time(), counter_offset=steps)


def password_given(name: str = "subscriber", **more: Any) -> tuple[Client, Any]:
    """A browser after the first step."""
    client = Client()
    return client, client.post("/login/", {**typed(name), **more})


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return "actor" in client.session
