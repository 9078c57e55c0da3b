"""What every request goes through: ids, counted calls, and remote errors as pages."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from ngnpanel.middleware import ClientAddress
from ngnpanel.soap import errors
from tests.people import ALICE, People, calls


def test_every_answer_has_a_request_id(client: Client, db: None) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", client.get("/login/")["X-Request-ID"])


def test_an_id_of_the_proxy_is_taken_over_and_a_forged_line_is_not(
    client: Client, db: None
) -> None:
    given = client.get("/login/", headers={"X-Request-ID": "proxy-0123456789"})
    assert given["X-Request-ID"] == "proxy-0123456789"
    forged = client.get("/login/", headers={"X-Request-ID": "a b\tINFO forged"})
    assert forged["X-Request-ID"] != "a b\tINFO forged"


def test_a_page_is_in_one_language(reseller: Client) -> None:
    page = reseller.get("/sip/accounts/", headers={"Accept-Language": "fr"})
    assert page["Content-Language"] == "en"
    assert " ago</time>" in page.content.decode() or "just now</time>" in page.content.decode()


def test_the_answer_tells_the_number_of_soap_calls(
    reseller: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "ngnpanel.middleware")
    with calls(2):  # the list, and the names of customers in it
        answer = reseller.get("/sip/domains/")
    assert answer["X-Soap-Calls"] == "2"
    assert "GET /sip/domains/ answered 200 with 2 SOAP calls" in caplog.text


@pytest.mark.parametrize(
    ("https", "noted", "address"),
    [
        (False, "198.51.100.7", "127.0.0.1"),
        (True, "198.51.100.7", "198.51.100.7"),
        (True, "203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (True, "2001:DB8::7", "2001:db8::7"),
        (True, "forged\tline", "127.0.0.1"),
        (True, "", "127.0.0.1"),
    ],
)
def test_the_address_is_what_our_own_proxy_noted(
    rf: RequestFactory, settings: Settings, https: bool, noted: str, address: str
) -> None:
    settings.HTTPS = https
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ClientAddress(view)(rf.get("/", headers={"X-Forwarded-For": noted}))
    assert seen == [address]


def test_pages_stay_in_no_cache(reseller: Client) -> None:
    assert reseller.get("/sip/domains/")["Cache-Control"] == "no-store, private"


def test_a_stranger_is_not_told_how_long_the_platform_took(people: People, client: Client) -> None:
    answer = client.post("/login/", {"name": str(ALICE), "password": "wrong"})
    assert answer["X-Soap-Calls"] == "2"
    assert "Server-Timing" not in answer


def test_nobody_is_sent_to_sign_in_and_back(client: Client, db: None) -> None:
    answer = client.get("/sip/accounts/?q=alice")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/login/?next=%2Fsip%2Faccounts%2F%3Fq%3Dalice",
    )


def test_htmx_is_told_to_load_the_sign_in_page(client: Client, db: None) -> None:
    answer = client.get(
        "/sip/accounts/?page=2",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/sip/accounts/"},
    )
    assert answer["HX-Redirect"] == "/login/?next=%2Fsip%2Faccounts%2F"


def test_a_missing_record_is_a_404_page(reseller: Client) -> None:
    assert reseller.get("/sip/accounts/nobody@acme.example/").status_code == 404
    assert reseller.get("/sip/accounts/not-an-address/").status_code == 404
    assert reseller.get("/customers/99999999999999999999/").status_code == 404
    assert reseller.get("/customers/x/").status_code == 404
    assert reseller.get("/sip/domains/-/").status_code == 404


def test_a_platform_that_is_down_is_a_503_page(reseller: Client, platform_is_down: None) -> None:
    answer = reseller.get("/sip/accounts/")
    assert answer.status_code == 503
    assert "The platform does not answer" in answer.content.decode()
    assert answer["Retry-After"] == "30"


def test_htmx_gets_a_banner_when_the_platform_is_down(
    reseller: Client, platform_is_down: None
) -> None:
    answer = reseller.get("/sip/accounts/", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "The platform does not answer" in page
    assert "<html" not in page


def test_a_post_keeps_what_was_typed_when_the_platform_is_down(
    reseller: Client, platform_is_down: None
) -> None:
    answer = reseller.post("/sip/domains/add/", {"domain": "typed.example"})
    assert answer.status_code == 503
    assert 'value="typed.example"' in answer.content.decode()


def test_the_codes_of_the_contract_have_the_fate_that_the_middleware_knows() -> None:
    assert isinstance(errors.error_for(9006, ""), errors.Denied)
    assert isinstance(errors.error_for(1010, ""), errors.NotFound)


def test_a_refusal_that_no_form_expects_is_a_page(
    reseller: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise errors.Conflict("Segment 0x7f of the mapper is out of tune", code=4711)

    monkeypatch.setattr("ngnpanel.accounts.client.SipClient.domains", refuse)
    answer = reseller.get("/sip/domains/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "The platform answers oddly" in answer.content.decode()
    assert "0x7f" not in answer.content.decode()
    banner = reseller.get("/sip/domains/", headers={"HX-Request": "true"})
    assert banner.status_code == 503
    assert "refuses what this page asks" in banner.content.decode()
