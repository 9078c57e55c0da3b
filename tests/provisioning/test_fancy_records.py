"""Mail forwardings and web redirections over SOAP."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from ngnpanel.provisioning import models
from ngnpanel.provisioning.models import Change
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, envelope, refusal, result_of, soap

refused = partial(refusal, "Dns")
ZONE = "zone.example"
INFO = {"zone": ZONE, "name": "info@zone.example", "type": "MBOXFW", "value": "a@example.net"}
WEB = {"zone": ZONE, "name": "web", "type": "URL", "value": "https://www.example.net/"}


def add(record: dict[str, Any], as_: Person = ADMIN, **changed: Any) -> Any:
    return soap("Dns", "addFancyRecord", {**record, **changed}, as_=as_)


def limit(customer: int, credit: str) -> None:
    rows = models.CustomerProperty.objects.filter(customer=customer, name="email_credit")
    rows.update(value=credit)


@pytest.fixture(autouse=True)
def zone(world: World) -> None:
    """A zone of ``customer``."""
    soap("Dns", "addZone", {"name": ZONE, "customer": world["customer"]})


def test_a_forwarding_comes_back_as_it_was_written(world: World) -> None:
    stored = add(INFO, name="INFO@zone.example", owner=world["sibling"])
    assert stored == {
        **INFO,
        "id": stored["id"],
        "owner": world["sibling"],
        "customer": world["customer"],
        "reseller": world["reseller"],
        "changeDate": stored["changeDate"],
    }
    assert stored == soap("Dns", "getFancyRecord", stored["id"])
    again = soap("Dns", "updateFancyRecord", stored)
    assert {**again, "changeDate": ""} == {**stored, "changeDate": ""}


def test_a_redirection_has_a_full_name(world: World) -> None:
    stored = add(WEB)
    assert stored["name"] == "web.zone.example"
    assert soap("Dns", "updateFancyRecord", stored)["name"] == "web.zone.example"
    assert add(WEB, name="")["name"] == ZONE


def test_members_that_the_contract_does_not_know_are_ignored(world: World) -> None:
    members = "".join(f"<{name}>{value}</{name}>" for name, value in INFO.items())
    call = (
        '<x:addFancyRecord xmlns:x="urn:AGProjects:NGNPro:Dns"><record>'
        f"{members}<ttl>3600</ttl><priority>5</priority></record></x:addFancyRecord>"
    )
    assert result_of(envelope(call), "Dns", "addFancyRecord")["value"] == "a@example.net"


@pytest.mark.parametrize(
    ("record", "changed", "field"),
    [
        (INFO, {"zone": ""}, "zone"),
        (INFO, {"name": ""}, "name"),
        (INFO, {"name": None}, "name"),
        (INFO, {"name": "info@example.net"}, "name"),
        (INFO, {"name": f"{'x' * 300}@zone.example"}, "name"),
        (INFO, {"value": None}, "value"),
        (INFO, {"value": "nobody"}, "value"),
        (INFO, {"value": "info@zone.example"}, "value"),
        (INFO, {"value": f"{'x' * 300}@example.net"}, "value"),
        (INFO, {"type": "A"}, "type"),
        (INFO, {"type": None}, "type"),
        (INFO, {"owner": 99}, "owner"),
        (WEB, {"name": "a b"}, "name"),
        (WEB, {"value": "www.example.net"}, "value"),
        (WEB, {"value": "javascript:alert(1)"}, "value"),
        (WEB, {"value": f"http://example.net/{'x' * 3000}"}, "value"),
        (WEB, {"value": "http://example.net/\ta"}, "value"),
    ],
)
def test_bad_input_is_refused_by_name(
    world: World, record: dict[str, Any], changed: dict[str, Any], field: str
) -> None:
    assert refused("addFancyRecord", {**record, **changed}) == (9004, field)
    assert not models.FancyRecord.objects.exists()


def test_one_address_goes_to_several_but_one_host_to_one(world: World) -> None:
    stored = add(INFO)
    assert refused("addFancyRecord", INFO) == (7003, "name")
    other = add(INFO, value="b@example.net")
    assert refused("updateFancyRecord", {**other, "value": "a@example.net"}) == (7003, "name")
    assert soap("Dns", "updateFancyRecord", {**stored, "value": "c@example.net"})
    add(WEB)
    assert refused("addFancyRecord", {**WEB, "value": "http://b.example"}) == (7003, "name")


def test_a_record_that_does_not_exist(world: World) -> None:
    for number in (99, 0, 2**62):
        assert refused("getFancyRecord", number)[0] == 7002
        assert refused("deleteFancyRecord", number)[0] == 7002
        assert refused("updateFancyRecord", {**INFO, "id": number})[0] == 7002
    assert refused("deleteFancyRecord", None) == (9004, "recordId")
    assert refused("addFancyRecord", None) == (9004, "record")
    # Records and fancy records are counted apart.
    www = {"zone": ZONE, "name": "www", "type": "A", "value": "192.0.2.1"}
    assert refused("getFancyRecord", soap("Dns", "addRecord", www)["id"])[0] == 7002


def test_a_fancy_record_needs_a_zone_of_the_caller_and_stays_there(world: World) -> None:
    assert refused("addFancyRecord", {**INFO, "zone": "no.example"}) == (7000, "zone")
    assert refused("addFancyRecord", INFO, as_=PEOPLE["stranger"]) == (7000, "zone")
    stored = add(WEB, PEOPLE["customer"])
    assert refused("updateFancyRecord", {**stored, "zone": "no.example"}) == (9004, "zone")
    assert soap("Dns", "updateFancyRecord", {**stored, "zone": ""})["zone"] == ZONE


def test_forwardings_are_charged_and_redirections_not(world: World) -> None:
    limit(world["customer"], "1")
    as_ = PEOPLE["customer"]
    web = add(WEB, as_)
    info = add(INFO, as_)
    add(WEB, as_, name="more")
    assert refused("addFancyRecord", {**INFO, "name": "b"}, as_=as_)[0] == 9003
    impersonated = replace(ADMIN, impersonate=world["customer"])
    assert refused("addFancyRecord", {**INFO, "name": "b"}, as_=impersonated)[0] == 9003
    # A redirection that becomes a forwarding counts, a forwarding that stays one does not again.
    assert refused("updateFancyRecord", {**INFO, "name": "b", "id": web["id"]}, as_=as_)[0] == 9003
    assert soap("Dns", "updateFancyRecord", {**info, "value": "c@example.net"}, as_=as_)
    soap("Dns", "deleteFancyRecord", info["id"], as_=as_)
    assert soap("Dns", "updateFancyRecord", {**INFO, "id": web["id"]}, as_=as_)["type"] == "MBOXFW"
    add(INFO, name="free")


def test_the_reseller_pays_as_well_but_not_the_owner(world: World) -> None:
    limit(world["sibling"], "0")
    add(INFO, PEOPLE["reseller"], owner=world["sibling"])
    limit(world["reseller"], "1")
    assert refused("addFancyRecord", {**INFO, "name": "b"}, as_=PEOPLE["customer"])[0] == 9003


def test_every_change_raises_the_serial_and_is_told_to_followers(world: World) -> None:
    before = models.Zone.objects.get(name=ZONE).serial
    Change.objects.all().delete()
    stored = add(INFO)
    soap("Dns", "updateFancyRecord", stored)
    soap("Dns", "deleteFancyRecord", stored["id"])
    assert models.Zone.objects.get(name=ZONE).serial == before + 3
    told = list(Change.objects.values_list("kind", "key"))
    assert told == [("fancy_record", str(stored["id"])), ("zone", ZONE)] * 3


def test_a_mere_owner_sees_a_fancy_record_and_cannot_change_it(world: World) -> None:
    stored = add(INFO, owner=world["sibling"])
    as_ = PEOPLE["sibling"]
    assert soap("Dns", "getFancyRecord", stored["id"], as_=as_) == stored
    assert refused("updateFancyRecord", stored, as_=as_)[0] == 9002
    assert refused("deleteFancyRecord", stored["id"], as_=as_)[0] == 9002


def test_the_date_of_an_import_is_kept_for_the_administrator_only(world: World) -> None:
    date = "2011-01-02 03:04:05"
    assert add(INFO, changeDate=date)["changeDate"] == date
    assert add(WEB, PEOPLE["customer"], changeDate=date)["changeDate"] > "2020"


def test_an_inactive_reseller_adds_no_fancy_record(world: World) -> None:
    soap("Dns", "addZone", {"name": "idle.example", "customer": world["inactive"]})
    new = {**WEB, "zone": "idle.example"}
    assert refused("addFancyRecord", new, as_=PEOPLE["inactive"])[0] == 5003


def test_fancy_records_are_listed_by_filter_and_order(world: World) -> None:
    info = add(INFO, owner=world["sibling"])
    add(WEB)

    def listed(as_: Person = ADMIN, **query: Any) -> list[str]:
        found = soap("Dns", "getFancyRecords", query, as_=as_)
        assert found["total"] == len(found["records"])
        return [row["type"] for row in found["records"]]

    assert listed() == ["URL", "MBOXFW"]
    assert listed(orderBy={"attribute": "name", "direction": "ASC"}) == ["MBOXFW", "URL"]
    assert listed(filter={"id": info["id"]}) == ["MBOXFW"]
    assert listed(filter={"type": "URL", "zone": ZONE}) == ["URL"]
    assert listed(filter={"name": "info@%"}) == listed(filter={"value": "%@example.net"})
    assert listed(filter={"owner": world["sibling"]}) == ["MBOXFW"]
    assert listed(filter={"customer": world["customer"], "reseller": world["reseller"]})
    assert listed(PEOPLE["sibling"]) == ["MBOXFW"]
    assert listed(PEOPLE["stranger"]) == []
