"""PSTN gateways over SOAP."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.routing import (
    NOBODY,
    RESELLER,
    STRANGER,
    carrier,
    changes,
    gateway,
    refused,
    rule,
    withdraw_access,
)
from tests.provisioning.soap import ADMIN, Person, fault_of, request, soap


def found(as_: Person = RESELLER, **filters: Any) -> list[dict[str, Any]]:
    return list(soap("Sip", "getGateways", {"filter": filters}, as_=as_)["gateways"])


def test_a_gateway_comes_back_as_it_was_written(world: World) -> None:
    owner = carrier()
    stored = gateway(owner["id"], ip="GW.Example.com", port=5061, transport="tls")
    assert found() == [stored]
    assert {name: stored[name] for name in ("name", "carrier_id", "carrier", "reseller")} == {
        "name": "gw1",
        "carrier_id": owner["id"],
        "carrier": "Acme",
        "reseller": world["reseller"],
    }
    assert (stored["ip"], stored["port"], stored["transport"]) == ("gw.example.com", 5061, "tls")


def test_port_and_transport_have_defaults(world: World) -> None:
    stored = gateway(carrier()["id"], port=None, transport="")
    assert (stored["port"], stored["transport"]) == (5060, "udp")
    again = {name: stored[name] for name in ("id", "name", "carrier_id", "ip")}
    soap("Sip", "updateGateway", {**stored, "port": 9, "transport": "tcp"}, as_=RESELLER)
    assert soap("Sip", "updateGateway", again, as_=RESELLER)["port"] == 5060


def test_what_is_read_only_is_not_written(world: World) -> None:
    owner = carrier()
    stored = gateway(owner["id"], carrier="Someone", reseller=world["stranger"])
    assert (stored["carrier"], stored["reseller"]) == ("Acme", world["reseller"])
    moved = {**stored, "carrier": "Someone", "reseller": world["stranger"]}
    assert soap("Sip", "updateGateway", moved)["reseller"] == world["reseller"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("name", ""),
        ("name", "x" * 65),
        ("name", "a\tb"),
        ("ip", ""),
        ("ip", "gateway"),
        ("ip", "192.0.2.256"),
        ("ip", "x" * 300 + ".example"),
        ("port", 0),
        ("port", -1),
        ("port", 65536),
        ("port", 2**31 - 1),
        ("transport", "sctp"),
        ("carrier_id", None),
    ],
)
def test_a_value_that_breaks_its_rule_is_refused(world: World, member: str, value: Any) -> None:
    stored = gateway(carrier()["id"])
    changed = {**stored, "name": "gw2", member: value}
    assert refused("addGateway", changed, as_=RESELLER) == (9004, member)
    assert refused("updateGateway", changed, as_=RESELLER) == (9004, member)
    assert found() == [stored]


def test_numbers_out_of_range_and_structs_for_texts_are_refused(world: World) -> None:
    number = carrier()["id"]
    good = request("Sip", "addGateway", {"name": "x", "carrier_id": number, "ip": "192.0.2.7"})
    for before, after, field in (
        (f">{number}<", ">99999999999<", "carrier_id"),
        (f">{number}<", ">many<", "carrier_id"),
        (">192.0.2.7<", "><a>1</a><", "ip"),
    ):
        fault = fault_of(good.replace(before.encode(), after.encode()))
        assert (fault.code, fault.field) == (9004, field)
    assert fault_of(request("Sip", "addGateway", None)).code == 9004


def test_a_name_is_unique_within_a_reseller(world: World) -> None:
    first, second = carrier(), carrier("Second")
    gateway(first["id"])
    new = {"name": "gw1", "carrier_id": second["id"], "ip": "192.0.2.8"}
    assert refused("addGateway", new, as_=RESELLER) == (1081, "name")
    other = gateway(second["id"], "gw2")
    assert refused("updateGateway", {**other, "name": "gw1"}, as_=RESELLER) == (1081, "name")
    gateway(carrier(as_=STRANGER)["id"], as_=STRANGER)
    platform = carrier("Own", ADMIN)["id"]
    gateway(platform, as_=ADMIN)
    assert refused("addGateway", {**new, "carrier_id": platform}) == (1081, "name")


def test_a_gateway_goes_to_another_carrier_of_the_reseller_only(world: World) -> None:
    stored = gateway(carrier()["id"])
    rule(stored["id"])
    second, foreign = carrier("Second"), carrier(as_=STRANGER)
    moved = soap("Sip", "updateGateway", {**stored, "carrier_id": second["id"]}, as_=RESELLER)
    assert moved["carrier"] == "Second"
    for number in (foreign["id"], carrier("Own", ADMIN)["id"], NOBODY, 0, -1):
        changed = {**stored, "carrier_id": number}
        assert refused("updateGateway", changed, as_=RESELLER) == (1070, "carrier_id")
        assert refused("addGateway", changed, as_=RESELLER) == (1070, "carrier_id")
    # The administrator may, and the rules go along.
    soap("Sip", "updateGateway", {**stored, "carrier_id": foreign["id"]})
    assert soap("Sip", "getGatewayRules", {}, as_=RESELLER)["total"] == 0
    assert soap("Sip", "getGatewayRules", {}, as_=STRANGER)["total"] == 1
    gateway(second["id"])
    taken = {"name": "gw1", "carrier_id": foreign["id"], "ip": "192.0.2.8"}
    assert refused("addGateway", taken, as_=STRANGER) == (1081, "name")


def test_a_deleted_gateway_takes_its_rules_along(world: World) -> None:
    stored, kept = gateway(carrier()["id"]), gateway(carrier("Second")["id"], "gw2")
    gone, stays = rule(stored["id"]), rule(kept["id"])
    models.Change.objects.all().delete()
    soap("Sip", "deleteGateway", stored["id"], as_=RESELLER)
    assert changes() == [("gateway_rule", str(gone["id"])), ("gateway", str(stored["id"]))]
    assert [row["id"] for row in soap("Sip", "getGatewayRules", {})["gateway_rules"]] == [
        stays["id"]
    ]
    assert refused("deleteGateway", stored["id"]) == (1080, "id")
    assert refused("updateGateway", stored) == (1080, "id")
    assert refused("deleteGateway", None) == (9004, "id")


def test_lists_are_filtered_and_ordered(world: World) -> None:
    first, second = carrier(), carrier("Second")
    gateway(second["id"], "b", ip="192.0.2.1")
    gateway(first["id"], "c", ip="192.0.2.2")
    gateway(first["id"], "a", ip="192.0.2.3")
    gateway(carrier(as_=STRANGER)["id"], "d", STRANGER, ip="192.0.2.4")

    def names(attribute: str, direction: str, as_: Person = RESELLER) -> str:
        query = {"orderBy": {"attribute": attribute, "direction": direction}}
        return "".join(
            row["name"] for row in soap("Sip", "getGateways", query, as_=as_)["gateways"]
        )

    assert names("name", "ASC", ADMIN) == "abcd"
    assert names("changeDate", "DESC") == "acb"
    assert names("carrier_id", "ASC") == "cab"
    assert names("ip", "DESC") == "acb"
    assert names("nothing", "ASC") == "acb"
    assert {row["name"] for row in found(carrier_id=first["id"])} == {"a", "c"}
    assert [row["name"] for row in found(ADMIN, reseller=world["stranger"])] == ["d"]
    assert len(found(customer=world["customer"])) == 3
    assert found(name="A")[0]["ip"] == "192.0.2.3"
    before = query_count()
    for number in range(5):
        gateway(first["id"], f"more{number}")
    assert query_count() == before


def query_count() -> int:
    with CaptureQueriesContext(connection) as queries:
        found()
    return len(queries)


def test_who_has_no_part_in_the_routing(world: World) -> None:
    stored = gateway(carrier()["id"])
    for person in ("customer", "sibling", "inactive", "inactives", "stranger"):
        as_ = PEOPLE[person]
        assert found(as_) == []
        assert refused("updateGateway", stored, as_=as_)[0] == 1080
        assert refused("deleteGateway", stored["id"], as_=as_)[0] == 1080
        code = {"inactive": 5003, "stranger": 1070}.get(person, 9002)
        assert refused("addGateway", stored, as_=as_)[0] == code
    withdraw_access(world)
    assert found() == []
    assert refused("addGateway", stored, as_=RESELLER)[0] == 9002


def test_the_date_of_an_import_is_the_administrators(world: World) -> None:
    date = "2011-01-02 03:04:05"
    number = carrier()["id"]
    assert gateway(number, "old", ADMIN, changeDate=date)["changeDate"] == date
    assert gateway(number, "new", changeDate=date)["changeDate"] > "2020"
