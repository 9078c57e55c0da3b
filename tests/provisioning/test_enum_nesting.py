"""ENUM ranges within each other, over SOAP."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngnpanel.enum.domain.ranges import beginnings
from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.numbering import (
    ARPA,
    MAPPINGS,
    add,
    add_number,
    key,
    refused,
    stored,
)
from tests.provisioning.soap import ADMIN, Person, SoapFault, soap


def test_a_range_within_anothers_is_taken_without_a_word_about_whose(world: World) -> None:
    add("3120800", customer=world["customer"])
    told = set()
    for prefix in ("3120800", "31208005", "312080", "3120"):
        with pytest.raises(SoapFault) as caught:
            add(prefix, as_=PEOPLE["stranger"])
        assert (caught.value.code, caught.value.field) == (3001, "prefix")
        told.add(caught.value.text.replace(prefix, ""))
    assert len(told) == 1
    for prefix in ("3120800", "31208005", "312080"):
        assert refused("addRange", {"id": key(prefix)}, as_=PEOPLE["sibling"])[0] == 3001
    assert add("3120801", as_=PEOPLE["stranger"])


def test_customers_carve_nothing_out_of_what_stands_above_them(world: World) -> None:
    add("3120800", customer=world["reseller"])
    add("3120801")
    assert refused("addRange", {"id": key("31208005")}, as_=PEOPLE["customer"])[0] == 3001
    assert refused("addRange", {"id": key("31208015")}, as_=PEOPLE["reseller"])[0] == 3001
    # Their reseller and the administrator hand it out to them.
    customer = world["customer"]
    for inner, person in (("31208005", PEOPLE["reseller"]), ("31208015", ADMIN)):
        assert add(inner, as_=person, customer=customer)["customer"] == customer
    assert add("312080051", as_=PEOPLE["customer"])["customer"] == world["customer"]


def test_a_range_lies_within_one_of_its_chain_whoever_adds_it(world: World) -> None:
    add("3120800", customer=world["customer"])
    for members in ({}, {"reseller": world["reseller"]}, {"customer": world["sibling"]}):
        assert refused("addRange", {"id": key("31208005"), **members})[0] == 3001
    assert refused("addRange", {"id": key("3120"), "customer": world["sibling"]})[0] == 3001
    assert add("3120", reseller=world["reseller"])["customer"] == 0
    assert add("31")["reseller"] == 0


def test_a_range_with_others_inside_or_around_moves_within_the_chain(world: World) -> None:
    add("3120800", customer=world["customer"])
    add("31208005", customer=world["customer"])
    move = {"id": key("3120800"), "customer": world["sibling"]}
    assert refused("updateRange", move, as_=PEOPLE["reseller"]) == (9004, "customer")
    inner = {"id": key("31208005"), "customer": world["sibling"]}
    assert refused("updateRange", inner, as_=PEOPLE["reseller"]) == (9004, "customer")
    # The way: the outer one goes up, the inner one moves, the outer one follows.
    up = {"id": key("3120800"), "customer": world["reseller"]}
    for record in (up, inner, move):
        soap("Enum", "updateRange", record, as_=PEOPLE["reseller"])
    assert stored("3120800")["customer"] == stored("31208005")["customer"] == world["sibling"]


def test_numbers_move_into_a_new_range_within(world: World) -> None:
    add("3120800", customer=world["reseller"], reseller=world["reseller"])
    for number in ("31208005100", "31208005101", "31208006100"):
        add_number(number, owner=world["sibling"])
    inner = add("31208005", customer=world["customer"], size=2)
    assert inner["used"] == 2
    assert stored("3120800")["used"] == 1
    moved = soap("Enum", "getNumber", {"number": "31208005100", "tld": ARPA})
    assert (moved["customer"], moved["owner"]) == (world["customer"], world["sibling"])
    noted = models.Change.objects.filter(operation="Enum.addRange").order_by("sequence")
    keys = [(row.kind, row.key) for row in noted]
    assert keys[1:] == [
        ("enum_range", f"31208005.{ARPA}"),
        ("enum_number", f"31208005100.{ARPA}"),
        ("enum_number", f"31208005101.{ARPA}"),
        ("enum_range", f"3120800.{ARPA}"),
    ]
    assert refused("deleteRange", key("31208005"))[0] == 3004


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"minDigits": 12, "maxDigits": 15}, "minDigits"),
        ({"minDigits": 8, "maxDigits": 10}, "maxDigits"),
        ({"size": 1}, "size"),
    ],
)
def test_a_range_within_has_room_for_the_numbers_that_move(
    world: World, members: dict[str, Any], field: str
) -> None:
    add("3120800")
    add_number("31208005100")
    add_number("31208005101")
    assert refused("addRange", {"id": key("31208005"), **members}) == (9004, field)
    assert stored("3120800")["used"] == 2


def test_a_number_goes_to_the_longest_range_after_ranges_come_and_go(world: World) -> None:
    add("3120800", customer=world["reseller"])
    add("31208005", customer=world["customer"])
    soap("Enum", "deleteRange", key("31208005"))
    add_number("31208005100")
    assert stored("3120800")["used"] == 1
    # A range around has numbers only of what it alone covers.
    add("312080", customer=world["reseller"])
    assert (stored("312080")["used"], stored("3120800")["used"]) == (0, 1)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_number_lies_in_the_longest_range_that_its_holder_may_use(
    world: World, data: st.DataObject
) -> None:
    people = st.sampled_from(["admin", "reseller", "customer", "sibling", "stranger"])
    digits = st.text("12", min_size=1, max_size=3).map(lambda text: f"3120{text}")
    with transaction.atomic():
        for _step in range(data.draw(st.integers(1, 12))):
            person, number = PEOPLE[data.draw(people)], data.draw(digits)
            operation = data.draw(st.sampled_from(["addRange", "addNumber", "deleteRange"]))
            holder = world.ids.get(data.draw(people), 0)
            records: dict[str, Any] = {
                "addRange": {
                    "id": key(number),
                    "minDigits": len(number),
                    "maxDigits": 15,
                    "customer": holder if person in (ADMIN, PEOPLE["reseller"]) else 0,
                },
                "addNumber": {
                    "id": {"number": f"{number}1", "tld": ARPA},
                    "mappings": MAPPINGS,
                },
                "deleteRange": key(number),
            }
            code = code_of(operation, records[operation], person)
            assert code in {0, 3000, 3001, 3003, 3004, 3005, 9004}
            require_longest()
        transaction.set_rollback(True)


def code_of(operation: str, record: dict[str, Any], person: Person) -> int:
    try:
        soap("Enum", operation, record, as_=person)
    except SoapFault as fault:
        return fault.code
    return 0


def require_longest() -> None:
    ranges = {row.prefix: row for row in models.EnumRange.objects.all()}
    for number in models.EnumNumber.objects.select_related("range"):
        longest = [prefix for prefix in beginnings(number.number) if prefix in ranges][-1]
        assert number.range.prefix == longest
    for inner in ranges.values():
        for outer in (ranges.get(prefix) for prefix in beginnings(inner.prefix)):
            if outer is not None:
                assert outer.reseller_id in (None, inner.reseller_id)
                assert outer.customer_id in (None, outer.reseller_id, inner.customer_id)
