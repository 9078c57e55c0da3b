"""PSTN routes over SOAP."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ngnpanel.provisioning import models
from ngnpanel.provisioning.operations.routes import MAX_ROUTES
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.routing import (
    NOBODY,
    RESELLER,
    STRANGER,
    carrier,
    changes,
    refused,
    routes,
    withdraw_access,
)
from tests.provisioning.soap import ADMIN, Person, soap


def found(as_: Person = RESELLER, **filters: Any) -> list[dict[str, Any]]:
    return list(soap("Sip", "getRoutes", {"filter": filters}, as_=as_)["routes"])


def update(*records: dict[str, Any], as_: Person = RESELLER) -> list[dict[str, Any]]:
    return list(soap("Sip", "updateRoutes", list(records), as_=as_))


def test_routes_come_back_as_they_were_written(world: World) -> None:
    number = carrier()["id"]
    stored = routes(
        {"carrier_id": number, "prefix": "+49", "originator": "Example.com", "priority": 3},
        {"carrier_id": number},
    )
    assert found() == [stored[1], stored[0]]
    first = {
        "carrier_id": number,
        "carrier": "Acme",
        "prefix": "0049",
        "originator": "example.com",
        "priority": 3,
        "reseller": world["reseller"],
    }
    assert {name: stored[0][name] for name in first} == first
    assert (stored[1]["prefix"], stored[1]["originator"], stored[1]["priority"]) == ("", "", 0)


def test_a_list_may_be_empty(world: World) -> None:
    assert routes() == []
    assert update() == []
    assert soap("Sip", "addRoutes", None, as_=RESELLER) == []
    soap("Sip", "deleteRoutes", None, as_=RESELLER)
    assert changes() == []


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("prefix", "31"),
        ("prefix", "00x"),
        ("prefix", "0" * 400),
        ("originator", "a b"),
        ("originator", "x" * 400),
        ("originator", "alice@"),
        ("priority", -1),
        ("carrier_id", None),
        ("carrier_id", 0),
    ],
)
def test_a_value_that_breaks_its_rule_is_refused(world: World, member: str, value: Any) -> None:
    number = carrier()["id"]
    (stored,) = routes({"carrier_id": number, "prefix": "0031"})
    bad = {"carrier_id": number, "prefix": "0032", member: value}
    good = {"carrier_id": number, "prefix": "0033"}
    assert refused("addRoutes", [good, bad], as_=RESELLER) == (9004, member)
    assert refused("updateRoutes", [{**bad, "id": stored["id"]}], as_=RESELLER) == (9004, member)
    assert found() == [stored]


def test_a_foreign_or_missing_carrier_takes_no_route(world: World) -> None:
    own, foreign = carrier()["id"], carrier(as_=STRANGER)["id"]
    (stored,) = routes({"carrier_id": own})
    for number in (foreign, carrier("Own", ADMIN)["id"], NOBODY, -1):
        wanted = [{"carrier_id": own, "prefix": "0031"}, {"carrier_id": number}]
        assert refused("addRoutes", wanted, as_=RESELLER) == (1070, "carrier_id")
        moved = [{**stored, "carrier_id": number}]
        assert refused("updateRoutes", moved, as_=RESELLER) == (1070, "carrier_id")
    assert found() == [stored]
    (moved_away,) = update({**stored, "carrier_id": foreign}, as_=ADMIN)
    assert moved_away["reseller"] == world["stranger"]
    assert found() == []


def test_prefix_originator_and_carrier_are_unique(world: World) -> None:
    number, second = carrier()["id"], carrier("Second")["id"]
    wanted = {"carrier_id": number, "prefix": "0031", "originator": "a.example"}
    first, other, _ = routes(
        wanted, {**wanted, "originator": ""}, {**wanted, "carrier_id": second, "priority": 1}
    )
    again = {**wanted, "originator": "sip:A.example", "priority": 7}
    assert refused("addRoutes", [again], as_=RESELLER) == (1101, "prefix")
    new = {**wanted, "prefix": "0032"}
    assert refused("addRoutes", [new, new], as_=RESELLER) == (1101, "prefix")
    changed = {**other, "originator": "a.example"}
    assert refused("updateRoutes", [changed], as_=RESELLER) == (1101, "prefix")
    # Nothing of a refused list is stored, and nothing of it lost.
    assert {row["id"] for row in found()} >= {first["id"], other["id"]}
    assert len(found()) == 3


def test_an_update_replaces_each_route(world: World) -> None:
    number = carrier()["id"]
    first, second = routes(
        {"carrier_id": number, "prefix": "0031", "originator": "a.example", "priority": 5},
        {"carrier_id": number, "prefix": "0032"},
    )
    stored = update({"id": second["id"], "carrier_id": number, "prefix": "0033"}, first)
    assert [row["id"] for row in stored] == [second["id"], first["id"]]
    assert stored[0]["prefix"] == "0033"
    (reset,) = update({"id": first["id"], "carrier_id": number})
    assert (reset["prefix"], reset["originator"], reset["priority"]) == ("", "", 0)
    assert {row["id"] for row in found()} == {first["id"], second["id"]}


def test_two_routes_may_swap_what_they_have(world: World) -> None:
    number = carrier()["id"]
    first, second = routes(
        {"carrier_id": number, "prefix": "0031"}, {"carrier_id": number, "prefix": "0032"}
    )
    update({**first, "prefix": "0032"}, {**second, "prefix": "0031"})
    assert [row["id"] for row in found()] == [second["id"], first["id"]]
    # Ids go on after the routes were written again.
    (new,) = routes({"carrier_id": number, "prefix": "0033"})
    assert new["id"] not in (first["id"], second["id"])


def test_one_bad_id_refuses_the_whole_list(world: World) -> None:
    number = carrier()["id"]
    first, second = routes({"carrier_id": number}, {"carrier_id": number, "prefix": "0031"})
    (foreign,) = routes({"carrier_id": carrier(as_=STRANGER)["id"]}, as_=STRANGER)
    changed = {**first, "priority": 9}
    for bad in ({**second, "id": NOBODY}, {**second, "id": foreign["id"]}, {**second, "id": -1}):
        assert refused("updateRoutes", [changed, bad], as_=RESELLER) == (1100, "id")
        assert refused("deleteRoutes", [changed, bad], as_=RESELLER) == (1100, "id")
    for bad in ({"carrier_id": number}, {"id": 0, "carrier_id": number}):
        assert refused("updateRoutes", [changed, bad], as_=RESELLER) == (9004, "id")
        assert refused("deleteRoutes", [changed, bad], as_=RESELLER) == (9004, "id")
    assert refused("updateRoutes", [changed, changed], as_=RESELLER) == (9004, "id")
    assert found() == [first, second]


def test_routes_are_deleted_by_their_ids_alone(world: World) -> None:
    number = carrier()["id"]
    first, second, third = routes(
        *({"carrier_id": number, "prefix": prefix} for prefix in ("", "0031", "0032"))
    )
    models.Change.objects.all().delete()
    soap("Sip", "deleteRoutes", [{"id": third["id"]}, {"id": first["id"]}], as_=RESELLER)
    assert changes() == [("route", str(third["id"])), ("route", str(first["id"]))]
    assert found() == [second]
    # Named twice it is still one route.
    soap("Sip", "deleteRoutes", [{"id": second["id"]}] * 2, as_=RESELLER)
    assert found() == []
    assert refused("deleteRoutes", [{"id": second["id"]}], as_=RESELLER) == (1100, "id")


def test_a_list_has_a_limit_and_costs_the_same_at_any_length(world: World) -> None:
    number = carrier()["id"]

    def wanted(first: int, count: int) -> list[dict[str, Any]]:
        return [
            {"carrier_id": number, "prefix": f"00{first + each}", "priority": each}
            for each in range(count)
        ]

    def queries(operation: str, records: list[dict[str, Any]]) -> int:
        with CaptureQueriesContext(connection) as captured:
            soap("Sip", operation, records, as_=RESELLER)
        return len(captured)

    few, many = queries("addRoutes", wanted(1000, 2)), queries("addRoutes", wanted(2000, 50))
    assert few == many
    rows = found()
    assert queries("updateRoutes", rows[:2]) == queries("updateRoutes", rows)
    with CaptureQueriesContext(connection) as captured:
        found(prefix="001%")
    with CaptureQueriesContext(connection) as again:
        found()
    assert len(captured) == len(again)
    too_many = wanted(1, MAX_ROUTES + 1)
    for operation in ("addRoutes", "updateRoutes", "deleteRoutes"):
        assert refused(operation, too_many, as_=RESELLER) == (9004, "routes")


def test_lists_are_filtered_and_ordered(world: World) -> None:
    first, second = carrier()["id"], carrier("Second")["id"]
    a, b, c = routes(
        {"carrier_id": first, "prefix": "0049", "priority": 1},
        {"carrier_id": second, "prefix": "", "priority": 3},
        {"carrier_id": first, "prefix": "0031", "priority": 2},
    )
    (foreign,) = routes({"carrier_id": carrier(as_=STRANGER)["id"]}, as_=STRANGER)

    def ids(attribute: str, direction: str = "ASC") -> list[int]:
        query = {"orderBy": {"attribute": attribute, "direction": direction}}
        return [row["id"] for row in soap("Sip", "getRoutes", query, as_=RESELLER)["routes"]]

    assert ids("prefix") == ids("nothing") == [b["id"], c["id"], a["id"]]
    assert ids("priority", "DESC") == [b["id"], c["id"], a["id"]]
    # An empty pattern is any prefix, not the empty one.
    assert len(found(prefix="")) == 3
    assert found(prefix="0%9") == [a]
    assert found(id=b["id"]) == [b]
    assert found(carrier_id=first) == [c, a]
    assert found(ADMIN, reseller=world["stranger"]) == [foreign]
    assert len(found(ADMIN)) == 4


def test_who_has_no_part_in_the_routing(world: World) -> None:
    (stored,) = routes({"carrier_id": carrier()["id"]})
    for person in ("customer", "sibling", "inactive", "inactives", "stranger"):
        as_ = PEOPLE[person]
        assert found(as_) == []
        assert refused("updateRoutes", [stored], as_=as_)[0] == 1100
        assert refused("deleteRoutes", [stored], as_=as_)[0] == 1100
        code = {"inactive": 5003, "stranger": 1070}.get(person, 9002)
        assert refused("addRoutes", [stored], as_=as_)[0] == code
    withdraw_access(world)
    assert found() == []
    assert refused("addRoutes", [stored], as_=RESELLER)[0] == 9002


def test_the_date_of_an_import_is_the_administrators(world: World) -> None:
    old = {"carrier_id": carrier()["id"], "changeDate": "2011-01-02 03:04:05"}
    (stored,) = routes(old, as_=ADMIN)
    assert stored["changeDate"] == old["changeDate"]
    (new,) = routes({**old, "prefix": "0031"})
    assert new["changeDate"] > "2020"
    assert update(stored)[0]["changeDate"] > "2020"
