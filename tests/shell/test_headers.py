"""Headers and cookies: on every kind of answer the same shell."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.belongings import Estates
from tests.people import ALICE
from tests.shell.outside import check, directives


def broken(_request: Any) -> Any:
    """A fault of ours; its message quotes what nobody may read."""
    raise LookupError("a secret row")


KINDS: dict[str, tuple[str, str, int, str]] = {
    "a page": ("administrator", "/customers/", 200, "text/html"),
    "the sign-in page": ("nobody", "/login/", 200, "text/html"),
    "a page that is missing": ("nobody", "/nothing/", 404, "text/html"),
    "a page that is forbidden": ("customer", "/outbox/", 403, "text/html"),
    "a way to the sign-in page": ("nobody", "/customers/", 302, "text/html"),
    "a way to the address with its slash": ("nobody", "/login", 301, "text/html"),
    "a list as CSV": ("administrator", "/customers/list/export/csv/", 200, "text/csv"),
    "a list as JSON": ("administrator", "/customers/list/export/json/", 200, "application/json"),
    "an answer for programs": ("nobody", "/api/openapi.json", 200, "application/json"),
    "a challenge for programs": ("nobody", "/api/subscriber/", 401, "application/json"),
    "the state of the panel": ("nobody", "/healthz", 503, "application/json"),
    "the WSDL": ("nobody", "/ngnpro/?wsdl", 200, "text/xml"),
    "a page below the endpoint that is missing": ("nobody", "/ngnpro/x/", 404, "text/plain"),
    "the endpoint in a browser": ("nobody", "/ngnpro/", 405, "text/plain"),
    "a page of Django": ("nobody", "/platform/login/", 200, "text/html"),
    "a file that is missing": ("nobody", "/static/css/none.css", 404, "text/html"),
    "a sign-out by a link": ("administrator", "/logout/", 405, ""),
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_has_all_headers(estates: Estates, kind: str) -> None:
    person, url, status, media_type = KINDS[kind]
    answer = estates.people.browser(person).get(url)
    assert (answer.status_code, answer.get("Content-Type", "")[: len(media_type)]) == (
        status,
        media_type,
    )
    check(answer)


def test_parts_for_htmx_have_all_headers(subscriber: Client, administrator: Client) -> None:
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/"}
    check(administrator.get("/customers/?q=acme", headers=htmx))
    answer = Client().get("/customers/", headers=htmx)
    assert "HX-Redirect" in answer.headers
    check(answer)
    check(subscriber.get(f"/subscriber/{ALICE}/missed/", headers=htmx))


def test_envelopes_have_all_headers(people: object) -> None:
    del people
    answer = Client().post("/ngnpro/", b"<a/>", content_type="text/xml")
    assert answer.status_code == 500
    check(answer)
    assert directives(answer)["sandbox"] == []


def test_a_crash_has_all_headers_and_says_nothing(
    people: object, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    del people
    settings.DEBUG = False
    monkeypatch.setattr("ngnpanel.users.views.draw_sign_in", broken)
    browser = Client(raise_request_exception=False)
    answer: Any = browser.get("/login/")
    assert answer.status_code == 500
    check(answer)
    assert b"secret row" not in answer.content
    assert b"Traceback" not in answer.content


def test_a_file_is_for_everybody_and_does_nothing_by_itself(db: None) -> None:
    for path in ("css/panel.css", "js/panel.js", "img/mark.svg"):
        answer = Client().get(f"/static/{path}")
        assert answer.getvalue()
        check(answer, is_public=True)
        assert "sandbox" in directives(answer)


def test_cookies_and_transport_are_locked_to_https() -> None:
    """The settings as production reads them; they are read once, so a process of their own does."""
    program = (
        "from ngnpanel import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    )
    known = {"SECRET_KEY": "x", "ADMIN_PASSWORD": "x", "PROVISIONING_KEY": "x", "HTTPS": "1"}
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **known},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    names = "__Host-ngnpanel_session __Host-ngnpanel_csrf"
    assert told.stdout.split() == [*names.split(), "True", "True", "31536000"]


def test_https_is_demanded_from_browsers_that_came_by_it(db: None, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 31536000
    answer = Client().get("/login/", secure=True)
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")
    check(answer)
