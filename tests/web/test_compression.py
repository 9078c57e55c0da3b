"""Long pages are sent compressed to browsers that ask for it; SOAP replies never are."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_when_the_browser_takes_it() -> None:
    response = Client().get("/login/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


def test_soap_is_never_compressed_because_old_clients_cannot_read_it() -> None:
    response = Client().get("/ngnpro/?wsdl", headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert not response.has_header("Content-Encoding")
