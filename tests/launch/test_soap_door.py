"""SOAP calls past Django's requests: the same answers, headers and counts as through it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from ngnpanel.launch.soap_door import SoapDoor
from ngnpanel.metrics import REGISTRY
from ngnpanel.provisioning.rate import RATES
from tests.provisioning.soap import Person, envelope, request

pytestmark = pytest.mark.django_db
GET_DOMAINS = request("Sip", "getDomains", None)
# What went past Django, and what did not.
THROUGH_DJANGO: list[str] = []


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> Any:
    """All that is not for the door: Django, which notes what it is asked."""
    django = get_wsgi_application()
    THROUGH_DJANGO.clear()

    def asked(environ: dict[str, Any], start: Any) -> Any:
        THROUGH_DJANGO.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        return django(environ, start)

    # Both ways share the connection of the test.
    monkeypatch.setattr("ngnpanel.launch.soap_door.close_old_connections", lambda: None)
    return asked


def ask(
    application: Any, body: bytes = GET_DOMAINS, *, path: str = "/ngnpro/", **more: str
) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of a request as gunicorn would make it."""
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.7",
        "HTTP_HOST": "any.example",
        "HTTP_X_REQUEST_ID": "request-of-the-test",
        "CONTENT_TYPE": "text/xml; charset=utf-8",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        **more,
    }
    told: list[Any] = []
    parts: Iterable[bytes] = application(environ, lambda *given: told.extend(given))
    whole = b"".join(parts)
    return told[0], dict(told[1]), whole


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (GET_DOMAINS, {}),
        (GET_DOMAINS, {"path": "/ngnpro"}),
        (request("Sip", "getDomains", None, as_=Person("admin", "wrong", admin=True)), {}),
        (envelope("<nonsense/>"), {}),
        (b"<x/>", {}),
        (b"", {}),
        (b"", {"CONTENT_LENGTH": "", "CONTENT_TYPE": ""}),
        (GET_DOMAINS, {"CONTENT_LENGTH": "many"}),
        (GET_DOMAINS, {"CONTENT_LENGTH": "7"}),
        (GET_DOMAINS, {"CONTENT_TYPE": "Multipart/related"}),
        (GET_DOMAINS, {"HTTP_CONTENT_ENCODING": "gzip"}),
        (b"x" * 10_000_001, {}),
    ],
)
def test_a_call_is_answered_as_through_django(
    others: Any, body: bytes, more: dict[str, str]
) -> None:
    directly = ask(SoapDoor(others), body, **more)
    assert THROUGH_DJANGO == []
    through = ask(others, body, **more)
    assert directly == through
    assert directly[1]["X-Request-ID"] == "request-of-the-test"


@pytest.mark.parametrize(
    "more",
    [
        {"REQUEST_METHOD": "GET"},
        {"REQUEST_METHOD": "PUT"},
        {"QUERY_STRING": "port=Sip"},
        {"path": "/ngnpro/wsdl"},
        {"path": "/"},
    ],
)
def test_everything_else_goes_through_django(others: Any, more: dict[str, str]) -> None:
    ask(SoapDoor(others), GET_DOMAINS, **more)
    assert len(THROUGH_DJANGO) == 1


def test_behind_a_proxy_the_middleware_decides(others: Any, settings: Any) -> None:
    settings.HTTPS = True
    ask(SoapDoor(others))
    assert len(THROUGH_DJANGO) == 1


def test_an_odd_id_is_replaced(others: Any) -> None:
    _status, headers, _body = ask(SoapDoor(others), HTTP_X_REQUEST_ID="<script>")
    assert len(headers["X-Request-ID"]) == 16


def test_calls_are_counted_and_limited(others: Any, settings: Any) -> None:
    labels = {"method": "POST", "url": "soap", "status": "200"}
    before = REGISTRY.get_sample_value("ngnpanel_requests_total", labels) or 0
    ask(SoapDoor(others))
    assert REGISTRY.get_sample_value("ngnpanel_requests_total", labels) == before + 1
    settings.PROVISIONING = {**settings.PROVISIONING, "SOAP_RATE": 1, "SOAP_BURST": 1}
    RATES.forget()
    statuses = [ask(SoapDoor(others))[0] for _ in range(2)]
    RATES.forget()
    assert statuses == ["200 OK", "500 Internal Server Error"]
