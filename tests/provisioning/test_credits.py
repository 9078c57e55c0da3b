"""Credits: limits of a customer and of its reseller; test_races.py has calls that race."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from ngnpanel.provisioning import models
from ngnpanel.provisioning.credits import limit
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, SoapFault, sip_id, soap

ALIAS_TARGET = sip_id("alice@customer.example")


def give(customer: int, name: str, value: str | None) -> None:
    models.CustomerProperty.objects.filter(customer=customer, name=name).delete()
    if value is not None:
        models.CustomerProperty.objects.create(
            customer_id=customer, name=name, value=value, permission="admin"
        )


def add(user: str, as_: Person, kind: str = "addAccount", domain: str = "customer") -> int:
    """The code of the fault, 0 when the record was added."""
    record: dict[str, Any] = {"id": sip_id(f"{user}@{domain}.example")}
    record |= {"password": "x"} if kind == "addAccount" else {"target": ALIAS_TARGET}
    try:
        soap("Sip", kind, record, as_=as_)
    except SoapFault as fault:
        return fault.code
    return 0


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("5", 5),
        (" 5 ", 5),
        ("0", 0),
        ("", 0),
        (None, 0),
        ("five", 0),
        ("-1", 0),
        ("1e3", 0),
        ("unlimited", 0),
    ],
)
def test_the_text_of_a_credit(text: str | None, allowed: int) -> None:
    assert limit(text) == allowed


@pytest.mark.parametrize(("default", "allowed"), [(None, 0), ("0", 0), ("3", 3)])
def test_a_missing_credit_is_what_the_settings_say(
    settings: Settings, default: str | None, allowed: int
) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "DEFAULT_CREDIT": default}
    assert limit(None) == limit("") == limit(" ") == allowed
    settings.PROVISIONING = {**settings.PROVISIONING, "DEFAULT_CREDIT": "unlimited"}
    assert limit(None) is None
    assert limit("") is None
    assert limit("no number") == 0


@pytest.mark.parametrize(
    ("kind", "name", "used"),
    [("addAccount", "sip_credit", 1), ("addAlias", "sip_alias_credit", 0)],
)
def test_a_customer_adds_up_to_its_credit(world: World, kind: str, name: str, used: int) -> None:
    give(world["customer"], name, str(used + 1))
    assert add("one", PEOPLE["customer"], kind) == 0
    assert add("two", PEOPLE["customer"], kind) == 9003
    assert add("two", PEOPLE["reseller"], kind) == 9003


@pytest.mark.parametrize(
    ("kind", "name", "used"),
    [("addAccount", "sip_credit", 3), ("addAlias", "sip_alias_credit", 0)],
)
def test_the_customers_of_a_reseller_share_its_credit(
    world: World, kind: str, name: str, used: int
) -> None:
    give(world["reseller"], name, str(used + 1))
    assert add("one", PEOPLE["sibling"], kind, "sibling") == 0
    assert add("two", PEOPLE["customer"], kind) == 9003
    assert add("two", PEOPLE["reseller"], kind, "reseller") == 9003


@pytest.mark.parametrize("level", ["customer", "reseller"])
def test_without_a_credit_nothing_can_be_added(world: World, level: str) -> None:
    give(world[level], "sip_credit", None)
    assert add("one", PEOPLE["customer"]) == 9003


def test_the_administrator_is_limited_only_while_it_impersonates(world: World) -> None:
    give(world["customer"], "sip_credit", "0")
    assert add("one", ADMIN) == 0
    assert add("two", replace(ADMIN, impersonate=world["customer"])) == 9003


def test_the_customer_of_the_domain_pays_and_not_the_owner(world: World) -> None:
    give(world["sibling"], "sip_credit", "0")
    record = {
        "id": sip_id("one@customer.example"),
        "password": "x",
        "owner": world["sibling"],
    }
    soap("Sip", "addAccount", record, as_=PEOPLE["reseller"])


def test_a_deleted_account_gives_its_credit_back(world: World) -> None:
    give(world["customer"], "sip_credit", "2")
    assert add("one", PEOPLE["customer"]) == 0
    assert add("two", PEOPLE["customer"]) == 9003
    soap("Sip", "deleteAccount", sip_id("one@customer.example"), as_=PEOPLE["customer"])
    assert add("two", PEOPLE["customer"]) == 0


def test_a_refused_number_is_not_used_up(world: World) -> None:
    give(world["customer"], "sip_credit", "1")
    assert add("<autoincrement>", PEOPLE["customer"]) == 9003
    assert models.Domain.objects.get(name="customer.example").last_number == 0
