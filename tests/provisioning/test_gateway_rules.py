"""The rules of PSTN gateways over SOAP."""

from __future__ import annotations

from typing import Any

import pytest

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
from tests.provisioning.soap import ADMIN, Person, soap

FULL = {"prefix": "0031", "strip": 2, "prepend": "+", "minLength": 8, "maxLength": 15}


def found(as_: Person = RESELLER, **filters: Any) -> list[dict[str, Any]]:
    return list(soap("Sip", "getGatewayRules", {"filter": filters}, as_=as_)["gateway_rules"])


def test_a_rule_comes_back_as_it_was_written(world: World) -> None:
    owner = carrier()
    machine = gateway(owner["id"])
    stored = soap("Sip", "addGatewayRule", {**FULL, "gateway_id": machine["id"]}, as_=RESELLER)
    assert found() == [stored]
    assert {name: stored[name] for name in FULL} == FULL
    inherited = ("gateway", "carrier", "carrier_id", "reseller")
    assert tuple(stored[name] for name in inherited) == (
        *("gw1", "Acme"),
        *(owner["id"], world["reseller"]),
    )


def test_a_rule_without_anything_fits_every_number(world: World) -> None:
    stored = rule(gateway(carrier()["id"])["id"], "")
    assert tuple(stored[name] for name in FULL) == ("", 0, "", 0, 0)


def test_an_update_replaces_the_record(world: World) -> None:
    machine = gateway(carrier()["id"])
    stored = soap("Sip", "addGatewayRule", {**FULL, "gateway_id": machine["id"]}, as_=RESELLER)
    less = {"id": stored["id"], "gateway_id": machine["id"], "prefix": "+32"}
    updated = soap("Sip", "updateGatewayRule", less, as_=RESELLER)
    assert tuple(updated[name] for name in FULL) == ("0032", 0, "", 0, 0)
    assert refused("updateGatewayRule", {**stored, "id": NOBODY}, as_=RESELLER) == (1090, "id")
    assert refused("updateGatewayRule", {"gateway_id": machine["id"]}) == (1090, "id")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("prefix", "31"),
        ("prefix", "0031x"),
        ("prefix", "0" * 300),
        ("prepend", "abc"),
        ("prepend", "1" * 33),
        ("strip", -1),
        ("strip", 33),
        ("strip", 2**31 - 1),
        ("minLength", -1),
        ("minLength", 33),
        ("maxLength", -1),
        ("maxLength", 33),
        ("maxLength", 7),
        ("gateway_id", None),
    ],
)
def test_a_value_that_breaks_its_rule_is_refused(world: World, member: str, value: Any) -> None:
    stored = rule(gateway(carrier()["id"])["id"])
    changed = {**stored, **FULL, member: value}
    assert refused("addGatewayRule", changed, as_=RESELLER) == (9004, member)
    assert refused("updateGatewayRule", changed, as_=RESELLER) == (9004, member)
    assert found() == [stored]


def test_no_bound_is_below_every_bound(world: World) -> None:
    machine = gateway(carrier()["id"])["id"]
    for least, most in ((8, 0), (0, 8), (8, 8)):
        bounds = {"gateway_id": machine, "minLength": least, "maxLength": most}
        stored = soap("Sip", "addGatewayRule", bounds, as_=RESELLER)
        assert (stored["minLength"], stored["maxLength"]) == (least, most)


def test_two_rules_of_a_gateway_do_not_fit_alike(world: World) -> None:
    first = gateway(carrier()["id"])["id"]
    stored = rule(first)
    again = {"gateway_id": first, "prefix": "+31", "strip": 5}
    assert refused("addGatewayRule", again, as_=RESELLER) == (1091, "prefix")
    other = soap("Sip", "addGatewayRule", {**again, "maxLength": 9}, as_=RESELLER)
    changed = {**other, "maxLength": 0}
    assert refused("updateGatewayRule", changed, as_=RESELLER) == (1091, "prefix")
    second = gateway(stored["carrier_id"], "gw2")["id"]
    rule(second)
    moved = {**stored, "gateway_id": second}
    assert refused("updateGatewayRule", moved, as_=RESELLER) == (1091, "prefix")


def test_a_rule_goes_to_another_gateway_of_the_reseller_only(world: World) -> None:
    owner = carrier()
    stored = rule(gateway(owner["id"])["id"])
    second = gateway(owner["id"], "gw2")
    moved = {**stored, "gateway_id": second["id"]}
    assert soap("Sip", "updateGatewayRule", moved, as_=RESELLER)["gateway"] == "gw2"
    foreign = gateway(carrier(as_=STRANGER)["id"], as_=STRANGER)
    for number in (foreign["id"], NOBODY, 0, -1):
        changed = {**stored, "gateway_id": number}
        assert refused("updateGatewayRule", changed, as_=RESELLER) == (1080, "gateway_id")
        assert refused("addGatewayRule", changed, as_=RESELLER) == (1080, "gateway_id")
    moved = {**stored, "gateway_id": foreign["id"]}
    assert soap("Sip", "updateGatewayRule", moved)["reseller"] == world["stranger"]
    assert found() == []


def test_lists_are_filtered_and_ordered_by_names(world: World) -> None:
    zeta, acme = carrier("Zeta"), carrier("Acme")
    # Neither the ids nor the dates are in the order of the names.
    b, a = gateway(zeta["id"], "b"), gateway(acme["id"], "a")
    first, second, third = rule(b["id"], "0031"), rule(a["id"], "0049"), rule(a["id"], "0032")
    foreign = rule(gateway(carrier(as_=STRANGER)["id"], as_=STRANGER)["id"], as_=STRANGER)

    def ids(attribute: str = "", direction: str = "ASC") -> list[int]:
        query = {"orderBy": {"attribute": attribute, "direction": direction}}
        rows = soap("Sip", "getGatewayRules", query, as_=RESELLER)["gateway_rules"]
        return [row["id"] for row in rows]

    by_age = [first["id"], second["id"], third["id"]]
    assert ids() == by_age
    assert ids("changeDate", "DESC") == by_age[::-1]
    assert ids("nothing", "DESC") == by_age
    assert ids("gateway") == [second["id"], third["id"], first["id"]]
    assert ids("carrier", "DESC") == [first["id"], third["id"], second["id"]]
    assert ids("prefix") == [first["id"], third["id"], second["id"]]
    assert [row["id"] for row in found(gateway_id=b["id"])] == [first["id"]]
    assert [row["id"] for row in found(carrier_id=acme["id"])] == [second["id"], third["id"]]
    assert [row["id"] for row in found(prefix="003_")] == [first["id"], third["id"]]
    assert [row["id"] for row in found(id=third["id"])] == [third["id"]]
    assert [row["id"] for row in found(ADMIN, reseller=world["stranger"])] == [foreign["id"]]
    assert len(found(ADMIN, customer=world["customer"])) == 4


def test_who_has_no_part_in_the_routing(world: World) -> None:
    stored = rule(gateway(carrier()["id"])["id"])
    for person in ("customer", "sibling", "inactive", "inactives", "stranger"):
        as_ = PEOPLE[person]
        assert found(as_) == []
        assert refused("updateGatewayRule", stored, as_=as_)[0] == 1090
        assert refused("deleteGatewayRule", stored["id"], as_=as_)[0] == 1090
        code = {"inactive": 5003, "stranger": 1080}.get(person, 9002)
        assert refused("addGatewayRule", stored, as_=as_)[0] == code
    withdraw_access(world)
    assert found() == []
    assert refused("addGatewayRule", stored, as_=RESELLER)[0] == 9002


def test_every_write_is_in_the_feed(world: World) -> None:
    stored = rule(gateway(carrier()["id"])["id"])
    soap("Sip", "updateGatewayRule", {**stored, "strip": 1}, as_=RESELLER)
    soap("Sip", "deleteGatewayRule", stored["id"], as_=RESELLER)
    assert changes()[-3:] == [("gateway_rule", str(stored["id"]))] * 3
    assert refused("deleteGatewayRule", stored["id"], as_=RESELLER) == (1090, "id")
    assert refused("deleteGatewayRule", None) == (9004, "id")


def test_the_date_of_an_import_is_the_administrators(world: World) -> None:
    machine = gateway(carrier()["id"])["id"]
    old = {"gateway_id": machine, "changeDate": "2011-01-02 03:04:05"}
    assert soap("Sip", "addGatewayRule", old)["changeDate"] == old["changeDate"]
    new = {**old, "prefix": "0032"}
    assert soap("Sip", "addGatewayRule", new, as_=RESELLER)["changeDate"] > "2020"
