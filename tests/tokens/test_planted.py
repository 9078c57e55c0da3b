"""A token that was used, misused and revoked is found nowhere: no log, no page, no table."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.test import Client

from ngnpanel import logs
from ngnpanel.provisioning.endpoint import handle
from ngnpanel.provisioning.guesses import GUESSES
from ngnpanel.tokens import keeping, tasks
from ngnpanel.tokens.models import Token
from tests.jsonapi.asking import URL
from tests.people import ALICE, People
from tests.provisioning.soap import Person, request, sip_id
from tests.tokens.test_json import ACT, LOOK, ask
from tests.tokens.test_pages import LIST, make, texts

FORMS = (logs.OneLine("%(message)s"), logs.OneObject())


def misuse(text: str, browser: Client) -> None:
    """Whatever a careless program may do with it, at every door, and a person at the pages."""
    for url in (
        LOOK,
        f"{URL}{text}/get_identity/",
        f"/api/jobs/{text}/",
        f"/{text}/",
        "/api/jobs/",
    ):
        ask(text, url)
        browser.get(url, {"access_token": text, text: text})
    ask(text, ACT, post=True)
    browser.post(ACT, {"token": text})
    browser.get("/sip/accounts/", {"q": text})
    Client().post("/login/", {"name": text, "password": text})
    Client().post("/password/forgotten/", {"name": text, "email": f"{text}@example.com"})
    browser.post(f"{LIST}new/", {"name": text, "once": "z"})
    Client().get(LOOK, headers={"Authorization": f'Digest username="{text}"'})
    Client().get(LOOK, headers={"Authorization": f"Basic {text}"})
    for username in ("reseller", text):
        person = Person(username, text, admin=False)
        for operation in ("getAccount", "deleteAccount"):
            handle(request("Sip", operation, sip_id(str(ALICE)), as_=person), client="192.0.2.1")


def test_a_planted_token_is_found_nowhere(people: People, caplog: pytest.LogCaptureFixture) -> None:
    GUESSES.forget()
    caplog.set_level(logging.DEBUG)
    browser = people.browser("reseller")
    (text,) = texts(make(browser, area_settings="change", doors=["json", "soap"]))
    secret = text[len(keeping.START) + keeping.SHOWN :]
    misuse(text, browser)
    token = Token.objects.get()
    pages: list[Any] = [
        browser.get(url)
        for url in (
            LIST,
            f"{LIST}new/",
            f"{LIST}{token.pk}/revoke/",
            "/audit/",
            "/account/security/",
        )
    ]
    browser.post(f"{LIST}{token.pk}/revoke/")
    misuse(text, browser)
    tasks.look_after()
    pages += [browser.get(LIST), people.browser("administrator").get("/audit/")]
    # Somebody logs the address that it stood in; what comes out is masked.
    assert any(secret in record.getMessage() for record in caplog.records)
    for record in caplog.records:
        for form in FORMS:
            assert secret not in form.format(record), record.name
    for page in pages:
        assert page.status_code == 200
        assert secret not in page.content.decode()
    for model in apps.get_models():
        for row in model._default_manager.values():
            assert secret not in str(row), model
    assert secret not in str(vars(caches["default"]))
