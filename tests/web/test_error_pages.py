"""The pages for what went wrong; they need neither a session nor a platform."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_an_error_page_can_be_drawn_with_nothing_at_hand(name: str) -> None:
    page = render_to_string(f"{name}.html")
    assert "<h1>" in page
    assert "Error" not in page


def test_the_page_of_an_absent_platform_offers_to_send_everything_again() -> None:
    request = RequestFactory().post(
        "/lines/add/?next=/lines/", {"name": 'Eve "E"', "groups": ["a", "b"]}
    )
    page = render_to_string("503.html", {"request": request})
    assert 'action="/lines/add/?next=/lines/"' in page
    assert 'name="name" value="Eve &quot;E&quot;"' in page
    assert page.count('name="groups"') == 2


def test_secrets_are_asked_for_again_and_not_written_into_the_page() -> None:
    sent = {"name": "Eve", "web_password": "hush", "pin": "4711", "private_key": "-----\nPEM"}
    switches = {"remove_web_password": "on", "deny_password_change": "on"}
    request = RequestFactory().post("/lines/add/", sent | switches | {"password": ""})
    page = render_to_string("503.html", {"request": request})
    for secret in ("hush", "4711", "PEM"):
        assert secret not in page
    assert 'name="web_password" type="password"' in page
    assert 'name="pin" type="password"' in page
    assert '<textarea class="form-control" id="again-private_key"' in page
    assert 'name="password"' not in page
    for switch in switches:
        assert f'<input type="hidden" name="{switch}" value="on">' in page


def test_htmx_gets_a_sentence_when_the_platform_is_absent() -> None:
    assert "The platform does not answer." in render_to_string("_unavailable.html")
