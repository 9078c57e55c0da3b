"""People at the screens of the kit, without a platform behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from ngnpanel.actor import Actor, Role
from tests.web.lines import Store, some_lines

PEOPLE = {
    Role.ADMINISTRATOR: Actor(role=Role.ADMINISTRATOR, name="admin"),
    Role.RESELLER: Actor(role=Role.RESELLER, name="acme", customer=2, reseller=2),
    Role.SUBSCRIBER: Actor(role=Role.SUBSCRIBER, name="a@x.org", account="a@x.org"),
}
# The middleware below reads them; each test gets its own.
present: dict[str, object] = {}


class Desk:
    """Stands for the panel's middleware: a person and a store instead of a session and an Api."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = present["actor"]  # type: ignore[attr-defined]
        request.api = present["store"]  # type: ignore[attr-defined]
        return self.get_response(request)


@pytest.fixture
def store() -> Store:
    return Store(lines=some_lines(45))


@pytest.fixture
def act_as(store: Store, settings: Settings, db: None) -> Callable[[Role], Client]:
    settings.ROOT_URLCONF = "tests.web.lines"
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
        "tests.web.conftest.Desk",
    ]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"

    def act(role: Role) -> Client:
        present.update(actor=PEOPLE[role], store=store)
        return Client()

    return act


@pytest.fixture
def client(act_as: Callable[[Role], Client]) -> Client:
    return act_as(Role.ADMINISTRATOR)
