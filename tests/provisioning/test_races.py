"""Two calls at the same moment: one wins, the other gets the fault that a later call would get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

from ngnpanel.provisioning import models, running
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller, Kind
from tests.provisioning.conftest import PEOPLE, World, make_world
from tests.provisioning.racing import Race, call, real_database
from tests.provisioning.soap import ADMIN, sip_id, soap

ALICE = sip_id("alice@customer.example")
ROUNDS = 3
CALLER = Caller(kind=Kind.ADMINISTRATOR, name="admin")


@pytest.fixture
def open_world(
    transactional_db: None, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The world, committed."""
    with real_database(tmp_path, tmp_path_factory.getbasetemp() / "races.sqlite3"):
        yield make_world()


@pytest.fixture
def race(open_world: World, django_db_blocker: Any) -> Race:
    """Runs calls at once."""
    return Race(django_db_blocker)


def give(customer: int, name: str, value: int) -> None:
    models.CustomerProperty.objects.filter(customer=customer, name=name).update(value=str(value))


def account(user: str, domain: str = "customer") -> dict[str, Any]:
    return {"id": sip_id(f"{user}@{domain}.example"), "password": "x"}


def alias(user: str, domain: str = "customer") -> dict[str, Any]:
    return {"id": sip_id(f"{user}@{domain}.example"), "target": ALICE}


@pytest.mark.parametrize(
    ("operation", "credit", "used"),
    [("addAccount", "sip_credit", 1), ("addAlias", "sip_alias_credit", 0)],
)
def test_the_last_credit_of_a_customer_goes_to_one(
    race: Race, open_world: World, operation: str, credit: str, used: int
) -> None:
    record = account if operation == "addAccount" else alias
    for number in range(ROUNDS):
        give(open_world["customer"], credit, used + number + 1)
        acts = [
            call("Sip", operation, record(f"{name}{number}"), as_=PEOPLE["customer"])
            for name in ("one", "two", "three")
        ]
        assert sorted(race.run(*acts)) == [0, 9003, 9003]


def test_the_last_credit_of_a_reseller_goes_to_one_of_its_customers(
    race: Race, open_world: World
) -> None:
    for number in range(ROUNDS):
        give(open_world["reseller"], "sip_credit", 4 + number)
        codes = race.run(
            call("Sip", "addAccount", account(f"a{number}"), as_=PEOPLE["customer"]),
            call("Sip", "addAccount", account(f"a{number}", "sibling"), as_=PEOPLE["sibling"]),
            call("Sip", "addAccount", account(f"a{number}", "reseller"), as_=PEOPLE["reseller"]),
        )
        assert sorted(codes) == [0, 9003, 9003]


@pytest.mark.parametrize(
    ("port", "operation", "arguments", "code"),
    [
        ("Sip", "addAccount", [account("new")], 1011),
        ("Sip", "addAlias", [alias("new")], 1021),
        ("Sip", "addDomain", [{"domain": "new.example"}], 1001),
        ("Sip", "addToGroup", [ALICE, "blocked"], 1030),
        ("Sip", "addPhonebookEntry", [ALICE, {"uri": "sip:bob@b.example", "name": "Bob"}], 1041),
        ("Customer", "addAccount", [{"username": "new", "password": "x"}], 5001),
        (
            "Voicemail",
            "addAccount",
            [{"sipId": ALICE, "password": "1234", "name": "A", "email": "a@b.example"}],
            2001,
        ),
        ("Dns", "addZone", [{"name": "new.example"}], 7001),
        ("Enum", "addRange", [{"id": {"prefix": "31", "tld": "e164.arpa"}}], 3001),
    ],
)
def test_the_same_record_is_added_once(
    race: Race, port: str, operation: str, arguments: list[Any], code: int
) -> None:
    acts = [call(port, operation, *arguments) for _ in range(3)]
    assert sorted(race.run(*acts)) == [0, code, code]


def test_an_account_and_an_alias_cannot_share_an_address(race: Race) -> None:
    for number in range(ROUNDS):
        first, second = race.run(
            call("Sip", "addAccount", account(f"both{number}")),
            call("Sip", "addAlias", alias(f"both{number}")),
        )
        assert (first, second) in {(0, 1021), (1011, 0)}


def test_generated_numbers_are_given_once(race: Race) -> None:
    added = [call("Sip", "addAccount", account("<autoincrement>")) for _ in range(4)]
    assert race.run(*added) == [0, 0, 0, 0]
    names = models.Account.objects.exclude(username="alice").values_list("username", flat=True)
    assert sorted(names) == ["1", "2", "3", "4"]


def test_one_of_two_deletions_finds_nothing(race: Race) -> None:
    for operation, argument, code in (
        ("deleteAccount", ALICE, 1010),
        ("deleteDomain", "customer.example", 1000),
    ):
        acts = [call("Sip", operation, argument) for _ in range(2)]
        assert sorted(race.run(*acts)) == [0, code]


def test_nothing_is_added_to_a_domain_that_goes(race: Race) -> None:
    for number in range(ROUNDS):
        soap("Sip", "addDomain", {"domain": f"go{number}.example"})
        record = {"id": sip_id(f"new@go{number}.example"), "password": "x"}
        codes = race.run(
            call("Sip", "addAccount", record),
            call("Sip", "deleteDomain", f"go{number}.example"),
        )
        assert codes in ([0, 1002], [1000, 0])


def test_nothing_is_given_to_a_customer_that_goes(race: Race) -> None:
    for number in range(ROUNDS):
        made = soap("Customer", "addAccount", {"username": f"go{number}", "password": "x"})
        domain = {"domain": f"of{number}.example", "customer": made["id"], "reseller": made["id"]}
        owned = {**account(f"of{number}"), "owner": made["id"]}
        codes = race.run(
            call("Sip", "addDomain", domain),
            call("Customer", "deleteAccount", made["id"]),
            call("Sip", "addAccount", owned),
        )
        if codes[1] == 0:
            assert (codes[0], codes[2]) == (9004, 9004)
        else:
            assert codes[1] == 5002
            assert {codes[0], codes[2]} <= {0, 9004}


def test_calls_for_one_account_come_one_after_the_other(race: Race) -> None:
    groups = [call("Sip", "addToGroup", ALICE, f"group{number}") for number in range(4)]
    properties = [{"name": "a", "value": "1"}]
    update = {**account("alice"), "properties": properties, "groups": ["blocked"]}
    codes = race.run(*groups, call("Sip", "updateAccount", update))
    assert set(codes) == {0}
    written = list(models.Change.objects.values_list("sequence", flat=True))
    assert written == list(range(1, len(written) + 1))


def test_a_crowd_meets_no_internal_error(race: Race, open_world: World) -> None:
    person = replace(ADMIN, impersonate=open_world["customer"])
    acts = []
    for number in range(4):
        acts += [
            call("Sip", "addAccount", account(f"same{number % 2}"), as_=person),
            call("Sip", "deleteAccount", sip_id(f"same{number % 2}@customer.example")),
            call("Sip", "addAlias", alias(f"same{number % 3}"), as_=person),
            call("Sip", "deleteAlias", sip_id(f"same{number % 3}@customer.example")),
            call("Sip", "getAccounts", {}),
        ]
    for _ in range(ROUNDS):
        assert set(race.run(*acts)) <= {0, 1010, 1011, 1020, 1021}


def test_calls_that_lock_each_other_out_run_again(race: Race, open_world: World) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("writing transactions of SQLite exclude each other from their start")
    names = ("customer", "sibling")
    together, runs = Barrier(2), []

    def serve(first: str, second: str) -> Any:
        def operation(_call: Call) -> None:
            runs.append(first)
            for name in (first, second):
                rows = models.Customer.objects.select_for_update(no_key=True)
                rows.get(pk=open_world[name])
                if len(runs) <= 2 and name == first:
                    together.wait(timeout=20)

        return lambda: running.write(Call(caller=CALLER), "Test.lock", operation, ())

    assert race.run(serve(*names), serve(*reversed(names))) == [0, 0]
    assert len(runs) == 3


def test_a_reference_that_vanished_is_checked_before_the_feed_is_locked(
    race: Race, open_world: World
) -> None:
    """The transaction waits for the deletion, then runs again and sees what is left."""
    if connection.vendor == "sqlite":
        pytest.skip("writing transactions of SQLite exclude each other from their start")
    deleted, attempts = Event(), []
    stranger = open_world["stranger"]
    models.Domain.objects.filter(customer=stranger).update(customer=None, reseller=None)

    def delete() -> None:
        with transaction.atomic():
            models.Customer.objects.get(pk=stranger).delete()
            deleted.set()

    def refer(_call: Call) -> int:
        attempts.append(1)
        if len(attempts) == 1:
            assert deleted.wait(timeout=20)
            models.Domain.objects.create(name="late.example", customer_id=stranger)
        return models.Customer.objects.filter(pk=stranger).count()

    found: list[int] = []
    assert race.run(
        delete, lambda: found.append(running.write(Call(caller=CALLER), "Test.refer", refer, ()))
    ) == [0, 0]
    assert (found, len(attempts)) == ([0], 2)
    assert not models.Domain.objects.filter(name="late.example").exists()
