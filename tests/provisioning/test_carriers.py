"""PSTN carriers over SOAP."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.routing import (
    NOBODY,
    RESELLER,
    STRANGER,
    carrier,
    changes,
    deactivate,
    gateway,
    refused,
    routes,
    withdraw_access,
)
from tests.provisioning.soap import ADMIN, Person, SoapFault, soap


def found(as_: Person = ADMIN, **filters: Any) -> list[dict[str, Any]]:
    return list(soap("Sip", "getCarriers", {"filter": filters}, as_=as_)["carriers"])


def test_a_carrier_comes_back_as_it_was_written(world: World) -> None:
    stored = carrier(" Acme ", ADMIN, reseller=world["reseller"])
    assert found() == [stored]
    assert (stored["name"], stored["reseller"]) == ("Acme", world["reseller"])
    assert len(stored["changeDate"]) == len("2026-11-23 12:00:00")
    assert carrier("Own", ADMIN)["reseller"] == 0


def test_what_a_reseller_adds_is_its_own(world: World) -> None:
    assert carrier()["reseller"] == world["reseller"]
    record = {"name": "Other", "reseller": world["stranger"]}
    assert refused("addCarrier", record, as_=RESELLER) == (9002, "reseller")


@pytest.mark.parametrize("reseller", [NOBODY, 2**62, -1])
def test_a_reseller_that_is_none_is_refused(world: World, reseller: int) -> None:
    assert refused("addCarrier", {"name": "Acme", "reseller": reseller}) == (9004, "reseller")
    customer = {"name": "Acme", "reseller": world["customer"]}
    assert refused("addCarrier", customer) == (9004, "reseller")


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\tb", "a\nb", None])
def test_a_name_that_is_none_is_refused(world: World, name: str | None) -> None:
    assert refused("addCarrier", {"name": name}) == (9004, "name")
    stored = carrier()
    assert refused("updateCarrier", {**stored, "name": name}) == (9004, "name")


def test_a_name_is_unique_within_a_reseller(world: World) -> None:
    for person in (ADMIN, RESELLER, STRANGER):
        carrier(as_=person)
    assert refused("addCarrier", {"name": "Acme"}, as_=RESELLER) == (1071, "name")
    assert refused("addCarrier", {"name": "Acme"}) == (1071, "name")
    other = carrier("Other")
    assert refused("updateCarrier", {**other, "name": "Acme"}, as_=RESELLER) == (1071, "name")
    # The transaction of a refused call is usable for the fault, and wrote nothing.
    assert len(found(name="Other")) == 1


def test_an_update_replaces_the_record(world: World) -> None:
    stored = carrier(as_=ADMIN, reseller=world["reseller"])
    renamed = soap("Sip", "updateCarrier", {**stored, "name": "New"})
    assert (renamed["name"], renamed["reseller"]) == ("New", world["reseller"])
    # Members that are absent are reset (G11): the platform takes it.
    assert soap("Sip", "updateCarrier", {"id": stored["id"], "name": "New"})["reseller"] == 0
    assert refused("updateCarrier", {"id": NOBODY, "name": "x"}) == (1070, "id")
    assert refused("updateCarrier", {"name": "x"}) == (1070, "id")


def test_a_reseller_keeps_what_it_updates(world: World) -> None:
    stored = carrier()
    update = {"id": stored["id"], "name": "New"}
    assert soap("Sip", "updateCarrier", update, as_=RESELLER)["reseller"] == world["reseller"]
    given = {**stored, "reseller": world["stranger"]}
    assert refused("updateCarrier", given, as_=RESELLER) == (9002, "reseller")


def test_gateways_and_routes_follow_a_carrier_to_another_reseller(world: World) -> None:
    stored = carrier()
    machine = gateway(stored["id"])
    (route,) = routes({"carrier_id": stored["id"], "prefix": "0031"})
    models.Change.objects.all().delete()
    soap("Sip", "updateCarrier", {**stored, "reseller": world["stranger"]})
    assert changes() == [("carrier", str(stored["id"])), ("gateway", str(machine["id"]))]
    assert found(RESELLER) == []
    for operation in ("getGateways", "getRoutes"):
        assert soap("Sip", operation, {}, as_=RESELLER)["total"] == 0
        assert soap("Sip", operation, {}, as_=STRANGER)["total"] == 1
    assert refused("deleteGateway", machine["id"], as_=RESELLER)[0] == 1080
    assert refused("deleteRoutes", [{"id": route["id"]}], as_=RESELLER)[0] == 1100
    assert refused("addGateway", {**machine, "name": "x"}, as_=RESELLER)[0] == 1070
    # The name is free again here, and taken there.
    gateway(carrier("Second")["id"])
    assert refused("addGateway", machine, as_=STRANGER) == (1081, "name")


def test_a_carrier_whose_gateway_has_a_taken_name_stays_where_it_is(world: World) -> None:
    stored = carrier()
    gateway(stored["id"])
    gateway(carrier(as_=STRANGER)["id"], as_=STRANGER)
    moved = {**stored, "name": "Other", "reseller": world["stranger"]}
    assert refused("updateCarrier", moved) == (1081, "reseller")
    assert found(RESELLER) == [stored]
    moved = {**stored, "reseller": world["stranger"]}
    assert refused("updateCarrier", moved) == (1071, "name")


def test_a_carrier_with_gateways_or_routes_stays(world: World) -> None:
    stored = carrier()
    machine = gateway(stored["id"])
    (route,) = routes({"carrier_id": stored["id"]})
    assert refused("deleteCarrier", stored["id"], as_=RESELLER)[0] == 1072
    soap("Sip", "deleteGateway", machine["id"], as_=RESELLER)
    assert refused("deleteCarrier", stored["id"], as_=RESELLER)[0] == 1072
    soap("Sip", "deleteRoutes", [{"id": route["id"]}], as_=RESELLER)
    soap("Sip", "deleteCarrier", stored["id"], as_=RESELLER)
    assert refused("deleteCarrier", stored["id"], as_=RESELLER) == (1070, "id")
    assert refused("deleteCarrier", None) == (9004, "id")


def test_the_date_of_an_import_is_the_administrators(world: World) -> None:
    date = "2011-01-02 03:04:05"
    assert carrier(as_=ADMIN, changeDate=date)["changeDate"] == date
    stored = carrier(changeDate=date)
    assert stored["changeDate"] > "2020"
    assert soap("Sip", "updateCarrier", {**stored, "changeDate": date})["changeDate"] > "2020"


def test_lists_are_filtered_and_ordered(world: World) -> None:
    names = ("Beta", "alpha", "A_x", "Abx")
    made = {name: carrier(name) for name in names}
    carrier("Foreign", STRANGER)
    own: dict[str, Any] = {"reseller": world["reseller"]}
    assert [row["name"] for row in found(name="a%", **own)] == ["Abx", "A_x", "alpha"]
    assert [row["name"] for row in found(name="a_x")] == ["A_x", "Abx"]
    assert found(id=made["Beta"]["id"]) == [made["Beta"]]
    assert len(found()) == 5
    assert len(found(id=0, reseller=0, name="")) == 5
    query = {"filter": own, "orderBy": {"attribute": "name", "direction": "ASC"}}
    page = soap("Sip", "getCarriers", {**query, "range": {"start": 1, "count": 2}})
    assert page["total"] == 4
    assert [row["name"] for row in page["carriers"]] == ["Abx", "Beta"]
    # An unknown order is the default one: the newest first (G76).
    query["orderBy"] = {"attribute": "shoe size", "direction": "ASC"}
    newest = [row["name"] for row in soap("Sip", "getCarriers", query)["carriers"]]
    assert newest == [*reversed(names)]


def test_who_has_no_part_in_the_routing(world: World) -> None:
    stored = carrier(as_=ADMIN, reseller=world["inactive"])
    for person in ("customer", "sibling", "inactive", "inactives"):
        as_ = PEOPLE[person]
        code = 5003 if person == "inactive" else 9002
        assert refused("addCarrier", {"name": "x"}, as_=as_)[0] == code
        assert found(as_) == []
        assert refused("updateCarrier", stored, as_=as_)[0] == 1070
        assert refused("deleteCarrier", stored["id"], as_=as_)[0] == 1070


def test_a_reseller_without_pstn_access_has_none_either(world: World) -> None:
    stored = carrier()
    withdraw_access(world)
    assert refused("addCarrier", {"name": "x"}, as_=RESELLER)[0] == 9002
    assert found(RESELLER) == []
    assert refused("deleteCarrier", stored["id"], as_=RESELLER)[0] == 1070


def test_a_customer_with_carriers_or_peers_stays(world: World) -> None:
    made = soap(
        "Customer",
        "addAccount",
        {"username": "routed", "password": "x", "resellerActive": True},
    )["id"]
    stored = carrier(as_=ADMIN, reseller=made)
    assert refused_deletion(made) == "routed still has carriers"
    soap("Sip", "deleteCarrier", stored["id"])
    for member in ("customer", "reseller", "owner"):
        soap("Sip", "addTrustedPeer", {"ip": "192.0.2.7", member: made})
        assert refused_deletion(made) == "routed still has trusted peers"
        soap("Sip", "deleteTrustedPeer", "192.0.2.7")
    soap("Customer", "deleteAccount", made)


def refused_deletion(number: int) -> str:
    with pytest.raises(SoapFault) as caught:
        soap("Customer", "deleteAccount", number)
    assert caught.value.code == 5002
    return caught.value.text


def test_a_deactivated_reseller_sees_its_carriers_no_more(world: World) -> None:
    carrier()
    deactivate(world)
    assert found(RESELLER) == []


def test_every_write_is_in_the_feed(world: World) -> None:
    stored = carrier()
    soap("Sip", "updateCarrier", {**stored, "name": "x"}, as_=RESELLER)
    soap("Sip", "deleteCarrier", stored["id"], as_=RESELLER)
    assert changes() == [("carrier", str(stored["id"]))] * 3
