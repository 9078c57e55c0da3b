"""SOAP requests take the short way: no session, no CSRF, no redirect."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/ngnpro", "/ngnpro/"])
def test_a_call_needs_no_token_and_gets_no_cookie(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(path, b"<not-soap/>", content_type="text/xml")
    assert response.status_code == 500
    assert response["Content-Type"].startswith("text/xml")
    assert not response.cookies
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_an_unknown_address_below_the_server_is_not_found(client: Client) -> None:
    assert client.get("/ngnpro/nothing/here").status_code == 404


def test_a_page_of_the_panel_takes_the_long_way(client: Client) -> None:
    response = client.get("/login/")
    assert response.status_code == 200
    assert "default-src 'none'" in response["Content-Security-Policy"]
