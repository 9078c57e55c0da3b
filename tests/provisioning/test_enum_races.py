"""Calls about ENUM at the same moment: sizes, credits and places of numbers hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World, make_world
from tests.provisioning.racing import Race, call, real_database
from tests.provisioning.soap import soap
from tests.provisioning.test_enum_nesting import require_longest

ARPA = "e164.arpa"
ROUNDS = 4


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


def a_range(prefix: str, **members: Any) -> dict[str, Any]:
    return {"id": {"prefix": prefix, "tld": ARPA}, **members}


def number(digits: str, **members: Any) -> dict[str, Any]:
    mappings = [{"type": "sip", "mapto": "alice@customer.example"}]
    return {"id": {"number": digits, "tld": ARPA}, "mappings": mappings, **members}


def test_the_last_place_in_a_range_goes_to_one(race: Race, open_world: World) -> None:
    for each in range(1, ROUNDS):
        prefix = f"312080{each}"
        soap("Enum", "addRange", a_range(prefix, customer=open_world["customer"], size=1))
        numbers = [number(f"{prefix}500{last}") for last in range(3)]
        codes = race.run(*(call("Enum", "addNumber", record) for record in numbers))
        assert sorted(codes) == [0, 3006, 3006]


def test_the_last_credit_for_numbers_goes_to_one(race: Race, open_world: World) -> None:
    credit = models.CustomerProperty.objects.filter(name="enum_number_credit")
    for prefix, name in (("3120801", "customer"), ("3120802", "sibling")):
        soap("Enum", "addRange", a_range(prefix, customer=open_world[name]))
    for each in range(ROUNDS):
        credit.filter(customer=open_world["reseller"]).update(value=str(each + 1))
        codes = race.run(
            call("Enum", "addNumber", number(f"3120801500{each}"), as_=PEOPLE["customer"]),
            call("Enum", "addNumber", number(f"3120802500{each}"), as_=PEOPLE["sibling"]),
        )
        assert sorted(codes) == [0, 9003]


def test_one_of_two_ranges_that_overlap_is_added(race: Race, open_world: World) -> None:
    for each in range(ROUNDS):
        outer, inner = f"31208{each}", f"31208{each}5"
        codes = race.run(
            call("Enum", "addRange", a_range(outer), as_=PEOPLE["stranger"]),
            call("Enum", "addRange", a_range(inner), as_=PEOPLE["customer"]),
        )
        assert sorted(codes) == [0, 3001]


def test_a_number_lies_in_the_longest_range_whoever_comes_first(
    race: Race, open_world: World
) -> None:
    customer = open_world["customer"]
    soap("Enum", "addRange", a_range("31208", customer=open_world["reseller"]))
    for each in range(ROUNDS):
        inner = f"312080{each}"
        numbers = [number(f"{inner}500{last}") for last in range(3)]
        soap("Enum", "addNumber", number(f"{inner}5009"))
        codes = race.run(
            *(call("Enum", "addNumber", record) for record in numbers),
            call("Enum", "addRange", a_range(inner, customer=customer), as_=PEOPLE["reseller"]),
            call("Enum", "updateNumber", number(f"{inner}5009", info="changed")),
        )
        assert codes == [0, 0, 0, 0, 0]
        require_longest()
        assert models.EnumRange.objects.get(prefix=inner).numbers.count() == 4


def test_nothing_is_added_to_a_range_that_goes(race: Race) -> None:
    for each in range(ROUNDS):
        soap("Enum", "addRange", a_range(f"3120{each}"))
        codes = race.run(
            call("Enum", "addNumber", number(f"3120{each}005100"[:11])),
            call("Enum", "deleteRange", a_range(f"3120{each}")["id"]),
        )
        assert codes in ([0, 3004], [3005, 0])


def test_every_change_counts_in_the_serial(race: Race) -> None:
    made = soap("Enum", "addRange", a_range("3120800"))
    soap("Enum", "addNumber", number("31208005100"))
    codes = race.run(
        *(call("Enum", "addNumber", number(f"3120800520{last}")) for last in range(3)),
        call("Enum", "updateNumber", number("31208005100", info="a")),
        call("Enum", "updateRange", a_range("3120800", info="b")),
    )
    assert set(codes) == {0}
    assert models.EnumRange.objects.get().serial == made["serial"] + 6


def test_a_crowd_meets_no_internal_error(race: Race, open_world: World) -> None:
    acts = []
    soap("Enum", "addRange", a_range("312080", customer=open_world["customer"], minDigits=7))
    for each in range(3):
        inner = a_range(f"312080{each % 2}", minDigits=8, customer=open_world["customer"])
        record = number(f"312080{each % 2}5")
        acts += [
            call("Enum", "addRange", inner),
            call("Enum", "addNumber", record, as_=PEOPLE["customer"]),
            call("Enum", "updateNumber", {**record, "mappings": []}),
            call("Enum", "deleteRange", inner["id"]),
            call("Enum", "getNumbers", {}),
        ]
    for _round in range(ROUNDS):
        assert set(race.run(*acts)) <= {0, 3000, 3001, 3002, 3003, 3004}
        require_longest()
