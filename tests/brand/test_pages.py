"""The brand page, who sees which brand, and the files that browsers fetch."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.brand import looks
from ngnpanel.brand.models import Brand
from tests.brand.test_logos import picture, svg
from tests.people import ALICE, DOMAIN, FOREIGN_DOMAIN, People, api, calls

FILLED = {
    "name": "Lantern <b>Telecom</b> “שלום” 🏮",
    "accent": "#7a1fa2",
    "hosts": "panel.lantern.example",
    "sip_domains": DOMAIN,
    "support_email": "help@lantern.example",
    "support_phone": "+31 20 800 5161",
    "support_page": "https://lantern.example/help?a=1&b=2",
    "imprint": "https://lantern.example/imprint",
}


def fill(people: People, browser: Client, **more: Any) -> Any:
    return browser.post(f"/brand/{people.reseller}/", {**FILLED, **more})


def test_a_reseller_dresses_its_people_and_nobody_else(
    people: People, reseller: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ".lantern.example"]
    assert fill(people, reseller).status_code == 302
    escaped = "Lantern &lt;b&gt;Telecom&lt;/b&gt;"
    overview = f"/subscriber/{ALICE}/"
    for browser, path in (
        (people.browser("subscriber"), overview),
        (people.browser("customer"), "/customers/"),
        (people.browser("reseller"), "/brand/" + str(people.reseller) + "/"),
        (Client(headers={"host": "panel.lantern.example"}), "/login/"),
        (Client(headers={"host": "panel.lantern.example:8000"}), "/login/"),
        (Client(), f"/login/?domain={DOMAIN}"),
    ):
        page = browser.get(path).content.decode()
        assert escaped in page, path
        assert "<b>Telecom" not in page
        assert re.search(r'href="/brand/\d+/[0-9a-f]{16}\.css"', page)
    page = people.browser("subscriber").get(overview).content.decode()
    assert 'href="mailto:help@lantern.example"' in page
    assert 'href="https://lantern.example/help?a=1&amp;b=2"' in page
    for browser, path in (
        (people.browser("stranger"), "/customers/"),
        (people.browser("administrator"), "/customers/"),
        (Client(), "/login/"),
        (Client(), f"/login/?domain={FOREIGN_DOMAIN}"),
    ):
        assert "Lantern" not in browser.get(path).content.decode()


def test_who_typed_an_address_of_the_domain_sees_the_brand(
    people: People, reseller: Client
) -> None:
    fill(people, reseller)
    answer = Client().post("/login/", {"name": str(ALICE), "password": "wrong"})
    assert "Lantern" in answer.content.decode()


def test_a_reseller_only_touches_its_own_brand(people: People, stranger: Client) -> None:
    url = f"/brand/{people.reseller}/"
    assert stranger.get(url).status_code == 404
    assert stranger.post(url, FILLED).status_code == 404
    for act in ("reset", "test-mail", "logo/light"):
        assert stranger.post(f"{url}{act}/").status_code == 404
    assert not Brand.objects.exists()


def test_names_of_another_brand_are_refused_without_telling_whose(
    people: People, reseller: Client, stranger: Client
) -> None:
    fill(people, reseller)
    answer = stranger.post(f"/brand/{people.stranger}/", {"hosts": "PANEL.lantern.example"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cannot be used here" in page
    assert "Lantern" not in page
    answer = stranger.post(f"/brand/{people.stranger}/", {"sip_domains": f"{DOMAIN} x.example"})
    assert answer.status_code == 422
    answer = stranger.post(f"/brand/{people.stranger}/", {"sip_domains": "x.example"})
    assert "is no SIP domain of this reseller" in answer.content.decode()


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_that_no_reseller_can_have_is_missing(
    administrator: Client, reseller: Client, number: int
) -> None:
    for browser in (administrator, reseller):
        assert browser.get(f"/brand/{number}/").status_code == 404
        assert browser.post(f"/brand/{number}/reset/").status_code == 404


def test_a_name_of_the_panel_is_only_given_away_by_the_operator(
    people: People, reseller: Client, administrator: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "panel.operator.example"]
    answer = fill(people, reseller, hosts="Panel.operator.example")
    assert answer.status_code == 422
    assert "cannot be used here" in answer.content.decode()
    assert fill(people, administrator, hosts="panel.operator.example").status_code == 302
    # What it was given stays its own.
    assert fill(people, reseller, hosts="panel.operator.example").status_code == 302


def test_a_domain_of_somebody_else_is_not_taken(people: People, stranger: Client) -> None:
    answer = stranger.post(f"/brand/{people.stranger}/", {"sip_domains": DOMAIN})
    assert "is no SIP domain of this reseller" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hosts", "not a host!"),
        ("hosts", "127.0.0.1"),
        ("hosts", "evil.example/path"),
        ("support_email", "x@y.example\r\nBcc: z@y.example"),
        ("support_page", "javascript:alert(1)"),
        ("imprint", "https://user:pass@evil.example/"),
        ("terms", "https://"),
        ("accent", "red"),
        ("accent", "#fff;}"),
        ("name", "turn\u202ethis"),
        ("support_phone", "call me"),
    ],
)
def test_what_makes_no_sense_is_refused_on_its_field(
    people: People, reseller: Client, name: str, value: str
) -> None:
    answer = fill(people, reseller, **{name: value})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not Brand.objects.exists()


def test_a_colour_that_cannot_be_read_is_never_changed_in_silence(
    people: People, reseller: Client
) -> None:
    answer = fill(people, reseller, accent="#ffcc00")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is hard to read" in page
    nearest = answer.context["form"].nearest
    assert f'name="nearest" value="{nearest}"' in page
    assert fill(people, reseller, accent="#ffcc00", nearest=nearest).status_code == 302
    assert Brand.objects.get().accent == nearest


def test_the_files_are_for_everybody_and_for_ever(people: People, reseller: Client) -> None:
    fill(people, reseller)
    upload = SimpleUploadedFile("logo.png", svg("<script>alert(1)</script>"), "image/png")
    url = f"/brand/{people.reseller}/logo/light/"
    answer = reseller.post(url, {"picture": upload}, follow=True)
    assert "Left out of the drawing: script" in answer.content.decode()
    look = looks.of(people.reseller)
    assert look.logo is not None
    for address, kind in ((look.css, "text/css"), (look.logo.url, "image/svg+xml")):
        for browser in (Client(), people.browser("stranger")):
            answer = browser.get(address)
            assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Type"].startswith(kind)
            assert "Cookie" not in answer.get("Vary", "")
            assert b"Lantern" not in answer.content
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"script" not in answer.content
    assert Client().get(look.logo.url.replace(".svg", ".png")).status_code == 404
    page = people.browser("subscriber").get(f"/subscriber/{ALICE}/").content.decode()
    assert f'src="{look.logo.url}"' in page
    reseller.post(url, {"remove": "1"})
    assert Client().get(look.logo.url).status_code == 404


def test_a_logo_that_is_none_says_why(people: People, reseller: Client) -> None:
    url = f"/brand/{people.reseller}/logo/dark/"
    gif = SimpleUploadedFile("logo.png", picture("GIF"), "image/png")
    answer = reseller.post(url, {"picture": gif})
    assert answer.status_code == 422
    assert "GIF is not taken" in answer.content.decode()
    assert reseller.post(url.replace("dark", "other"), {"picture": gif}).status_code == 404


def test_contacts_come_from_the_customer_properties(people: People) -> None:
    told = {
        "support_company": "Harbour & Sons",
        "support_email": "desk@harbour.example",
        "support_web": "javascript:alert(1)",
    }
    api().customers.set_properties(
        people.reseller,
        [CustomerProperty(name=n, value=v, category="sip") for n, v in told.items()],
    )
    page = people.browser("subscriber").get(f"/subscriber/{ALICE}/devices/").content.decode()
    assert "Harbour &amp; Sons" in page
    assert "desk@harbour.example" in page
    assert "javascript:" not in page


def test_a_page_makes_no_more_calls_than_before(people: People, subscriber: Client) -> None:
    with calls(2):
        answer = subscriber.get(f"/subscriber/{ALICE}/devices/")
    assert answer["X-Soap-Calls"] == "2"


def test_without_the_platform_the_brand_is_still_there(
    people: People, reseller: Client, request: pytest.FixtureRequest
) -> None:
    fill(people, reseller)
    request.getfixturevalue("platform_is_down")
    answer = Client().get(f"/login/?domain={DOMAIN}")
    assert answer.status_code == 200
    assert "Lantern" in answer.content.decode()
    assert people.browser("subscriber").get(f"/subscriber/{ALICE}/").status_code == 503


def test_reset_brings_back_what_was_before(people: People, reseller: Client) -> None:
    fill(people, reseller)
    reseller.post(f"/brand/{people.reseller}/reset/")
    assert not Brand.objects.exists()
    assert "Lantern" not in reseller.get("/customers/").content.decode()


def test_the_administrator_dresses_any_reseller(people: People, administrator: Client) -> None:
    assert "Reseller Inc" in administrator.get("/brand/").content.decode()
    assert fill(people, administrator).status_code == 302
    assert administrator.get(f"/brand/{people.customer}/").status_code == 404
    assert administrator.get("/brand/999999/").status_code == 404
    assert administrator.post("/brand/0/", {"name": "Platform"}).status_code == 302
    assert "Platform" in Client().get("/login/").content.decode()


def test_the_preview_follows_what_is_typed(people: People, reseller: Client) -> None:
    url = f"/brand/{people.reseller}/preview/"
    page = reseller.get(url, {"name": "<i>x", "accent": "#fc0"}).content.decode()
    assert "/brand/trial-ffcc00.css" in page
    assert "&lt;i&gt;x" in page
    assert "nearest shade" in page
    assert "trial-" not in reseller.get(url, {"accent": "red;"}).content.decode()


def test_a_resellers_page_leads_to_its_brand(people: People) -> None:
    link = f'href="/brand/{people.reseller}/"'
    for person in ("administrator", "reseller"):
        page = people.browser(person).get(f"/customers/{people.reseller}/").content.decode()
        assert link in page
    page = people.browser("reseller").get(f"/customers/{people.customer}/").content.decode()
    assert "/brand/" not in page.split("<main", 1)[1]
