"""ENUM ranges over SOAP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.enum.domain.ranges import beginnings, in_zones, zone_name
from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.numbering import (
    ARPA,
    add,
    add_number,
    key,
    listed,
    refused,
    stored,
)
from tests.provisioning.soap import ADMIN, Person, SoapFault, soap


def today() -> int:
    return int(f"{datetime.now(UTC):%Y%m%d}00")


def test_a_range_comes_back_as_it_was_written(world: World) -> None:
    record = {
        "id": {"prefix": "+312080051", "tld": "E164.arpa."},
        "ttl": 7200,
        "minDigits": 10,
        "maxDigits": 12,
        "size": 100,
        "nameservers": ["NS1.example.com.", "", "ns2.example.com"],
        "customer": world["customer"],
        "info": "Offices in Haarlem",
    }
    made = soap("Enum", "addRange", record)
    assert made["id"] == key("312080051")
    assert made["nameservers"] == ["ns1.example.com", "ns2.example.com"]
    assert (made["customer"], made["reseller"]) == (world["customer"], world["reseller"])
    assert (made["used"], made["serial"]) == (0, today() + 1)
    for name in ("ttl", "minDigits", "maxDigits", "size", "info"):
        assert made[name] == record[name]
    assert made == stored("312080051")


def test_members_that_are_left_out_have_defaults(world: World) -> None:
    made = soap("Enum", "addRange", {"id": {"prefix": "3120800"}})
    assert made["id"] == key("3120800")
    assert (made["ttl"], made["minDigits"], made["maxDigits"]) == (3600, 11, 11)
    assert (made["size"], made["nameservers"], made["info"]) == (0, [], "")
    assert (made["customer"], made["reseller"]) == (0, 0)


def test_an_update_replaces_all_but_what_the_server_counts(world: World) -> None:
    made = add("3120800", customer=world["customer"], size=5, info="a", ttl=60, minDigits=9)
    add_number("312080051")
    again = soap("Enum", "updateRange", {**made, "used": 99, "serial": 7})
    assert {**again, "changeDate": ""} == {
        **made,
        "used": 1,
        "serial": made["serial"] + 2,
        "changeDate": "",
    }
    bare = soap("Enum", "updateRange", {"id": key("3120800"), "minDigits": 9})
    assert (bare["size"], bare["info"], bare["ttl"]) == (0, "", 3600)
    assert bare["customer"] == 0


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"id": {"prefix": "", "tld": ARPA}}, "prefix"),
        ({"id": {"prefix": "0031", "tld": ARPA}}, "prefix"),
        ({"id": {"prefix": "31abc", "tld": ARPA}}, "prefix"),
        ({"id": {"prefix": "3" * 16, "tld": ARPA}}, "prefix"),
        ({"id": {"prefix": "3120", "tld": "arpa"}}, "tld"),
        ({"id": {"prefix": "3120", "tld": ".".join(["a" * 60] * 4)}}, "tld"),
        ({"id": {"tld": ARPA}}, "prefix"),
        ({"id": None}, "id"),
        ({"ttl": 2**31}, "ttl"),
        ({"ttl": -1}, "ttl"),
        ({"minDigits": 2}, "minDigits"),
        ({"minDigits": 12, "maxDigits": 11}, "minDigits"),
        ({"maxDigits": 16}, "maxDigits"),
        ({"maxDigits": 2**31}, "maxDigits"),
        ({"size": -1}, "size"),
        ({"size": 2**31}, "size"),
        ({"nameservers": ["ns 1"]}, "nameservers"),
        ({"nameservers": [f"ns{number}.example.com" for number in range(1000)]}, "nameservers"),
        ({"info": "x" * 256}, "info"),
        ({"info": "a\tb"}, "info"),
        ({"serial": 2**31 - 1}, "serial"),
        ({"customer": 987654}, "customer"),
        ({"reseller": 987654}, "reseller"),
        ({"customer": 2**63 - 1}, "customer"),
    ],
)
def test_wrong_members_are_refused_and_named(
    world: World, members: dict[str, Any], field: str
) -> None:
    assert refused("addRange", {"id": key("3120800"), **members}) == (9004, field)
    assert models.EnumRange.objects.count() == 0
    if members.get("id", True) and "id" not in members:
        add("3120800")
        assert refused("updateRange", {"id": key("3120800"), **members}) == (9004, field)


def test_arguments_that_are_missing(world: World) -> None:
    assert refused("addRange", None) == (9004, "range")
    assert refused("updateRange", None) == (9004, "range")
    assert refused("deleteRange", None) == (9004, "range")


def test_a_range_that_does_not_exist(world: World) -> None:
    for wrong in (key("3120800"), key("nonsense"), key("3120800", "x"), key("3" * 500)):
        assert refused("updateRange", {"id": wrong})[0] == 3000
        assert refused("deleteRange", wrong)[0] == 3000
    assert models.EnumRoot.objects.count() == 0


def test_a_range_exists_once_in_a_root(world: World) -> None:
    add("3120800")
    assert refused("addRange", {"id": key("+31 20 800")}) == (3001, "prefix")
    made = soap("Enum", "addRange", {"id": key("3120800", "e164.example")})
    assert made["id"]["tld"] == "e164.example"


@pytest.mark.parametrize("prefix", ["31", "3", "1", "35", "351"])
def test_only_the_administrator_adds_a_country(world: World, prefix: str) -> None:
    for name in ("reseller", "customer"):
        assert refused("addRange", {"id": key(prefix)}, as_=PEOPLE[name]) == (9002, "prefix")
        person = Person(ADMIN.username, ADMIN.password, admin=True, impersonate=world[name])
        assert refused("addRange", {"id": key(prefix)}, as_=person) == (9002, "prefix")
    assert add(prefix, customer=world["customer"])["customer"] == world["customer"]
    # Its holder may change it, and add ranges within.
    soap("Enum", "updateRange", {"id": key(prefix), "info": "all"}, as_=PEOPLE["customer"])
    assert add(f"{prefix}208", as_=PEOPLE["customer"])["customer"] == world["customer"]


def test_a_reseller_that_is_not_active_adds_no_range(world: World) -> None:
    for name in ("inactive", "inactives"):
        assert refused("addRange", {"id": key("3120800")}, as_=PEOPLE[name])[0] == 5003


def test_a_customer_adds_ranges_for_itself(world: World) -> None:
    made = add("3120800", as_=PEOPLE["customer"])
    assert (made["customer"], made["reseller"]) == (world["customer"], world["reseller"])
    other = {"id": key("3120801"), "customer": world["sibling"]}
    assert refused("addRange", other, as_=PEOPLE["customer"]) == (9002, "customer")
    assert add("3120801", as_=PEOPLE["reseller"], customer=world["sibling"])
    other = {"id": key("3120802"), "customer": world["stranger"]}
    assert refused("addRange", other, as_=PEOPLE["reseller"]) == (9004, "customer")


def test_numbers_follow_their_range_to_another_customer(world: World) -> None:
    add("3120800", customer=world["customer"])
    add_number("31208005100")
    moved = {"id": key("3120800"), "customer": world["sibling"]}
    assert refused("updateRange", moved, as_=PEOPLE["customer"]) == (9002, "customer")
    soap("Enum", "updateRange", moved, as_=PEOPLE["reseller"])
    number = {"number": "31208005100", "tld": ARPA}
    assert soap("Enum", "getNumber", number)["customer"] == world["sibling"]
    assert refused("getNumber", number, as_=PEOPLE["customer"])[0] == 3002


def test_the_credit_for_ranges(world: World) -> None:
    credit = models.CustomerProperty.objects.filter(name="enum_range_credit")
    credit.filter(customer=world["customer"]).update(value="1")
    add("3120800", as_=PEOPLE["customer"])
    assert refused("addRange", {"id": key("3120801")}, as_=PEOPLE["customer"])[0] == 9003
    credit.filter(customer=world["reseller"]).update(value="1")
    assert refused("addRange", {"id": key("3120801")}, as_=PEOPLE["sibling"])[0] == 9003
    credit.filter(customer=world["stranger"]).delete()
    assert refused("addRange", {"id": key("3120801")}, as_=PEOPLE["stranger"])[0] == 9003
    assert add("3120801", customer=world["customer"])


def test_a_range_with_numbers_stays(world: World) -> None:
    add("3120800", customer=world["customer"])
    add_number("31208005100")
    assert refused("deleteRange", key("3120800"), as_=PEOPLE["customer"])[0] == 3004
    soap("Enum", "deleteNumber", {"number": "31208005100", "tld": ARPA})
    soap("Enum", "deleteRange", key("+3120800", ""), as_=PEOPLE["customer"])
    assert listed() == []


def test_bounds_cannot_leave_out_numbers_that_are_there(world: World) -> None:
    add("3120800", minDigits=9, maxDigits=13)
    add_number("312080051")
    add_number("3120800510012")
    for members, field in (
        ({"minDigits": 10, "maxDigits": 13}, "minDigits"),
        ({"minDigits": 9, "maxDigits": 12}, "maxDigits"),
        ({"minDigits": 9, "maxDigits": 13, "size": 1}, "size"),
    ):
        assert refused("updateRange", {"id": key("3120800"), **members}) == (9004, field)
    same = {"id": key("3120800"), "minDigits": 9, "maxDigits": 13, "size": 2}
    assert soap("Enum", "updateRange", same)["size"] == 2


# Serials.


def test_the_serial_counts_every_change_of_the_range_and_its_numbers(world: World) -> None:
    serials = [add("3120800")["serial"]]

    def note() -> None:
        serials.append(stored("3120800")["serial"])

    soap("Enum", "updateRange", {"id": key("3120800"), "ttl": 60})
    note()
    add_number("31208005100")
    note()
    number = {"number": "31208005100", "tld": ARPA}
    soap("Enum", "updateNumber", {"id": number, "mappings": [{"type": "tel", "mapto": "31"}]})
    note()
    soap("Enum", "deleteNumber", number)
    note()
    add("31208005")
    note()
    soap("Enum", "updateRange", {"id": key("31208005"), "nameservers": ["ns1.example.com"]})
    note()
    soap("Enum", "deleteRange", key("31208005"))
    note()
    assert serials == list(range(today() + 1, today() + 9))


def test_only_the_administrator_lifts_a_serial(world: World) -> None:
    ahead = today() + 500
    assert add("3120801", as_=PEOPLE["reseller"], serial=ahead)["serial"] == today() + 1
    assert add("3120800", customer=world["customer"], serial=ahead)["serial"] == ahead
    record = {"id": key("3120800"), "customer": world["customer"]}
    lifted = soap("Enum", "updateRange", {**record, "serial": ahead + 9}, as_=PEOPLE["customer"])
    assert lifted["serial"] == ahead + 1
    assert soap("Enum", "updateRange", {**record, "serial": 5})["serial"] == ahead + 2
    assert soap("Enum", "updateRange", {**record, "serial": ahead + 9})["serial"] == ahead + 9


def test_the_date_of_an_import_is_the_administrators(world: World) -> None:
    date = "2011-01-02 03:04:05"
    made = add("3120800", changeDate=date)
    assert made["changeDate"] == date
    assert soap("Enum", "updateRange", made)["changeDate"] > "2020"
    assert add("3120801", as_=PEOPLE["customer"], changeDate=date)["changeDate"] > "2020"


# Lists.


def test_ranges_are_found_by_pattern_and_in_order(world: World) -> None:
    add("3120800", customer=world["customer"], info="Haarlem")
    add("3120801", customer=world["sibling"])
    add("44207", customer=world["stranger"], info="London")
    order = {"orderBy": {"attribute": "prefix", "direction": "ASC"}}
    assert listed({"filter": {"prefix": "3120%"}, **order}) == ["3120800", "3120801"]
    assert listed({"filter": {"info": "%LON%"}}) == ["44207"]
    assert listed({"filter": {"customer": world["sibling"]}}) == ["3120801"]
    assert listed({"filter": {"reseller": world["reseller"]}, **order}) == ["3120800", "3120801"]
    assert listed({"filter": {"tld": "%.org"}}) == []
    assert listed({**order, "range": {"start": 1, "count": 1}}) == ["3120801"]
    assert listed({"orderBy": {"attribute": "nonsense"}}) == ["44207", "3120801", "3120800"]
    assert soap("Enum", "getRanges", {"range": {"start": 0, "count": 0}})["total"] == 3
    assert refused("getRanges", {"filter": {"prefix": "3" * 256}}) == (9004, "prefix")
    assert refused("getRanges", {"range": {"start": -1, "count": 1}}) == (9004, "start")


def test_everybody_lists_what_is_theirs(world: World) -> None:
    add("3120800", customer=world["customer"])
    add("3120801", reseller=world["reseller"])
    add("3120802")
    assert sorted(listed(as_=PEOPLE["reseller"])) == ["3120800", "3120801"]
    assert listed(as_=PEOPLE["customer"]) == ["3120800"]
    assert listed(as_=PEOPLE["sibling"]) == listed(as_=PEOPLE["stranger"]) == []


def test_a_page_of_ranges_takes_the_same_queries_whatever_its_length(world: World) -> None:
    def queries(count: int) -> int:
        soap("Enum", "getRanges", {"range": {"start": 0, "count": count}})
        with CaptureQueriesContext(connection) as captured:
            soap("Enum", "getRanges", {"range": {"start": 0, "count": count}})
        return len(captured)

    for number in range(9):
        add(f"312080{number}", minDigits=8)
        add_number(f"312080{number}5100"[:11])
    assert queries(9) == queries(1) == 3
    assert [row["used"] for row in soap("Enum", "getRanges", None)["ranges"]] == [1] * 9


# Deleting a customer; the database's own rules.


def test_a_customer_with_a_range_or_an_owned_number_stays(world: World) -> None:
    made = soap("Customer", "addAccount", {"username": "holder", "password": "x"})["id"]

    def refuse() -> int:
        with pytest.raises(SoapFault) as caught:
            soap("Customer", "deleteAccount", made)
        return caught.value.code

    add("3120800", customer=made)
    assert refuse() == 5002
    soap("Enum", "updateRange", {"id": key("3120800"), "reseller": made})
    assert refuse() == 5002
    soap("Enum", "updateRange", {"id": key("3120800")})
    add_number("31208005100", owner=made)
    assert refuse() == 5002
    soap("Enum", "deleteNumber", {"number": "31208005100", "tld": ARPA})
    soap("Customer", "deleteAccount", made)


@pytest.mark.parametrize(
    "wrong",
    [{"prefix": ""}, {"tld": "E164.arpa"}, {"min_digits": 12}, {"max_digits": 16}, {"size": -1}],
)
def test_the_database_refuses_a_wrong_range(world: World, wrong: dict[str, Any]) -> None:
    right = {"prefix": "3120", "tld": ARPA, "ttl": 1, "serial": 1}
    right |= {"min_digits": 9, "max_digits": 11}
    models.EnumRange.objects.create(**right)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.EnumRange.objects.create(**{**right, "prefix": "3121", **wrong})
    with pytest.raises(IntegrityError), transaction.atomic():
        models.EnumRange.objects.create(**right)


def test_a_range_whose_zone_lies_in_a_foreign_dns_zone_is_refused(world: World) -> None:
    soap("Dns", "addZone", {"name": "victim.example", "customer": world["customer"]})
    soap("Dns", "addZone", {"name": "platform.example"})
    for person in ("stranger", "sibling"):
        for root in ("victim.example", "enum.victim.example"):
            record = {"id": key("49301", root)}
            assert refused("addRange", record, as_=PEOPLE[person]) == (9002, "tld")
    for person, root in (
        *(("customer", "victim.example"), ("sibling", "enum.platform.example")),
        ("stranger", "free.example"),
    ):
        soap("Enum", "addRange", {"id": key("49301", root)}, as_=PEOPLE[person])
    soap("Enum", "addRange", {"id": key("49302", "victim.example")})


@given(
    number=st.from_regex(r"[1-9][0-9]{0,14}", fullmatch=True),
    root=st.sampled_from([ARPA, "enum.example", "5.example"]),
    below=st.sampled_from(["", "x.", "7.", "12."]),
)
def test_the_zone_of_a_range_is_found_from_the_names_in_it(
    number: str, root: str, below: str
) -> None:
    found = in_zones(below + zone_name(number, root))
    assert number in beginnings(found[root])
