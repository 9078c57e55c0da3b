"""Customers and resellers over SOAP."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db.models import PROTECT

from ngnpanel.provisioning import models
from ngnpanel.provisioning.caller import authenticate
from ngnpanel.provisioning.operations.customers import HELD
from ngnpanel.soap.wire import Auth
from tests.provisioning.conftest import PASSWORD, PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, refusal, sip_id, soap

refused = partial(refusal, "Customer")
NEW = {"username": "new.one", "password": "a secret"}
FULL: dict[str, Any] = {
    **NEW,
    "firstName": "Néw",
    "lastName": "One & <Two>",
    "organization": "One and Two",
    "vatNumber": "NL123456789B01",
    "email": "new@one.example",
    "web": "https://one.example/",
    "tel": "+31208005161",
    "fax": "+31208005162",
    "mobile": "0031612345678",
    "sip": "new@one.example",
    "enum": "+31208005161",
    "address": "Kruisweg 1\nsecond floor",
    "postcode": "2011 LA",
    "city": "Haarlem",
    "state": "N/A",
    "country": "NL",
    "timezone": "Europe/Amsterdam",
    "language": "nl",
    "bankAccount": "NL00BANK0123456789",
    "billingAddress": "Postbus 1\nHaarlem",
    "billingEmail": "bills@one.example",
    "balance": 12.5,
    "credit": 100.0,
    "companyCode": "ONE",
    "resellerActive": True,
    "properties": [
        {"name": "sip_credit", "category": "credit", "permission": "admin", "value": "10"},
        {"name": "support_web", "category": "sip", "permission": "customer", "value": "x & y"},
    ],
}


def read(number: int, as_: Person = ADMIN) -> dict[str, Any]:
    return dict(soap("Customer", "getAccount", number, as_=as_))


def undated(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "changeDate": ""}


def test_a_customer_without_reseller_is_a_new_reseller(world: World) -> None:
    stored = soap("Customer", "addAccount", FULL)
    assert stored["id"] == stored["reseller"] != 0
    assert {name: stored[name] for name in FULL} == FULL
    assert stored == read(stored["id"])


def test_the_administrator_adds_a_customer_to_a_reseller(world: World) -> None:
    stored = soap("Customer", "addAccount", {**NEW, "reseller": world["reseller"]})
    assert stored["reseller"] == world["reseller"] != stored["id"]
    assert refused("addAccount", {**NEW, "reseller": world["customer"]}) == (9004, "reseller")


def test_the_administrator_may_choose_the_id(world: World) -> None:
    assert soap("Customer", "addAccount", {**NEW, "id": 4711})["id"] == 4711
    assert refused("addAccount", {**NEW, "username": "x2", "id": 4711}) == (5001, "id")
    assert refused("addAccount", {**NEW, "username": "x2", "id": -1}) == (9004, "id")
    assert refused("addAccount", {**NEW, "username": "x2", "id": 2**31}) == (9004, "id")
    both = {"username": "x3", "password": "x", "id": 5000, "reseller": 5000}
    assert soap("Customer", "addAccount", both)["reseller"] == 5000


def test_the_date_of_an_import_is_kept_for_the_administrator_only(world: World) -> None:
    dated = {**NEW, "changeDate": "2011-01-02 03:04:05"}
    stored = soap("Customer", "addAccount", dated)
    assert stored["changeDate"] == dated["changeDate"]
    assert soap("Customer", "updateAccount", stored)["changeDate"] > "2020"
    other = {**dated, "username": "x2"}
    assert soap("Customer", "addAccount", other, as_=PEOPLE["reseller"])["changeDate"] > "2020"


def test_what_a_reseller_adds_is_its_customer(world: World) -> None:
    wanted = {**NEW, "id": 4711, "reseller": world["stranger"]}
    stored = soap("Customer", "addAccount", wanted, as_=PEOPLE["reseller"])
    assert stored["reseller"] == world["reseller"]
    assert stored["id"] != 4711


def test_who_may_not_add_customers(world: World) -> None:
    assert refused("addAccount", NEW, as_=PEOPLE["customer"])[0] == 9002
    assert refused("addAccount", NEW, as_=PEOPLE["inactive"])[0] == 5003


@pytest.mark.parametrize("name", ["new.one", "New One", " NEW.ONE "])
def test_a_login_exists_once(world: World, name: str) -> None:
    soap("Customer", "addAccount", NEW)
    assert refused("addAccount", {**NEW, "username": name}) == (5001, "username")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("username", ""),
        ("username", "x"),
        ("username", "na/me"),
        ("password", ""),
        ("password", "x" * 200),
        ("email", "nobody"),
        ("billingEmail", "nobody"),
        ("tel", "call me"),
        ("fax", "call me"),
        ("mobile", "call me"),
        ("enum", "call me"),
        ("country", "Holland"),
        ("state", "Noord-Holland"),
        ("timezone", "Europe/Atlantis"),
        ("firstName", "x" * 65),
        ("companyCode", "x" * 65),
        ("address", "x" * 300),
        ("balance", 1e15),
        ("impersonate", 999),
    ],
)
def test_a_value_that_breaks_its_rule_names_its_member(
    world: World, member: str, value: object
) -> None:
    assert refused("addAccount", {**NEW, member: value}) == (9004, member)


def test_empty_values_get_their_defaults(world: World) -> None:
    stored = soap("Customer", "addAccount", {**NEW, "country": "", "state": ""})
    assert (stored["country"], stored["state"]) == ("N/A", "N/A")
    assert stored["timezone"] == "Europe/Amsterdam"
    assert (stored["balance"], stored["resellerActive"]) == (None, None)


def test_great_britain_may_be_called_uk(world: World) -> None:
    assert soap("Customer", "addAccount", {**NEW, "country": "uk"})["country"] == "UK"


def test_writing_back_what_was_read_changes_nothing(world: World) -> None:
    stored = soap("Customer", "addAccount", FULL)
    assert undated(soap("Customer", "updateAccount", stored)) == undated(stored)


def test_one_changed_member_changes_nothing_else(world: World) -> None:
    stored = soap("Customer", "addAccount", FULL)
    soap("Customer", "updateAccount", {**stored, "city": "Leiden"})
    assert undated(read(stored["id"])) == undated({**stored, "city": "Leiden"})


def test_login_and_reseller_are_read_only(world: World) -> None:
    stored = soap("Customer", "addAccount", NEW)
    changed = {**stored, "username": "another"}
    assert refused("updateAccount", changed) == (9004, "username")
    changed = {**stored, "reseller": world["reseller"]}
    assert refused("updateAccount", changed) == (9004, "reseller")
    assert refused("updateAccount", {"id": 999})[0] == 5000


def test_a_missing_password_keeps_the_stored_one(world: World) -> None:
    soap("Customer", "updateAccount", {"id": world["customer"]})
    assert read(world["customer"])["password"] == PASSWORD
    assert authenticate(Auth("customer", PASSWORD)).customer == world["customer"]


@pytest.mark.parametrize("person", ["admin", "reseller", "customer"])
def test_the_password_is_readable_within_the_own_scope(world: World, person: str) -> None:
    assert read(world["customer"], PEOPLE[person])["password"] == PASSWORD


@pytest.mark.parametrize(
    ("member", "value"),
    [("balance", 1.0), ("credit", 1.0), ("companyCode", "X"), ("resellerActive", True)],
)
def test_some_members_are_the_administrators(world: World, member: str, value: object) -> None:
    number = world["customer"]
    for person in ("reseller", "customer"):
        changed = {**read(number), member: value}
        assert refused("updateAccount", changed, as_=PEOPLE[person]) == (9002, member)
    soap("Customer", "updateAccount", {**read(number), member: value})
    for kept in ({member: value}, {member: None}):
        again = soap("Customer", "updateAccount", {"id": number, **kept}, as_=PEOPLE["reseller"])
        assert again[member] == value
    changed = {**NEW, member: value}
    assert refused("addAccount", changed, as_=PEOPLE["reseller"]) == (9002, member)


def test_a_false_that_was_null_is_no_change(world: World) -> None:
    changed = {**read(world["customer"]), "resellerActive": False, "balance": 0.0}
    stored = soap("Customer", "updateAccount", changed, as_=PEOPLE["customer"])
    assert (stored["resellerActive"], stored["balance"]) == (None, None)


def test_a_reseller_gives_its_customers_the_rights_of_its_own(world: World) -> None:
    as_ = PEOPLE["reseller"]
    changed = {**read(world["customer"]), "impersonate": world["reseller"]}
    assert soap("Customer", "updateAccount", changed, as_=as_)["impersonate"] == world["reseller"]
    changed["impersonate"] = world["stranger"]
    assert refused("updateAccount", changed, as_=as_) == (9004, "impersonate")
    changed = {**read(world["reseller"]), "impersonate": world["customer"]}
    assert refused("updateAccount", changed, as_=as_) == (9002, "impersonate")
    changed = {**read(world["customer"]), "impersonate": 0}
    assert soap("Customer", "updateAccount", changed, as_=as_)["impersonate"] == 0


def test_a_customer_cannot_take_more_rights(world: World) -> None:
    as_ = PEOPLE["customer"]
    changed = {**read(world["customer"]), "impersonate": world["reseller"]}
    assert refused("updateAccount", changed, as_=as_) == (9002, "impersonate")


def test_a_login_with_the_rights_of_another_still_sees_itself(world: World) -> None:
    models.Customer.objects.filter(pk=world["customer"]).update(impersonate=world["sibling"])
    listed = soap("Customer", "getCustomers", {}, as_=PEOPLE["customer"])
    assert {row["id"] for row in listed["accounts"]} == {world["customer"], world["sibling"]}


def test_an_empty_customer_is_deleted(world: World) -> None:
    stored = soap("Customer", "addAccount", FULL)
    soap("Customer", "deleteAccount", stored["id"])
    assert refused("getAccount", stored["id"])[0] == 5000
    assert refused("deleteAccount", stored["id"])[0] == 5000


def test_a_customer_that_records_belong_to_stays(world: World) -> None:
    number = soap("Customer", "addAccount", {**NEW, "reseller": world["reseller"]})["id"]
    domain = {"domain": "new.example", "customer": number}
    soap("Sip", "addDomain", domain)
    assert refused("deleteAccount", number)[0] == 5002
    soap("Sip", "deleteDomain", "new.example")
    account = {"id": sip_id("new@customer.example"), "password": "x", "owner": number}
    soap("Sip", "addAccount", account)
    assert refused("deleteAccount", number)[0] == 5002
    soap("Sip", "deleteAccount", account["id"])
    alias = {"id": sip_id("i@customer.example"), "target": account["id"], "owner": number}
    soap("Sip", "addAlias", alias)
    assert refused("deleteAccount", number)[0] == 5002
    soap("Sip", "deleteAlias", alias["id"])
    soap("Customer", "deleteAccount", number)


def test_a_reseller_with_customers_stays(world: World) -> None:
    number = soap("Customer", "addAccount", NEW)["id"]
    child = {"username": "child", "password": "x", "reseller": number}
    other = soap("Customer", "addAccount", child)["id"]
    assert refused("deleteAccount", number)[0] == 5002
    soap("Customer", "deleteAccount", other)
    soap("Customer", "deleteAccount", number)


def test_one_whose_rights_another_has_stays(world: World) -> None:
    number = soap("Customer", "addAccount", {**NEW, "reseller": world["reseller"]})["id"]
    other = {**read(world["customer"]), "impersonate": number}
    soap("Customer", "updateAccount", other)
    assert refused("deleteAccount", number)[0] == 5002


def test_nobody_deletes_itself(world: World) -> None:
    for person in ("reseller", "customer"):
        assert refused("deleteAccount", world[person], as_=PEOPLE[person])[0] == 9002


def test_resellers_are_listed_alone(world: World) -> None:
    listed = soap("Customer", "getResellers", {"orderBy": {"attribute": "customer"}})
    assert [row["id"] for row in listed["accounts"]] == [
        world[name] for name in ("reseller", "inactive", "stranger")
    ]
    only = {"filter": {"only_resellers": "1"}}
    assert soap("Customer", "getCustomers", only)["total"] == 3


def test_a_client_reads_its_login_from_the_resellers(world: World) -> None:
    query = {"filter": {"customer": world["customer"]}}
    for as_ in (ADMIN, PEOPLE["customer"], replace(ADMIN, impersonate=world["reseller"])):
        (row,) = soap("Customer", "getResellers", query, as_=as_)["accounts"]
        assert (row["id"], row["password"]) == (world["customer"], PASSWORD)
    assert soap("Customer", "getResellers", query, as_=PEOPLE["stranger"])["total"] == 0


def test_a_fault_names_everything_that_keeps_a_customer_from_being_deleted() -> None:
    relations = models.Customer._meta.related_objects
    protecting = {each.get_accessor_name() for each in relations if each.on_delete is PROTECT}
    # A gateway is its carrier's; the carrier comes first.
    assert protecting - {"gateways"} <= {relation for relation, _kind in HELD}
