"""Groups, the managed ones among them, and the rights that they need."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, refusal, sip_id, soap

refused = partial(refusal, "Sip")
ALICE = sip_id("alice@customer.example")


def groups(as_: Person = ADMIN) -> list[str]:
    listed = soap("Sip", "getGroups", ALICE, as_=as_)
    assert listed == soap("Sip", "getAccount", ALICE, as_=as_)["groups"]
    return list(listed)


def write(as_: Person = ADMIN, **members: Any) -> None:
    soap("Sip", "updateAccount", {"id": ALICE, **members}, as_=as_)


def forget(name: str, customer: int) -> None:
    models.CustomerProperty.objects.filter(customer=customer, name=name).delete()


def test_a_group_is_granted_and_revoked(world: World) -> None:
    soap("Sip", "addToGroup", ALICE, "blocked")
    assert groups() == ["blocked"]
    soap("Sip", "removeFromGroup", ALICE, "blocked")
    assert groups() == []


def test_granting_twice_and_revoking_twice_have_their_codes(world: World) -> None:
    soap("Sip", "addToGroup", ALICE, "blocked")
    assert refused("addToGroup", ALICE, "blocked")[0] == 1030
    soap("Sip", "removeFromGroup", ALICE, "blocked")
    assert refused("removeFromGroup", ALICE, "blocked")[0] == 1031


@pytest.mark.parametrize("name", [None, "", " ", "x" * 65])
def test_a_group_has_a_name(world: World, name: str | None) -> None:
    for operation in ("addToGroup", "removeFromGroup"):
        assert refused(operation, ALICE, name) == (9004, "group")


def test_a_group_moves_the_change_date(world: World) -> None:
    models.Account.objects.update(changed="2020-01-01T00:00:00Z")
    soap("Sip", "addToGroup", ALICE, "blocked")
    assert soap("Sip", "getAccount", ALICE)["changeDate"] > "2021"


def test_the_prepaid_group_mirrors_the_flag(world: World) -> None:
    write(prepaid=True)
    assert groups() == ["prepaid"]
    write(prepaid=False, groups=["prepaid"])
    assert groups() == []


def test_the_prepaid_group_alone_sets_the_flag(world: World) -> None:
    write(groups=["prepaid"])
    assert soap("Sip", "getAccount", ALICE)["prepaid"] is True


@pytest.mark.parametrize("person", ["admin", "customer"])
@pytest.mark.parametrize("operation", ["addToGroup", "removeFromGroup"])
def test_the_prepaid_group_is_reserved(world: World, operation: str, person: str) -> None:
    assert refused(operation, ALICE, "prepaid", as_=PEOPLE[person]) == (9002, "group")


def test_a_written_list_neither_lifts_nor_sets_the_quota_block(world: World) -> None:
    write(groups=["quota"])
    assert groups() == []
    soap("Sip", "addToGroup", ALICE, "quota", as_=PEOPLE["customer"])
    write(groups=["sms"])
    assert groups() == ["quota", "sms"]
    soap("Sip", "removeFromGroup", ALICE, "quota", as_=PEOPLE["customer"])
    assert groups() == ["sms"]


def test_interception_is_for_the_administrator_and_hidden_from_all_others(world: World) -> None:
    soap("Sip", "addToGroup", ALICE, "intercept")
    assert groups() == ["intercept"]
    query = {"filter": {"groups": ["intercept"]}}
    assert soap("Sip", "getAccounts", query)["total"] == 1
    for person in ("reseller", "customer"):
        assert groups(PEOPLE[person]) == []
        assert soap("Sip", "getAccounts", query, as_=PEOPLE[person])["total"] == 0
        write(PEOPLE[person], groups=[])
        for operation in ("addToGroup", "removeFromGroup"):
            assert refused(operation, ALICE, "intercept", as_=PEOPLE[person]) == (9002, "group")
    assert groups() == ["intercept"]


def test_pstn_access_needs_the_right_of_the_reseller(world: World) -> None:
    soap("Sip", "addToGroup", ALICE, "free-pstn", as_=PEOPLE["customer"])
    write(PEOPLE["customer"], groups=[])
    forget("pstn_access", world["reseller"])
    for person in ("reseller", "customer"):
        assert refused("addToGroup", ALICE, "free-pstn", as_=PEOPLE[person]) == (9002, "groups")
        changed = {"id": ALICE, "groups": ["free-pstn"]}
        assert refused("updateAccount", changed, as_=PEOPLE[person]) == (9002, "groups")
    soap("Sip", "addToGroup", ALICE, "free-pstn")


def test_pstn_access_that_was_given_survives_and_may_be_taken(world: World) -> None:
    soap("Sip", "addToGroup", ALICE, "free-pstn")
    forget("pstn_access", world["reseller"])
    write(PEOPLE["customer"], groups=["free-pstn", "sms"])
    assert groups() == ["free-pstn", "sms"]
    soap("Sip", "removeFromGroup", ALICE, "free-pstn", as_=PEOPLE["customer"])
    assert groups() == ["sms"]


@pytest.mark.parametrize(
    ("person", "without", "allowed"),
    [
        ("admin", "reseller", True),
        ("reseller", "customer", True),
        ("reseller", "reseller", False),
        ("customer", "sibling", True),
        ("customer", "customer", False),
        ("customer", "reseller", False),
    ],
)
def test_switching_prepaid_needs_the_right_on_each_level(
    world: World, person: str, without: str, allowed: bool
) -> None:
    forget("prepaid_changes", world[without])
    new = {"id": sip_id("new@customer.example"), "password": "x", "prepaid": False}
    stored = soap("Sip", "addAccount", new, as_=PEOPLE[person])
    assert stored["prepaid"] is not allowed
    switched = {**stored, "prepaid": not stored["prepaid"]}
    if allowed:
        soap("Sip", "updateAccount", switched, as_=PEOPLE[person])
    else:
        assert refused("updateAccount", switched, as_=PEOPLE[person]) == (9002, "prepaid")
        kept = {**stored, "prepaid": None, "groups": []}
        assert soap("Sip", "updateAccount", kept, as_=PEOPLE[person])["prepaid"] is True


def test_whoever_may_not_switch_may_make_an_account_prepaid_with_its_first_telephone_calls(
    world: World,
) -> None:
    forget("prepaid_changes", world["reseller"])
    as_ = PEOPLE["reseller"]
    postpaid = soap("Sip", "getAccount", ALICE, as_=as_)
    assert postpaid["prepaid"] is False
    granted = {**postpaid, "prepaid": True, "groups": ["free-pstn"]}
    stored = soap("Sip", "updateAccount", granted, as_=as_)
    assert (stored["prepaid"], stored["groups"]) == (True, ["free-pstn", "prepaid"])
    back = {**stored, "prepaid": False}
    assert refused("updateAccount", back, as_=as_) == (9002, "prepaid")


def test_an_account_that_has_telephone_calls_is_not_made_prepaid_without_the_right(
    world: World,
) -> None:
    write(groups=["free-pstn"])
    forget("prepaid_changes", world["reseller"])
    as_ = PEOPLE["reseller"]
    switched = {**soap("Sip", "getAccount", ALICE, as_=as_), "prepaid": True}
    assert refused("updateAccount", switched, as_=as_) == (9002, "prepaid")
