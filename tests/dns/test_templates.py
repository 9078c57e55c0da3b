"""The page that adds the records of a template."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.services import sip_servers
from ngnpanel.dns.services.zones import records_of
from tests.belongings import furnish
from tests.people import DOMAIN, FOREIGN_DOMAIN, People, api, calls, take_platform_away

PAGE = f"/dns/zones/{DOMAIN}/templates/"
QUOTE = "&quot;"
NAPTR = (
    f"{DOMAIN}. 3600 IN NAPTR 30 100 {QUOTE}s{QUOTE} {QUOTE}SIP+D2U{QUOTE} {QUOTE}{QUOTE}"
    f" _sip._udp.{DOMAIN}."
)


@pytest.fixture(autouse=True)
def estates(people: People) -> None:
    furnish(people)


def stored() -> set[tuple[str, str, str]]:
    return {(row.name, row.type, row.value) for row in records_of(api(), DOMAIN)}


def test_the_records_are_shown_before_they_are_added(reseller: Client) -> None:
    with calls(3):
        page = reseller.get(PAGE, {"template": "sip-udp", "target": "sip"})
    text = page.content.decode()
    assert NAPTR in text
    assert f"SRV 100 100 5060 sip.{DOMAIN}." in text
    assert "Add 2 records" in text
    assert len(stored()) == 1


def test_only_what_is_missing_is_added(reseller: Client) -> None:
    # Three calls read, each new record is one more, and the server is remembered.
    with calls(3 + 2 + 1):
        answer = reseller.post(PAGE, {"template": "sip-udp", "target": "sip"})
    assert answer.status_code == 302
    assert (f"_sip._udp.{DOMAIN}", "SRV", f"100 5060 sip.{DOMAIN}") in stored()
    page = reseller.get(answer["Location"]).content.decode()
    assert "2 records are added." in page
    assert page.count("There already") == 2
    assert "btn-primary" not in page.split("What the template makes")[1]
    with calls(3):
        reseller.post(PAGE, {"template": "sip-udp"})
    assert len(stored()) == 3


def test_a_typed_server_is_proposed_the_next_time(reseller: Client, people: People) -> None:
    reseller.post(PAGE, {"template": "sip-udp", "target": "sip.platform.example"})
    assert api().customers.customer(people.customer).property_value(sip_servers.LAST) == (
        "sip.platform.example"
    )
    assert "5061 sip.platform.example." in reseller.get(PAGE + "?template=sip-tls").content.decode()


def test_the_proxy_of_the_customer_and_of_the_platform_are_proposed(
    reseller: Client, people: People, settings: Settings
) -> None:
    settings.SIP_PROXY = "proxy.platform.example"
    assert "5060 proxy.platform.example." in reseller.get(PAGE).content.decode()
    proxy = CustomerProperty(name="sip_proxy", value="proxy.acme.example")
    api().customers.set_properties(people.customer, [proxy])
    assert "5060 proxy.acme.example." in reseller.get(PAGE).content.decode()


def test_what_was_added_stays_when_a_record_is_refused(reseller: Client) -> None:
    api().dns.add_record(
        Record(zone=DOMAIN, name="_sip._udp", type="CNAME", value="elsewhere.example.net")
    )
    answer = reseller.post(PAGE, {"template": "sip-udp", "target": "sip"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 added, and these were refused" in page
    assert f"_sip._udp.{DOMAIN}. 3600 IN SRV" in page
    assert (DOMAIN, "NAPTR") in {row[:2] for row in stored()}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"template": "nonsense"}, "Select a valid choice"),
        ({"template": "stun", "target": "192.0.2.1"}, "not an address"),
        ({"template": "stun", "name": "a b"}, "Use letters"),
        ({"template": "stun", "target": "<b>"}, "Use letters"),
    ],
)
def test_a_refusal_stands_on_its_field(reseller: Client, typed: dict[str, str], words: str) -> None:
    answer = reseller.post(PAGE, typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "<b>" not in answer.content.decode()
    assert len(stored()) == 1


def test_a_domain_within_a_zone_leads_to_the_zone(reseller: Client) -> None:
    with calls(2):
        answer = reseller.get(f"/dns/zones/voice.{DOMAIN}/templates/")
    assert answer["Location"] == f"{PAGE}?name=voice.{DOMAIN}"


def test_a_missing_zone_is_offered_to_be_added_and_so_is_a_foreign_one(reseller: Client) -> None:
    for name in ("new.example", FOREIGN_DOMAIN):
        with calls(2):
            answer = reseller.get(f"/dns/zones/{name}/templates/")
        assert answer.status_code == 404
        assert f"/dns/zones/add/?name={name}" in answer.content.decode()
        assert reseller.post(f"/dns/zones/{name}/templates/", {}).status_code == 404


def test_a_stranger_gets_404(stranger: Client) -> None:
    assert stranger.get(PAGE).status_code == 404
    assert stranger.post(PAGE, {"template": "sip-udp"}).status_code == 404
    assert len(stored()) == 1


def test_a_platform_that_is_away_says_so(reseller: Client, settings: Settings) -> None:
    take_platform_away(settings)
    assert reseller.post(PAGE, {"template": "sip-udp"}).status_code == 503
