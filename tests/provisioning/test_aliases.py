"""SIP aliases over SOAP."""

from __future__ import annotations

from functools import partial

import pytest

from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import refusal, sip_id, soap

refused = partial(refusal, "Sip")
ALICE = sip_id("alice@customer.example")
INFO = sip_id("info@customer.example")
NEW = {"id": INFO, "target": ALICE}


def test_an_alias_comes_back_as_it_was_written(world: World) -> None:
    stored = soap("Sip", "addAlias", {**NEW, "owner": world["sibling"]})
    assert (stored["id"], stored["target"], stored["owner"]) == (INFO, ALICE, world["sibling"])
    assert (stored["customer"], stored["reseller"]) == (world["customer"], world["reseller"])
    assert stored == soap("Sip", "getAlias", sip_id("INFO@customer.example"))


def test_writing_back_what_was_read_changes_nothing(world: World) -> None:
    stored = soap("Sip", "addAlias", {**NEW, "owner": world["sibling"]})
    again = soap("Sip", "updateAlias", stored)
    assert {**again, "changeDate": ""} == {**stored, "changeDate": ""}


def test_the_date_of_an_import_is_kept_for_the_administrator_only(world: World) -> None:
    dated = {**NEW, "changeDate": "2011-01-02 03:04:05"}
    stored = soap("Sip", "addAlias", dated)
    assert stored["changeDate"] == dated["changeDate"]
    assert soap("Sip", "updateAlias", stored)["changeDate"] > "2020"
    other = {**dated, "id": sip_id("other@customer.example")}
    assert soap("Sip", "addAlias", other, as_=PEOPLE["reseller"])["changeDate"] > "2020"


def test_an_update_leads_elsewhere(world: World) -> None:
    soap("Sip", "addAlias", NEW)
    elsewhere = {"username": "sip:Bob", "domain": "Elsewhere.Example.org"}
    stored = soap("Sip", "updateAlias", {"id": INFO, "target": elsewhere})
    assert stored["target"] == sip_id("bob@elsewhere.example.org")
    assert stored["owner"] == 0


def test_a_target_may_be_an_address_of_numbers(world: World) -> None:
    stored = soap("Sip", "addAlias", {"id": INFO, "target": sip_id("bob@192.0.2.7")})
    assert stored["target"]["domain"] == "192.0.2.7"


@pytest.mark.parametrize("target", ["@customer.example", "a b@customer.example", "bob@nowhere"])
def test_a_target_that_is_no_address_is_refused(world: World, target: str) -> None:
    assert refused("addAlias", {"id": INFO, "target": sip_id(target)}) in (
        (9004, "target"),
        (9004, "username"),
    )


def test_an_alias_cannot_lead_to_itself(world: World) -> None:
    assert refused("addAlias", {"id": INFO, "target": INFO}) == (9004, "target")


def test_an_alias_takes_an_address_that_is_free(world: World) -> None:
    assert refused("addAlias", {"id": ALICE, "target": INFO}) == (1021, "username")
    soap("Sip", "addAlias", NEW)
    assert refused("addAlias", NEW) == (1021, "username")


def test_an_alias_lies_in_a_domain_of_the_caller(world: World) -> None:
    assert refused("addAlias", NEW, as_=PEOPLE["sibling"]) == (1000, "domain")
    assert refused("addAlias", {**NEW, "id": sip_id("a@no.example")}) == (1000, "domain")


def test_an_alias_that_does_not_exist(world: World) -> None:
    for operation in ("getAlias", "deleteAlias"):
        assert refused(operation, INFO)[0] == 1020
    assert refused("updateAlias", NEW)[0] == 1020


def test_the_aliases_of_an_account(world: World) -> None:
    for user in ("info", "billing"):
        soap("Sip", "addAlias", {"id": sip_id(f"{user}@customer.example"), "target": ALICE})
    for number, other in enumerate(("alice@sibling.example", "bob@customer.example")):
        new = {"id": sip_id(f"other{number}@customer.example"), "target": sip_id(other)}
        soap("Sip", "addAlias", new)
    listed = soap("Sip", "getAliasesForAccount", sip_id("Alice@customer.example"))
    assert [row["id"]["username"] for row in listed] == ["billing", "info"]
    query = {"filter": {"targetUsername": "alice", "targetDomain": "customer.example"}}
    assert soap("Sip", "getAliases", query)["total"] == 2
    assert soap("Sip", "getAliasesForAccount", ALICE, as_=PEOPLE["stranger"]) == []


def test_a_mere_owner_sees_an_alias_and_cannot_change_it(world: World) -> None:
    soap("Sip", "addAlias", {**NEW, "owner": world["sibling"]})
    as_ = PEOPLE["sibling"]
    assert soap("Sip", "getAlias", INFO, as_=as_)["target"] == ALICE
    assert refused("updateAlias", NEW, as_=as_)[0] == 9002
    assert refused("deleteAlias", INFO, as_=as_)[0] == 9002


def test_an_owner_is_a_customer_that_the_caller_may_see(world: World) -> None:
    foreign = {**NEW, "owner": world["stranger"]}
    assert refused("addAlias", foreign, as_=PEOPLE["customer"]) == (9004, "owner")
    soap("Sip", "addAlias", foreign)
    kept = soap("Sip", "updateAlias", foreign, as_=PEOPLE["customer"])
    assert kept["owner"] == world["stranger"]


def test_an_inactive_reseller_adds_no_alias(world: World) -> None:
    new = {"id": sip_id("info@inactive.example"), "target": ALICE}
    assert refused("addAlias", new, as_=PEOPLE["inactive"])[0] == 5003
