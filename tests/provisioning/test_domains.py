"""SIP domains over SOAP."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, refusal, sip_id, soap

refused = partial(refusal, "Sip")
FULL = {
    "domain": "full.example",
    "certificate": "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n",
    "private_key": "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n",
    "match_ip_address": "192.0.2.1",
    "match_sip_domain": "full.example",
    "verify_cert": True,
    "require_cert": True,
}


def found(name: str, as_: Person = ADMIN) -> dict[str, Any]:
    (row,) = soap("Sip", "getDomains", {"filter": {"domain": name}}, as_=as_)["domains"]
    return dict(row)


def test_a_domain_comes_back_as_it_was_written(world: World) -> None:
    stored = soap("Sip", "addDomain", {**FULL, "customer": world["customer"]})
    assert stored == found("full.example")
    assert {name: stored[name] for name in FULL} == FULL
    assert (stored["customer"], stored["reseller"]) == (world["customer"], world["reseller"])
    assert len(stored["changeDate"]) == len("2026-11-23 12:00:00")


def test_an_update_replaces_the_whole_record(world: World) -> None:
    stored = soap("Sip", "addDomain", FULL)
    soap("Sip", "updateDomain", {**stored, "match_ip_address": "192.0.2.2"})
    assert found("full.example") | {"changeDate": "", "match_ip_address": "192.0.2.1"} == stored | {
        "changeDate": ""
    }
    soap("Sip", "updateDomain", {"domain": "full.example"})
    assert found("full.example")["private_key"] == ""


def test_the_name_is_stored_in_lower_case(world: World) -> None:
    assert soap("Sip", "addDomain", {"domain": " New.Example. "})["domain"] == "new.example"


def test_a_domain_exists_once(world: World) -> None:
    assert refused("addDomain", {"domain": "CUSTOMER.example"}) == (1001, "domain")


@pytest.mark.parametrize("name", ["", "example", "-a.example", "a b.example", "a..example"])
def test_a_name_that_is_none_is_refused(world: World, name: str) -> None:
    assert refused("addDomain", {"domain": name}) == (9004, "domain")


def test_a_customer_or_reseller_that_does_not_exist_is_refused(world: World) -> None:
    new = {"domain": "new.example"}
    assert refused("addDomain", {**new, "customer": 99}) == (9004, "customer")
    assert refused("addDomain", {**new, "reseller": world["customer"]}) == (9004, "reseller")


def test_what_a_reseller_adds_is_its_own(world: World) -> None:
    stored = soap("Sip", "addDomain", {"domain": "new.example"}, as_=PEOPLE["reseller"])
    assert (stored["customer"], stored["reseller"]) == (world["reseller"], world["reseller"])


def test_a_reseller_gives_a_domain_to_its_own_customers_only(world: World) -> None:
    new = {"domain": "new.example", "customer": world["customer"]}
    stored = soap("Sip", "addDomain", new, as_=PEOPLE["reseller"])
    assert stored["customer"] == world["customer"]
    moved = {**stored, "customer": world["stranger"]}
    assert refused("updateDomain", moved, as_=PEOPLE["reseller"]) == (9004, "customer")
    moved = {**stored, "reseller": world["stranger"]}
    assert refused("updateDomain", moved, as_=PEOPLE["reseller"]) == (9002, "reseller")


def test_an_update_that_names_no_customer_leaves_the_domain_with_its_own(world: World) -> None:
    for person in ("reseller", "customer"):
        stored = soap("Sip", "updateDomain", {"domain": "customer.example"}, as_=PEOPLE[person])
        assert (stored["customer"], stored["reseller"]) == (world["customer"], world["reseller"])
    back = {"domain": "customer.example", "customer": world["reseller"]}
    stored = soap("Sip", "updateDomain", back, as_=PEOPLE["reseller"])
    assert stored["customer"] == world["reseller"]


def test_the_date_of_an_import_is_kept_for_the_administrator_only(world: World) -> None:
    dated = {"domain": "old.example", "changeDate": "2011-01-02 03:04:05"}
    stored = soap("Sip", "addDomain", dated)
    assert stored["changeDate"] == dated["changeDate"]
    assert soap("Sip", "updateDomain", stored)["changeDate"] > "2020"
    other = {**dated, "domain": "new.example"}
    assert soap("Sip", "addDomain", other, as_=PEOPLE["reseller"])["changeDate"] > "2020"


def test_what_a_customer_adds_is_its_own_and_stays_so(world: World) -> None:
    as_ = PEOPLE["customer"]
    stored = soap("Sip", "addDomain", {"domain": "new.example"}, as_=as_)
    assert (stored["customer"], stored["reseller"]) == (world["customer"], world["reseller"])
    assert soap("Sip", "updateDomain", {"domain": "new.example"}, as_=as_)["customer"]
    moved = {**stored, "customer": world["sibling"]}
    assert refused("updateDomain", moved, as_=as_) == (9002, "customer")
    new = {"domain": "newer.example", "customer": world["sibling"]}
    assert refused("addDomain", new, as_=as_) == (9002, "customer")


def test_a_customer_writes_back_a_domain_that_has_another_reseller(world: World) -> None:
    pair = {"customer": world["customer"], "reseller": world["stranger"]}
    stored = soap("Sip", "updateDomain", {**found("customer.example"), **pair})
    assert {name: stored[name] for name in pair} == pair
    again = soap("Sip", "updateDomain", stored, as_=PEOPLE["customer"])
    assert {name: again[name] for name in pair} == pair


def test_accounts_and_aliases_follow_their_domain_to_another_customer(world: World) -> None:
    domain = found("customer.example")
    soap("Sip", "updateDomain", {**domain, "customer": world["sibling"]})
    account = soap("Sip", "getAccount", sip_id("alice@customer.example"), as_=PEOPLE["sibling"])
    assert account["customer"] == world["sibling"]
    assert (
        refused("getAccount", sip_id("alice@customer.example"), as_=PEOPLE["customer"])[0] == 1010
    )


@pytest.mark.parametrize("person", ["inactive", "inactives"])
def test_an_inactive_reseller_and_its_customers_create_nothing(world: World, person: str) -> None:
    assert refused("addDomain", {"domain": "new.example"}, as_=PEOPLE[person])[0] == 5003
    as_ = replace(ADMIN, impersonate=world[person])
    assert refused("addDomain", {"domain": "new.example"}, as_=as_)[0] == 5003


def test_a_domain_with_accounts_or_aliases_stays(world: World) -> None:
    assert refused("deleteDomain", "customer.example")[0] == 1002
    soap("Sip", "deleteAccount", sip_id("alice@customer.example"))
    soap(
        "Sip",
        "addAlias",
        {"id": sip_id("info@customer.example"), "target": sip_id("alice@stranger.example")},
    )
    assert refused("deleteDomain", "customer.example")[0] == 1002
    soap("Sip", "deleteAlias", sip_id("info@customer.example"))
    soap("Sip", "deleteDomain", "Customer.example")
    assert refused("deleteDomain", "customer.example")[0] == 1000


def test_a_text_that_is_too_long_names_its_field(world: World) -> None:
    new = {"domain": "new.example", "certificate": "x" * 70000}
    assert refused("addDomain", new) == (9004, "certificate")
