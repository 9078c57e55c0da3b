"""DNS zones over SOAP."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from ngnpanel.dns.domain import serials
from ngnpanel.provisioning import models
from ngnpanel.provisioning.models import Change
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, SoapFault, envelope, refusal, result_of, soap

refused = partial(refusal, "Dns")
FULL = {
    "name": "full.example",
    "ttl": 7200,
    "nameservers": ["ns1.full.example", "ns.example.net"],
    "email": "Host.Master@example.net",
    "refresh": 10800,
    "retry": 1800,
    "expire": 604800,
    "minimum": 600,
    "info": "line 1\nline 2 <&>",
}
NEW = {"name": "new.example"}


def addresses(zone: str) -> dict[str, str]:
    found = soap("Dns", "getRecords", {"filter": {"zone": zone}})["records"]
    return {row["value"]: row["name"] for row in found}


@pytest.fixture
def platform(settings: Any) -> None:
    servers = {"ns1.platform.example": ("192.0.2.53", "2001:db8::53"), "ns2.example.net": ()}
    settings.PROVISIONING = {**settings.PROVISIONING, "NAMESERVERS": servers}


def test_a_zone_comes_back_as_it_was_written(world: World) -> None:
    stored = soap("Dns", "addZone", {**FULL, "customer": world["customer"]})
    assert stored == soap("Dns", "getZone", " Full.EXAMPLE. ")
    assert {name: stored[name] for name in FULL} == FULL
    assert (stored["customer"], stored["reseller"]) == (world["customer"], world["reseller"])
    assert len(stored["changeDate"]) == len("2026-11-23 12:00:00")


def test_a_bare_zone_gets_the_defaults(world: World, platform: None) -> None:
    stored = soap("Dns", "addZone", {"name": "New.Example.", "nameservers": [], "ttl": 0})
    assert stored == {
        **NEW,
        "ttl": 3600,
        "nameservers": ["ns1.platform.example", "ns2.example.net"],
        "email": "",
        "serial": int(f"{datetime.now(UTC):%Y%m%d}01"),
        "refresh": 14400,
        "retry": 3600,
        "expire": 1209600,
        "minimum": 3600,
        "customer": 0,
        "reseller": 0,
        "changeDate": stored["changeDate"],
        "info": "",
    }


def test_a_platform_without_name_servers_leaves_the_list_empty(world: World) -> None:
    assert soap("Dns", "addZone", NEW)["nameservers"] == []


def test_an_update_replaces_the_whole_zone(world: World, platform: None) -> None:
    stored = soap("Dns", "addZone", {**FULL, "customer": world["customer"]})
    again = soap("Dns", "updateZone", {**stored, "email": "other@example.net"})
    changed = {"email": "other@example.net", "serial": stored["serial"] + 1, "changeDate": ""}
    assert {**again, "changeDate": ""} == {**stored, **changed}
    reset = soap("Dns", "updateZone", {"name": "FULL.example", "customer": world["customer"]})
    assert (reset["email"], reset["info"], reset["expire"]) == ("", "", 1209600)
    assert reset["nameservers"] == ["ns1.platform.example", "ns2.example.net"]


def test_an_echo_of_old_clients_is_understood(world: World) -> None:
    # Nulls come back as empty texts, numbers as texts, the array without a declared type.
    namespace = "urn:AGProjects:NGNPro:Dns"
    call = (
        f'<x:addZone xmlns:x="{namespace}"><zone><name>new.example</name>'
        '<ttl xsi:type="xsd:string">3600</ttl><expire xsi:type="xsd:string"></expire>'
        '<nameservers SOAP-ENC:arrayType="xsd:string[1]"><item>ns1.example.net</item></nameservers>'
        '<customer xsi:type="xsd:string"></customer><serial/></zone></x:addZone>'
    )
    stored = result_of(envelope(call), "Dns", "addZone")
    assert (stored["nameservers"], stored["expire"]) == (["ns1.example.net"], 1209600)


def test_a_zone_exists_once(world: World) -> None:
    soap("Dns", "addZone", {**NEW, "customer": world["customer"]})
    for person in ("customer", "stranger"):
        assert refused("addZone", {"name": "NEW.example"}, as_=PEOPLE[person]) == (7001, "name")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "123"}, "name"),
        ({"name": "a b.example"}, "name"),
        ({"name": "b\u00fccher.example"}, "name"),
        ({"name": f"{'x' * 64}.example"}, "name"),
        ({"name": f"{'x.' * 200}example"}, "name"),
        ({"ttl": 2**31}, "ttl"),
        ({"refresh": -1}, "refresh"),
        ({"retry": 2**31}, "retry"),
        ({"expire": 2**40}, "expire"),
        ({"minimum": -5}, "minimum"),
        ({"email": "nobody"}, "email"),
        ({"email": f"{'x' * 300}@example.com"}, "email"),
        ({"nameservers": ["192.0.2.1"]}, "nameservers"),
        ({"nameservers": [f"ns{number}" for number in range(5000)]}, "nameservers"),
        ({"info": "x" * 70000}, "info"),
        ({"serial": serials.MAX_IMPORTED + 1}, "serial"),
        ({"customer": 99}, "customer"),
        ({"customer": 2**62}, "customer"),
        ({"customer": -1}, "customer"),
        ({"reseller": 99}, "reseller"),
    ],
)
def test_bad_input_is_refused_by_name(world: World, changed: dict[str, Any], field: str) -> None:
    assert refused("addZone", {**NEW, **changed}) == (9004, field)
    assert not models.Zone.objects.exists()


def test_no_argument_at_all(world: World) -> None:
    assert refused("addZone", None) == (9004, "zone")
    assert refused("updateZone", None) == (9004, "zone")
    for operation in ("getZone", "deleteZone"):
        assert refused(operation, None) == refused(operation, "no.example") == (7000, "zone")
    assert refused("updateZone", NEW) == (7000, "zone")


def test_the_serial_rises_with_every_change(world: World) -> None:
    as_ = PEOPLE["customer"]
    first = soap("Dns", "addZone", {**NEW, "serial": 2099010101}, as_=as_)["serial"]
    assert first == int(f"{datetime.now(UTC):%Y%m%d}01")
    written = {**NEW, "serial": 2099010101, "customer": world["customer"]}
    assert soap("Dns", "updateZone", written, as_=as_)["serial"] == first + 1
    assert soap("Dns", "updateZone", {**written, "serial": 5})["serial"] == first + 2
    assert soap("Dns", "updateZone", written)["serial"] == 2099010101
    assert soap("Dns", "updateZone", written)["serial"] == 2099010102


def test_name_servers_inside_a_zone_get_their_addresses(world: World, platform: None) -> None:
    soap("Dns", "addZone", {"name": "platform.example"})
    host = "ns1.platform.example"
    assert addresses("platform.example") == {"192.0.2.53": host, "2001:db8::53": host}
    kinds = set(models.DnsRecord.objects.values_list("type", "ttl"))
    assert kinds == {("A", 3600), ("AAAA", 3600)}


def test_an_address_that_the_caller_knows_goes_into_the_new_zone(world: World) -> None:
    as_ = PEOPLE["customer"]
    soap("Dns", "addZone", NEW, as_=as_)
    glue = {"zone": "new.example", "name": "ns1.sub", "type": "A", "value": "192.0.2.7"}
    soap("Dns", "addRecord", glue, as_=as_)
    below = {"name": "sub.new.example", "nameservers": ["ns1", "ns2"]}
    soap("Dns", "addZone", below, as_=as_)
    assert addresses("sub.new.example") == {"192.0.2.7": "ns1.sub.new.example"}


def test_nobody_takes_names_out_of_a_zone_of_somebody_else(world: World) -> None:
    soap("Dns", "addZone", NEW, as_=PEOPLE["customer"])
    below = {"name": "www.a.new.example"}
    for person in ("sibling", "stranger"):
        assert refused("addZone", below, as_=PEOPLE[person]) == (9002, "name")
    given = soap("Dns", "addZone", {"name": "a.new.example", "customer": world["stranger"]})
    assert given["customer"] == world["stranger"]
    assert soap("Dns", "addZone", below, as_=PEOPLE["stranger"])["customer"] == world["stranger"]


def test_what_a_customer_or_reseller_adds_is_its_own(world: World) -> None:
    stored = soap("Dns", "addZone", NEW, as_=PEOPLE["customer"])
    assert (stored["customer"], stored["reseller"]) == (world["customer"], world["reseller"])
    moved = {**NEW, "customer": world["sibling"]}
    assert refused("updateZone", moved, as_=PEOPLE["customer"]) == (9002, "customer")
    foreign = {**NEW, "customer": world["stranger"]}
    assert refused("updateZone", foreign, as_=PEOPLE["reseller"]) == (9004, "customer")
    other = {**NEW, "reseller": world["stranger"]}
    assert refused("updateZone", other, as_=PEOPLE["reseller"]) == (9002, "reseller")
    assert soap("Dns", "updateZone", moved, as_=PEOPLE["reseller"])["customer"] == world["sibling"]
    assert refused("getZone", "new.example", as_=PEOPLE["customer"])[0] == 7000


def test_records_follow_their_zone_to_another_customer(world: World) -> None:
    soap("Dns", "addZone", NEW, as_=PEOPLE["customer"])
    www = {"zone": "new.example", "name": "www", "type": "A", "value": "192.0.2.1"}
    number = soap("Dns", "addRecord", www)["id"]
    soap("Dns", "updateZone", {**NEW, "customer": world["sibling"]})
    found = soap("Dns", "getRecord", number, as_=PEOPLE["sibling"])
    assert found["customer"] == world["sibling"]
    assert refused("getRecord", number, as_=PEOPLE["customer"])[0] == 7002


@pytest.mark.parametrize("person", ["inactive", "inactives"])
def test_an_inactive_reseller_and_its_customers_create_nothing(world: World, person: str) -> None:
    assert refused("addZone", NEW, as_=PEOPLE[person])[0] == 5003
    assert refused("addZone", NEW, as_=replace(ADMIN, impersonate=world[person]))[0] == 5003


def test_the_date_of_an_import_is_kept_for_the_administrator_only(world: World) -> None:
    dated = {**NEW, "changeDate": "2011-01-02 03:04:05"}
    assert soap("Dns", "addZone", dated)["changeDate"] == dated["changeDate"]
    # Records that follow do not touch it.
    www = {"zone": "new.example", "name": "www", "type": "A", "value": "192.0.2.1"}
    soap("Dns", "addRecord", www)
    assert soap("Dns", "getZone", "new.example")["changeDate"] == dated["changeDate"]
    assert soap("Dns", "updateZone", dated)["changeDate"] > "2020"
    other = {**dated, "name": "newer.example"}
    assert soap("Dns", "addZone", other, as_=PEOPLE["reseller"])["changeDate"] > "2020"


@pytest.mark.parametrize("payer", ["customer", "reseller"])
def test_zones_are_charged_to_customer_and_reseller(world: World, payer: str) -> None:
    models.CustomerProperty.objects.filter(customer=world[payer], name="dns_zone_credit").update(
        value="1"
    )
    for as_ in (PEOPLE["customer"], replace(ADMIN, impersonate=world["customer"])):
        models.Zone.objects.all().delete()
        soap("Dns", "addZone", NEW, as_=as_)
        assert refused("addZone", {"name": "more.example"}, as_=as_)[0] == 9003
        # An importer asks whether the zone is there, not whether there could be another.
        assert refused("addZone", NEW, as_=as_)[0] == 7001
    soap("Dns", "addZone", {"name": "more.example", "customer": world["customer"]})


def test_no_credit_is_a_credit_of_nothing(world: World) -> None:
    models.CustomerProperty.objects.filter(name="dns_zone_credit").delete()
    assert refused("addZone", NEW, as_=PEOPLE["customer"])[0] == 9003


def test_deleting_a_zone_takes_its_records_along(world: World) -> None:
    soap("Dns", "addZone", NEW)
    www = {"zone": "new.example", "name": "www", "type": "A", "value": "192.0.2.1"}
    number = soap("Dns", "addRecord", www)["id"]
    web = {"zone": "new.example", "name": "web", "type": "URL", "value": "http://example.net"}
    fancy = soap("Dns", "addFancyRecord", web)["id"]
    Change.objects.all().delete()
    soap("Dns", "deleteZone", "NEW.example.")
    assert not models.DnsRecord.objects.exists()
    assert not models.FancyRecord.objects.exists()
    kinds = ("zone", "new.example"), ("record", str(number)), ("fancy_record", str(fancy))
    assert set(Change.objects.values_list("kind", "key")) == set(kinds)
    assert refused("deleteZone", "new.example")[0] == 7000


def test_zones_are_listed_by_pattern_and_order(world: World) -> None:
    for name in ("a_b.example", "axb.example", "c.example"):
        soap("Dns", "addZone", {"name": name, "info": f"of {name[0]}"}, as_=PEOPLE["customer"])

    def listed(as_: Person = ADMIN, **query: Any) -> list[str]:
        found = soap("Dns", "getZones", query, as_=as_)
        assert found["total"] >= len(found["zones"])
        assert all(isinstance(row["nameservers"], list) for row in found["zones"])
        return [row["name"] for row in found["zones"]]

    by_name = {"attribute": "name", "direction": "ASC"}
    assert listed(orderBy=by_name) == ["a_b.example", "axb.example", "c.example"]
    assert listed() == listed(orderBy={"attribute": "nonsense", "direction": "ASC"})
    assert listed()[0] == "c.example"
    assert listed(filter={"name": "A_B.example"}, orderBy={**by_name, "direction": "DESC"}) == [
        "a_b.example",
        "axb.example",
    ]
    assert listed(filter={"info": "of c%"}) == ["c.example"]
    assert listed(filter={"customer": world["customer"], "reseller": 0}, range={"count": 1})
    assert listed(filter={"customer": world["sibling"]}) == []
    assert listed(PEOPLE["stranger"]) == []
    assert refused("getZones", {"filter": {"name": "x" * 300}}) == (9004, "name")


def test_a_customer_with_zones_or_records_of_its_own_stays(world: World) -> None:
    def deleted(name: str) -> int:
        try:
            soap("Customer", "deleteAccount", world[name])
        except SoapFault as fault:
            return fault.code
        return 0

    models.Account.objects.all().delete()
    models.Domain.objects.all().delete()
    soap("Dns", "addZone", {**NEW, "customer": world["customer"]})
    www = {"zone": "new.example", "name": "www", "type": "A", "value": "192.0.2.1"}
    number = soap("Dns", "addRecord", {**www, "owner": world["sibling"]})["id"]
    web = {"zone": "new.example", "name": "web", "type": "URL", "value": "http://example.net"}
    soap("Dns", "addFancyRecord", {**web, "owner": world["inactives"]})
    assert [deleted(name) for name in ("customer", "sibling", "inactives")] == [5002] * 3
    soap("Dns", "deleteRecord", number)
    assert deleted("sibling") == 0
    soap("Dns", "deleteZone", "new.example")
    assert [deleted(name) for name in ("customer", "inactives")] == [0, 0]


def test_a_zone_of_names_in_a_foreign_enum_range_is_refused(world: World) -> None:
    given = {"id": {"prefix": "31208", "tld": "e164.arpa"}, "customer": world["customer"]}
    soap("Enum", "addRange", given)
    soap("Enum", "addRange", {**given, "id": {"prefix": "1", "tld": "enum.example"}})
    foreign = (
        *("8.0.2.1.3.e164.arpa", "0.0.1.5.0.0.8.0.2.1.3.e164.arpa", "x.8.0.2.1.3.e164.arpa"),
        *("1.enum.example", "2.1.enum.example"),
    )
    for name in foreign:
        for person in ("stranger", "sibling"):
            assert refused("addZone", {"name": name}, as_=PEOPLE[person]) == (9002, "name")
    # Nobody's numbers in the root of all the world are not for the first who comes.
    for name in ("e164.arpa", "1.3.e164.arpa", "9.4.e164.arpa"):
        assert refused("addZone", {"name": name}, as_=PEOPLE["customer"]) == (9002, "name")
    for name, person in (("0.8.0.2.1.3.e164.arpa", "customer"), ("3.1.enum.example", "reseller")):
        soap("Dns", "addZone", {"name": name}, as_=PEOPLE[person])
    for name in ("2.enum.example", "x.enum.example"):
        soap("Dns", "addZone", {"name": name}, as_=PEOPLE["stranger"])
    soap("Dns", "addZone", {"name": "5.8.0.2.1.3.e164.arpa"})
