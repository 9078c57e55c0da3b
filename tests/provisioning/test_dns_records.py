"""DNS records over SOAP."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from ngnpanel.provisioning import models
from ngnpanel.provisioning.models import Change
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, envelope, refusal, result_of, soap

refused = partial(refusal, "Dns")
ZONE = "zone.example"
WWW = {"zone": ZONE, "name": "www", "type": "A", "value": "192.0.2.1", "ttl": 300}
MX = {"zone": ZONE, "name": "", "type": "MX", "value": "mail", "priority": 10}


def add(**changed: Any) -> Any:
    return soap("Dns", "addRecord", {**WWW, **changed})


def serial() -> int:
    return models.Zone.objects.get(name=ZONE).serial


@pytest.fixture(autouse=True)
def zone(world: World) -> None:
    """A zone of ``customer``."""
    soap("Dns", "addZone", {"name": ZONE, "minimum": 600, "customer": world["customer"]})


def test_a_record_comes_back_with_its_full_name(world: World) -> None:
    stored = soap("Dns", "addRecord", {**WWW, "zone": "Zone.Example.", "owner": world["sibling"]})
    assert stored == {
        **WWW,
        "id": stored["id"],
        "name": "www.zone.example",
        "priority": None,
        "owner": world["sibling"],
        "customer": world["customer"],
        "reseller": world["reseller"],
        "changeDate": stored["changeDate"],
    }
    assert stored == soap("Dns", "getRecord", stored["id"])


def test_writing_back_what_was_read_changes_nothing(world: World) -> None:
    naptr = '100 10 "s" "SIP+D2U" "" _sip._udp'
    for record in (WWW, MX, {**WWW, "type": "NAPTR", "value": naptr, "priority": 20}):
        stored = soap("Dns", "addRecord", record)
        again = soap("Dns", "updateRecord", stored)
        assert {**again, "changeDate": ""} == {**stored, "changeDate": ""}


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("", ZONE),
        ("zone.example.", ZONE),
        ("WWW", "www.zone.example"),
        ("a.b", "a.b.zone.example"),
        ("azone.example", "azone.example.zone.example"),
        ("*", "*.zone.example"),
        ("_sip._udp", "_sip._udp.zone.example"),
    ],
)
def test_names_are_made_full(world: World, written: str, full: str) -> None:
    assert add(name=written)["name"] == full


def test_a_ttl_of_nothing_is_the_zones_minimum(world: World) -> None:
    assert add(ttl=0)["ttl"] == 600
    assert add(name="other", ttl=None)["ttl"] == 600


def test_the_priority_of_naptr_is_its_preference(world: World) -> None:
    value = '100 10 "s" "SIP+D2U" "" _sip._udp'
    stored = add(type="NAPTR", value=value, priority=None)
    assert (stored["value"], stored["priority"]) == (value, 10)
    stored = soap("Dns", "updateRecord", {**stored, "priority": 50})
    assert (stored["value"], stored["priority"]) == (value.replace(" 10 ", " 50 "), 50)


def test_relative_targets_stay_as_they_were_sent(world: World) -> None:
    assert add(type="CNAME", value="Sip")["value"] == "Sip"
    assert add(name="_sip._udp", type="SRV", value="0 5060 sip", priority=1)["priority"] == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"zone": ""}, "zone"),
        ({"zone": None}, "zone"),
        ({"name": "a b"}, "name"),
        ({"name": "x" * 64}, "name"),
        ({"name": ".".join(["x" * 60] * 4)}, "name"),
        ({"type": None}, "type"),
        ({"type": "SOA"}, "type"),
        ({"value": None}, "value"),
        ({"value": "192.0.2"}, "value"),
        ({"value": "x" * 70000}, "value"),
        ({"type": "TXT", "value": "x" * 5000}, "value"),
        ({"type": "TXT", "value": "a\nb"}, "value"),
        ({"type": "TXT", "value": '"open'}, "value"),
        ({"ttl": 2**31}, "ttl"),
        ({"ttl": 2**32}, "ttl"),
        ({"ttl": -1}, "ttl"),
        ({"type": "MX", "value": "mail", "priority": 65536}, "priority"),
        ({"type": "MX", "value": "mail", "priority": -1}, "priority"),
        ({"owner": 99}, "owner"),
        ({"owner": -1}, "owner"),
        ({"owner": 2**62}, "owner"),
    ],
)
def test_bad_input_is_refused_by_name(world: World, changed: dict[str, Any], field: str) -> None:
    before = serial()
    assert refused("addRecord", {**WWW, **changed}) == (9004, field)
    assert not models.DnsRecord.objects.exists()
    assert serial() == before


def test_a_record_needs_a_zone_of_the_caller(world: World) -> None:
    assert refused("addRecord", {**WWW, "zone": "no.example"}) == (7000, "zone")
    for person in ("sibling", "stranger"):
        assert refused("addRecord", WWW, as_=PEOPLE[person]) == (7000, "zone")
    assert soap("Dns", "addRecord", WWW, as_=PEOPLE["customer"])["owner"] == 0


def test_a_record_that_does_not_exist(world: World) -> None:
    for number in (99, 0, -1, 2**62):
        assert refused("getRecord", number)[0] == 7002
        assert refused("deleteRecord", number)[0] == 7002
        assert refused("updateRecord", {**WWW, "id": number})[0] == 7002
    assert refused("updateRecord", WWW)[0] == 7002
    for operation in ("getRecord", "deleteRecord"):
        assert refused(operation, None) == (9004, "recordId")
        assert refused(operation, "abc") == (9004, "recordId")
    assert refused("addRecord", None) == (9004, "record")
    assert refused("updateRecord", None) == (9004, "record")


@pytest.mark.parametrize("kind", ["string", "int", "integer"])
def test_ids_arrive_as_text_or_number(world: World, kind: str) -> None:
    number = add()["id"]
    call = (
        '<x:deleteRecord xmlns:x="urn:AGProjects:NGNPro:Dns">'
        f'<recordId xsi:type="xsd:{kind}">{number}</recordId></x:deleteRecord>'
    )
    assert result_of(envelope(call), "Dns", "deleteRecord") is None
    assert refused("getRecord", number)[0] == 7002


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (WWW, {**WWW, "name": "WWW.zone.example.", "ttl": 5}),
        (MX, {**MX, "value": "Mail.zone.example."}),
        ({**WWW, "type": "TXT", "value": "a b"}, {**WWW, "type": "TXT", "value": '"a b"'}),
        ({**WWW, "type": "CNAME", "value": "sip"}, {**WWW, "type": "CNAME", "value": "SIP"}),
        (
            {**WWW, "type": "SRV", "value": "0 5060 sip", "priority": 1},
            {**WWW, "type": "SRV", "value": "0 5060 sip", "priority": 1},
        ),
    ],
)
def test_a_record_exists_once(world: World, first: Any, second: Any) -> None:
    soap("Dns", "addRecord", first)
    before = serial()
    assert refused("addRecord", second) == (7003, "value")
    assert serial() == before


def test_another_value_or_priority_is_another_record(world: World) -> None:
    add()
    other = add(value="192.0.2.2")
    soap("Dns", "addRecord", MX)
    soap("Dns", "addRecord", {**MX, "priority": 20})
    assert refused("updateRecord", {**other, "value": "192.0.2.1"}) == (7003, "value")
    assert soap("Dns", "updateRecord", {**other, "ttl": 5})["ttl"] == 5


def test_a_cname_stands_alone(world: World) -> None:
    www = add()
    assert refused("addRecord", {**WWW, "type": "CNAME", "value": "sip"}) == (7004, "name")
    apex = {**WWW, "name": "", "type": "CNAME", "value": "www"}
    assert refused("addRecord", apex) == (7004, "name")
    alias = add(name="ftp", type="CNAME", value="www")
    assert refused("addRecord", {**WWW, "name": "ftp"}) == (7004, "name")
    second = {**WWW, "name": "ftp", "type": "CNAME", "value": "sip"}
    assert refused("addRecord", second) == (7004, "name")
    # On an update the record itself does not count.
    assert soap("Dns", "updateRecord", {**alias, "value": "sip"})["value"] == "sip"
    assert refused("updateRecord", {**www, "name": "ftp"}) == (7004, "name")
    assert refused("updateRecord", {**alias, "name": "www", "value": "sip"}) == (7004, "name")
    assert soap("Dns", "updateRecord", {**alias, "type": "A", "value": "192.0.2.9"})["type"] == "A"


def test_an_update_replaces_the_whole_record(world: World) -> None:
    stored = add(owner=world["sibling"])
    reset = soap("Dns", "updateRecord", {"id": stored["id"], "type": "A", "value": "192.0.2.9"})
    assert (reset["name"], reset["ttl"], reset["owner"]) == (ZONE, 600, 0)


def test_a_record_stays_in_its_zone(world: World) -> None:
    stored = add()
    soap("Dns", "addZone", {"name": "other.example", "customer": world["customer"]})
    for zone in ("other.example", "no.example"):
        assert refused("updateRecord", {**stored, "zone": zone}) == (9004, "zone")
    assert soap("Dns", "updateRecord", {**stored, "zone": "ZONE.example."})["zone"] == ZONE


def test_every_change_raises_the_serial_and_is_told_to_followers(world: World) -> None:
    before = serial()
    Change.objects.all().delete()
    stored = add()
    soap("Dns", "updateRecord", stored)
    soap("Dns", "deleteRecord", stored["id"])
    assert serial() == before + 3
    told = list(Change.objects.values_list("kind", "key"))
    assert told == [("record", str(stored["id"])), ("zone", ZONE)] * 3


def test_a_mere_owner_sees_a_record_and_cannot_change_it(world: World) -> None:
    stored = add(owner=world["sibling"])
    as_ = PEOPLE["sibling"]
    assert soap("Dns", "getRecord", stored["id"], as_=as_) == stored
    assert soap("Dns", "getRecords", {}, as_=as_)["total"] == 1
    assert refused("updateRecord", stored, as_=as_)[0] == 9002
    assert refused("deleteRecord", stored["id"], as_=as_)[0] == 9002


def test_an_owner_is_a_customer_that_the_caller_may_see(world: World) -> None:
    foreign = {**WWW, "owner": world["stranger"]}
    assert refused("addRecord", foreign, as_=PEOPLE["customer"]) == (9004, "owner")
    stored = soap("Dns", "addRecord", foreign)
    kept = soap("Dns", "updateRecord", stored, as_=PEOPLE["customer"])
    assert kept["owner"] == world["stranger"]


def test_an_inactive_reseller_adds_no_record(world: World) -> None:
    soap("Dns", "addZone", {"name": "idle.example", "customer": world["inactive"]})
    new = {**WWW, "zone": "idle.example"}
    assert refused("addRecord", new, as_=PEOPLE["inactive"])[0] == 5003


def test_the_date_of_an_import_is_kept_for_the_administrator_only(world: World) -> None:
    dated = {**WWW, "changeDate": "2011-01-02 03:04:05"}
    stored = soap("Dns", "addRecord", dated)
    assert stored["changeDate"] == dated["changeDate"]
    assert soap("Dns", "updateRecord", stored)["changeDate"] > "2020"
    other = {**dated, "name": "other"}
    assert soap("Dns", "addRecord", other, as_=PEOPLE["customer"])["changeDate"] > "2020"


def test_records_are_listed_by_filter_and_order(
    world: World, django_assert_max_num_queries: Any
) -> None:
    first = add(owner=world["sibling"])
    soap("Dns", "addRecord", MX)
    add(name="*", type="TXT", value="100% sure")

    def listed(as_: Person = ADMIN, **query: Any) -> list[str]:
        found = soap("Dns", "getRecords", query, as_=as_)
        return [row["type"] for row in found["records"]]

    by_type = {"attribute": "type", "direction": "DESC"}
    assert listed(orderBy=by_type) == ["TXT", "MX", "A"]
    assert listed(orderBy={"attribute": "name", "direction": "ASC"}) == ["TXT", "A", "MX"]
    assert listed(filter={"id": first["id"]}) == ["A"]
    assert listed(filter={"id": 0, "zone": "ZONE.%", "type": "mx"}) == ["MX"]
    assert listed(filter={"name": "www%"}) == listed(filter={"value": "192.0.2._"}) == ["A"]
    assert listed(filter={"owner": world["sibling"]}) == ["A"]
    assert len(listed(filter={"customer": world["customer"]})) == 3
    assert len(listed(filter={"reseller": world["reseller"]}, range={"start": 1, "count": 5})) == 2
    assert listed(filter={"customer": world["stranger"]}) == []
    assert listed(PEOPLE["stranger"]) == []
    assert refused("getRecords", {"range": {"start": -1}}) == (9004, "start")
    for number in range(5):
        add(name=f"host{number}")
    with django_assert_max_num_queries(2):
        assert len(listed()) == 8
