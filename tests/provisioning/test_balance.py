"""Prepaid credit over SOAP: changes, their history, and who may."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.balance import DIGITS, MAX_AMOUNT, amount, change
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, SoapFault, fault_of, request, sip_id, soap

ALICE = sip_id("alice@customer.example")
CUSTOMER, RESELLER = PEOPLE["customer"], PEOPLE["reseller"]


def add(value: object, description: str | None = "", as_: Person = ADMIN) -> dict[str, float]:
    found: dict[str, float] = soap("Sip", "addBalance", ALICE, value, description, as_=as_)
    return found


def refusal(value: object, description: str | None = "", as_: Person = ADMIN) -> tuple[int, str]:
    with pytest.raises(SoapFault) as refused:
        add(value, description, as_)
    return refused.value.code, refused.value.field


def balance() -> float:
    found: float = soap("Sip", "getPrepaidStatus", [ALICE])[0]["balance"]
    return found


def history(count: int | None = 200, **as_: Person) -> dict[str, Any]:
    found: dict[str, Any] = soap("Sip", "getCreditHistory", ALICE, count, **as_)
    return found


def take(customer: int, name: str) -> None:
    models.CustomerProperty.objects.filter(customer=customer, name=name).delete()


def test_a_change_tells_the_balance_before_and_after(world: World) -> None:
    assert add(12.5, "Start") == {"old_balance": 0.0, "new_balance": 12.5}
    assert add("-2.4999") == {"old_balance": 12.5, "new_balance": 10.0001}
    assert balance() == 10.0001


def test_the_history_is_newest_first_with_the_running_balance(world: World) -> None:
    add(20, " Paid in cash ")
    add(-5, None)
    told = history()
    assert told["total"] == 2
    seen = [
        (each["action"], each["description"], each["value"], each["balance"])
        for each in told["entries"]
    ]
    assert seen == [
        ("Debit balance", "", -5.0, 15.0),
        ("Set balance", "Paid in cash", 20.0, 20.0),
    ]
    assert len(told["entries"][0]["date"]) == len("2026-11-23 16:09:21")


def test_the_description_may_be_left_out(world: World) -> None:
    body = request("Sip", "addBalance", ALICE, 5, None).replace(b"<description/>", b"")
    assert b"description" not in body
    assert soap("Sip", "addBalance", ALICE, 5, None)["new_balance"] == 5
    assert history()["entries"][0]["description"] == ""


def test_tenths_do_not_drift(world: World) -> None:
    for _each in range(10):
        add(0.1)
    assert balance() == 1.0
    assert models.Balance.objects.get().amount == 1


def test_a_postpaid_account_has_a_balance_as_well(world: World) -> None:
    assert not models.Account.objects.get(domain__name="customer.example").prepaid
    assert add(3, as_=CUSTOMER)["new_balance"] == 3.0


@pytest.mark.parametrize("count", [0, 1, 2, 5000, 5001, 2**31 - 1, None])
def test_the_history_is_as_long_as_asked_for(world: World, count: int | None) -> None:
    add(1)
    add(2)
    add(3)
    told = history(count)
    assert told["total"] == 3
    assert len(told["entries"]) == min(3 if count is None else count, 3)


def test_the_history_never_holds_more_than_5000(world: World) -> None:
    account = models.Account.objects.get(domain__name="customer.example")
    models.CreditEntry.objects.bulk_create(
        models.CreditEntry(account=account, action="Debit balance", value=-1, balance=-1)
        for _each in range(5001)
    )
    told = history(None)
    assert (told["total"], len(told["entries"])) == (5001, 5000)


def test_an_account_without_history_has_an_empty_one(world: World) -> None:
    assert history() == {"total": 0, "entries": []}


def test_a_negative_count_is_refused(world: World) -> None:
    with pytest.raises(SoapFault) as refused:
        history(-1)
    assert (refused.value.code, refused.value.field) == (9004, "count")


@pytest.mark.parametrize(
    "value",
    [
        *("NaN", "INF", "-inf", "1e400", "1e300", "-1e12", "100000000000", "0", "0.00004"),
        *("ten", "1_0", "true", "", None),
    ],
)
def test_what_is_no_amount_is_refused(world: World, value: str | None) -> None:
    add(5)
    assert refusal(value) == (9004, "value")
    assert (balance(), history()["total"]) == (5.0, 1)


@pytest.mark.parametrize("words", ["x" * 256, "tab\there", "line\nend", "bell\x7f"])
def test_what_is_no_description_is_refused(world: World, words: str) -> None:
    assert refusal(5, words) == (9004, "description")
    assert history()["total"] == 0


def test_a_sum_beyond_all_bounds_changes_nothing(world: World) -> None:
    add(float(MAX_AMOUNT))
    assert refusal(1) == (9004, "value")
    assert Decimal(str(balance())) == MAX_AMOUNT
    assert history()["total"] == 1


def test_only_the_administrator_takes_more_than_there_is(world: World) -> None:
    add(5)
    for person in (CUSTOMER, RESELLER, Person(*_admin(), True, world["customer"])):
        assert refusal(-5.0001, as_=person) == (1112, "value")
    assert add(-5, as_=CUSTOMER)["new_balance"] == 0.0
    assert add(-7)["new_balance"] == -7.0


def test_whoever_pays_into_a_debt_is_welcome(world: World) -> None:
    add(-7)
    assert add(3, as_=CUSTOMER)["new_balance"] == -4.0
    assert refusal(-1, as_=CUSTOMER) == (1112, "value")


def _admin() -> tuple[str, str]:
    return ADMIN.username, ADMIN.password


def test_prepaid_changes_is_needed_on_both_levels(world: World) -> None:
    take(world["customer"], "prepaid_changes")
    assert refusal(5, as_=CUSTOMER) == (9002, "value")
    assert add(5, as_=RESELLER)["new_balance"] == 5.0
    take(world["reseller"], "prepaid_changes")
    assert refusal(5, as_=RESELLER) == (9002, "value")
    assert add(5)["new_balance"] == 10.0


def test_the_status_is_in_the_order_asked_for(world: World) -> None:
    soap("Sip", "addAccount", {"id": sip_id("bob@customer.example"), "password": "x"})
    add(5)
    asked = ["bob@customer.example", "ALICE@Customer.Example", "bob@customer.example"]
    told = soap("Sip", "getPrepaidStatus", [sip_id(address) for address in asked])
    assert [(each["account"]["username"], each["balance"]) for each in told] == [
        ("bob", 0.0),
        ("alice", 5.0),
        ("bob", 0.0),
    ]
    assert told[0]["callInProgress"] is None
    assert soap("Sip", "getPrepaidStatus", []) == []


def test_one_query_tells_the_status_of_many(world: World) -> None:
    domain = models.Domain.objects.get(name="customer.example")
    models.Account.objects.bulk_create(
        models.Account(domain=domain, username=f"user{number}") for number in range(60)
    )
    counts = []
    for many in (1, 60):
        asked = [sip_id(f"user{number}@customer.example") for number in range(many)]
        soap("Sip", "getPrepaidStatus", asked)
        with CaptureQueriesContext(connection) as queries:
            soap("Sip", "getPrepaidStatus", [*asked, ALICE])
        counts.append(len(queries))
    assert counts == [1, 1]


@pytest.mark.parametrize("address", ["nobody@customer.example", "alice@nowhere.example", "@"])
def test_an_unknown_account_refuses_the_whole_status(world: World, address: str) -> None:
    with pytest.raises(SoapFault) as refused:
        soap("Sip", "getPrepaidStatus", [ALICE, sip_id(address)])
    assert refused.value.code in (1010, 9004)
    assert soap("Sip", "getPrepaidStatus", [ALICE])[0]["balance"] == 0.0


def test_the_status_of_too_many_is_refused(world: World) -> None:
    many = [sip_id(f"user{number}@customer{number}.example") for number in range(500)]
    assert fault_of(request("Sip", "getPrepaidStatus", many)).code == 1010
    assert fault_of(request("Sip", "getPrepaidStatus", [*many, ALICE])).code == 9004


def test_a_deleted_account_takes_balance_and_history_along(world: World) -> None:
    add(5)
    soap("Sip", "deleteAccount", ALICE)
    assert not models.Balance.objects.exists()
    assert not models.CreditEntry.objects.exists()
    with pytest.raises(SoapFault) as refused:
        history()
    assert refused.value.code == 1010
    soap("Sip", "addAccount", {"id": ALICE, "password": "x"})
    assert (balance(), history()["total"]) == (0.0, 0)


def test_the_database_knows_the_bounds(world: World) -> None:
    account = models.Account.objects.get(domain__name="customer.example")
    # PostgreSQL's column does not even hold it.
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        models.Balance.objects.create(account=account, amount=-MAX_AMOUNT - 1)


@given(st.floats(-1e11, 1e11).filter(lambda value: abs(value) <= MAX_AMOUNT))
def test_a_sum_survives_the_wire(value: float) -> None:
    kept = amount(value)
    assert abs(kept - Decimal(str(value))) <= Decimal("0.00005")
    assert amount(float(kept)) == kept
    assert len(kept.as_tuple().digits) <= DIGITS


@given(st.floats())
def test_every_number_is_a_sum_or_refused(value: float) -> None:
    found = None
    with suppress(RuleError):
        found = change(value)
    assert found is None or 0 < abs(found) <= MAX_AMOUNT
