"""Two calls at the same moment: no sum is lost, and a voucher pays once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils.timezone import now

from ngnpanel.provisioning import models, vouchers
from tests.provisioning.conftest import PEOPLE, World, make_world
from tests.provisioning.soap import Person, SoapFault, sip_id, soap

ALICE = sip_id("alice@customer.example")
CUSTOMER, RESELLER = PEOPLE["customer"], PEOPLE["reseller"]
CROWD = 4


@pytest.fixture
def shared(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    """A world in a database where transactions of threads meet as they do in production.

    SQLite's database of the tests lies in memory and ends with its last connection, so that
    connection is put aside meanwhile.
    """
    connection = connections["default"]
    if connection.vendor != "sqlite":
        yield make_world()
        return
    name, kept = connection.settings_dict["NAME"], connection.connection
    connection.connection = None
    connection.settings_dict["NAME"] = str(tmp_path / "race.sqlite3")
    try:
        call_command("migrate", verbosity=0)
        yield make_world()
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.connection = name, kept


def crowd(blocker: Any, act: Callable[[int], Any]) -> list[int]:
    """The fault codes, 0 for none, of calls that start together."""
    together = Barrier(CROWD)

    def one(number: int) -> int:
        with blocker.unblock():
            together.wait(timeout=10)
            try:
                act(number)
            except SoapFault as refused:
                return refused.code
            finally:
                connections.close_all()
            return 0

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(one, range(CROWD)))


def history() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = soap("Sip", "getCreditHistory", ALICE, 200)["entries"]
    return found


def test_no_sum_is_lost_and_the_first_ones_make_one_balance(
    shared: World, django_db_blocker: Any
) -> None:
    codes = crowd(django_db_blocker, lambda number: soap("Sip", "addBalance", ALICE, 1, ""))
    assert codes == [0] * CROWD
    assert [entry["balance"] for entry in history()] == [4.0, 3.0, 2.0, 1.0]
    assert models.Balance.objects.get().amount == CROWD


def test_the_last_money_is_taken_once(shared: World, django_db_blocker: Any) -> None:
    soap("Sip", "addBalance", ALICE, 10, "")
    codes = crowd(
        django_db_blocker,
        lambda number: soap("Sip", "addBalance", ALICE, -10, "", as_=CUSTOMER),
    )
    assert Counter(codes) == {0: 1, 1112: CROWD - 1}
    assert [entry["balance"] for entry in history()] == [0.0, 10.0]


def test_a_voucher_pays_once_whoever_asks(shared: World, django_db_blocker: Any) -> None:
    reseller = models.Customer.objects.get(pk=shared["reseller"])
    made = vouchers.make(reseller, 1, Decimal(10), now() + timedelta(days=1))[0]
    card = {"id": made.voucher.pk, "number": made.number}
    # Two accounts, so that no lock of an account keeps the calls apart.
    accounts = [ALICE, sip_id("alice@sibling.example")]

    def use(number: int) -> Any:
        person: Person = RESELLER
        return soap("Sip", "addBalanceFromVoucher", accounts[number % 2], card, as_=person)

    assert Counter(crowd(django_db_blocker, use)) == {0: 1, 1110: CROWD - 1}
    assert sum(models.Balance.objects.values_list("amount", flat=True)) == 10
    assert models.CreditEntry.objects.count() == 1
