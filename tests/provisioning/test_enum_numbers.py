"""ENUM numbers over SOAP."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ngnpanel.provisioning import models
from tests.provisioning.asking import ask
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, SoapFault, refusal, soap

refused = partial(refusal, "Enum")
ARPA = "e164.arpa"
ID = {"number": "31208005100", "tld": ARPA}
SIP = {"type": "sip", "mapto": "sip:alice@customer.example"}
TEL = {"type": "tel", "mapto": "tel:+31208005199"}
WEB = {"type": "web:http", "mapto": "http://www.customer.example/"}
NEW: dict[str, Any] = {"id": ID, "mappings": [SIP]}


@pytest.fixture(autouse=True)
def ranges(world: World) -> None:
    """A range of customer, and one of the stranger."""
    for prefix, name in (("3120800", "customer"), ("442070", "stranger")):
        record = {"id": {"prefix": prefix, "tld": ARPA}, "customer": world[name]}
        soap("Enum", "addRange", record)


def call(operation: str, *arguments: Any, as_: Person = ADMIN) -> Any:
    return soap("Enum", operation, *arguments, as_=as_)


def numbered(number: str, **members: Any) -> dict[str, Any]:
    return {"id": {"number": number, "tld": ARPA}, "mappings": [SIP], **members}


def listed(as_: Person = ADMIN, **filters: Any) -> list[str]:
    order = {"attribute": "number", "direction": "ASC"}
    answer = call("getNumbers", {"filter": filters, "orderBy": order}, as_=as_)
    assert answer["total"] == len(answer["numbers"])
    return [row["id"]["number"] for row in answer["numbers"]]


def ids(stored: dict[str, Any]) -> list[int]:
    return [each["id"] for each in stored["mappings"]]


def test_a_number_comes_back_as_it_was_written(world: World) -> None:
    mapping = {**TEL, "priority": 0, "ttl": 60}
    record = {
        "id": {"number": "+31 20 800 5100", "tld": "E164.ARPA."},
        "mappings": [SIP, mapping],
        "info": "Front desk",
        "owner": world["sibling"],
    }
    made = call("addNumber", record)
    assert made["id"] == ID
    assert (made["info"], made["owner"]) == ("Front desk", world["sibling"])
    assert (made["customer"], made["reseller"]) == (world["customer"], world["reseller"])
    assert made["mappings"] == [
        {**SIP, "id": ids(made)[0], "priority": 5, "ttl": 3600},
        {**mapping, "id": ids(made)[1]},
    ]
    assert call("getNumber", {"number": "+31208005100", "tld": ""}) == made


def test_writing_back_what_was_read_changes_nothing(world: World) -> None:
    made = call("addNumber", {**NEW, "mappings": [SIP, TEL, WEB], "owner": world["sibling"]})
    again = call("updateNumber", made)
    assert {**again, "changeDate": ""} == {**made, "changeDate": ""}


def test_an_old_client_maps_a_number(world: World) -> None:
    """The way of the PHP client: look, add, look, update with all mappings as they were read."""
    with pytest.raises(SoapFault) as caught:
        ask("getNumber", port="Enum", enumId=ID)
    assert caught.value.code == 3002
    mapping = {"type": "sip", "mapto": "alice@customer.example", "priority": None, "ttl": ""}
    number = {"id": ID, "mappings": [{**mapping, "id": None}], "info": "", "owner": "0"}
    ask("addNumber", port="Enum", number=number)
    read = ask("getNumber", port="Enum", enumId=ID)
    assert read["mappings"][0]["mapto"] == "sip:alice@customer.example"
    read["mappings"].append({"id": "", "type": "mms", "mapto": "+31208005199", "priority": 0})
    ask("updateNumber", port="Enum", number=read)
    read = ask("getNumber", port="Enum", enumId=ID)
    assert [each["mapto"] for each in read["mappings"]][1] == "tel:+31208005199"
    assert ask("updateNumber", port="Enum", number={**read, "mappings": []})["mappings"] == []
    assert listed() == []


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"id": {"number": "", "tld": ARPA}}, "number"),
        ({"id": {"number": "0031208005100", "tld": ARPA}}, "number"),
        ({"id": {"number": "3" * 16, "tld": ARPA}}, "number"),
        ({"id": {"number": "31-20", "tld": ARPA}}, "number"),
        ({"id": {"number": "31208005100", "tld": "a b"}}, "tld"),
        ({"id": {"tld": ARPA}}, "number"),
        ({"id": None}, "id"),
        ({"mappings": []}, "mappings"),
        ({"mappings": None}, "mappings"),
        ({"mappings": [{**SIP, "type": "fax"}]}, "type"),
        ({"mappings": [{"mapto": "sip:a@b.nl"}]}, "type"),
        ({"mappings": [{"type": "sip"}]}, "mapto"),
        ({"mappings": [{**SIP, "mapto": "tel:31208005100"}]}, "mapto"),
        ({"mappings": [{**SIP, "mapto": "a b@customer.example"}]}, "mapto"),
        ({"mappings": [{**SIP, "mapto": "sip:" + "a" * 300}]}, "mapto"),
        ({"mappings": [{**SIP, "priority": -1}]}, "priority"),
        ({"mappings": [{**SIP, "priority": 65536}]}, "priority"),
        ({"mappings": [{**SIP, "ttl": -1}]}, "ttl"),
        ({"mappings": [{**SIP, "ttl": 2**31}]}, "ttl"),
        ({"mappings": [{**SIP, "id": 2**31}]}, "id"),
        ({"mappings": [SIP, {**SIP, "priority": 9}]}, "mapto"),
        ({"info": "x" * 256}, "info"),
        ({"info": "a\nb"}, "info"),
        ({"owner": 987654}, "owner"),
        ({"owner": 2**63 - 1}, "owner"),
        ({"owner": -1}, "owner"),
    ],
)
def test_wrong_members_are_refused_and_named(
    world: World, members: dict[str, Any], field: str
) -> None:
    assert refused("addNumber", {**NEW, **members}) == (9004, field)
    assert models.EnumNumber.objects.count() == 0
    if "id" not in members and field != "mappings":
        made = call("addNumber", NEW)
        assert refused("updateNumber", {**NEW, **members}) == (9004, field)
        assert call("getNumber", ID) == made


def test_arguments_that_are_missing(world: World) -> None:
    assert refused("addNumber", None) == (9004, "number")
    assert refused("updateNumber", None) == (9004, "number")
    assert refused("deleteNumber", None) == (9004, "enumId")
    assert refused("getNumber", None) == (9004, "enumId")


def test_a_number_that_does_not_exist(world: World) -> None:
    call("addNumber", NEW)
    for wrong in ({**ID, "number": "31208005101"}, {**ID, "tld": "e164.example"}):
        for operation in ("getNumber", "deleteNumber"):
            assert refused(operation, wrong) == (3002, "number")
        assert refused("updateNumber", {**NEW, "id": wrong}) == (3002, "number")
    for nonsense in ("", "alice", "3" * 500, "0031208005100"):
        assert refused("getNumber", {**ID, "number": nonsense})[0] == 3002


def test_a_number_has_one_to_five_mappings(world: World) -> None:
    many = [{**SIP, "mapto": f"sip:{name}@customer.example"} for name in "abcdef"]
    assert refused("addNumber", {**NEW, "mappings": many}) == (3007, "mappings")
    assert refused("addNumber", {**NEW, "mappings": many * 200}) == (3007, "mappings")
    made = call("addNumber", {**NEW, "mappings": many[:5]})
    assert refused("updateNumber", {**NEW, "mappings": many}) == (3007, "mappings")
    assert call("getNumber", ID) == made


def test_an_update_that_leaves_no_mapping_deletes_the_number(world: World) -> None:
    nothing: tuple[Any, ...] = ([], None)
    for empty in nothing:
        made = call("addNumber", {**NEW, "info": "a"})
        gone = call("updateNumber", {**made, "mappings": empty})
        assert (gone["id"], gone["mappings"]) == (ID, [])
        assert refused("getNumber", ID)[0] == 3002
        assert models.EnumMapping.objects.count() == 0


def test_deleting_a_number_deletes_its_mappings(world: World) -> None:
    call("addNumber", NEW)
    call("addNumber", numbered("31208005101"))
    call("deleteNumber", ID)
    assert listed() == ["31208005101"]
    assert models.EnumMapping.objects.count() == 1


# Ids of mappings.


def test_unchanged_mappings_keep_their_ids(world: World) -> None:
    made = call("addNumber", {**NEW, "mappings": [SIP, TEL]})
    first, second = ids(made)
    # With or without their ids, and whatever their priority.
    kept = call("updateNumber", {**NEW, "mappings": [WEB, {**TEL, "priority": 1}, SIP]})
    assert {each["type"]: each["id"] for each in kept["mappings"]} == {
        "sip": first,
        "tel": second,
        "web:http": kept["mappings"][-1]["id"],
    }
    assert kept["mappings"][1]["priority"] == 1
    moved = {"id": first, "type": "sip", "mapto": "sip:bob@customer.example"}
    changed = call("updateNumber", {**NEW, "mappings": [moved]})
    assert changed["mappings"] == [{**moved, "priority": 5, "ttl": 3600}]


def test_mappings_change_places(world: World) -> None:
    one, two = call("addNumber", {**NEW, "mappings": [SIP, TEL]})["mappings"]
    swapped = [{**one, "id": two["id"]}, {**two, "id": one["id"]}]
    stored = call("updateNumber", {**NEW, "mappings": swapped})["mappings"]
    assert stored == [one, two]


def test_ids_of_other_numbers_and_of_none_are_new(world: World) -> None:
    other = call("addNumber", numbered("31208005101"))
    made = call("addNumber", {**NEW, "mappings": [{**TEL, "id": ids(other)[0]}]})
    assert ids(made) != ids(other)
    stolen = [{**WEB, "id": ids(other)[0]}, {**TEL, "id": 2**31 - 1}, {**SIP, "id": -5}]
    stored = call("updateNumber", {**NEW, "mappings": stolen})
    assert len({*ids(stored), *ids(other), 2**31 - 1, -5}) == 6
    assert call("getNumber", other["id"]) == other
    twice = [{**each, "id": ids(stored)[0], "mapto": f"{each['mapto']}x"} for each in (SIP, WEB)]
    assert len(set(ids(call("updateNumber", {**NEW, "mappings": twice})))) == 2


# Ranges.


def test_a_number_lies_in_a_range_of_the_caller_and_fits_it(world: World) -> None:
    for number in ("44207012345", "32208005100", "312080051", "312080051000"):
        assert refused("addNumber", numbered(number), as_=PEOPLE["customer"]) == (3005, "number")
    other_root = {**NEW, "id": {**ID, "tld": "e164.example"}}
    assert refused("addNumber", other_root) == (3005, "number")
    # A foreign range is told like none.
    told = set()
    for number in ("31208005100", "39208005100"):
        with pytest.raises(SoapFault) as caught:
            call("addNumber", numbered(number), as_=PEOPLE["sibling"])
        told.add((caught.value.code, caught.value.text.replace(number, "")))
    assert len(told) == 1
    assert call("addNumber", NEW, as_=PEOPLE["reseller"])["customer"] == world["customer"]


def test_the_longest_range_owns_a_number(world: World) -> None:
    inner = {"id": {"prefix": "31208005", "tld": ARPA}, "minDigits": 12, "maxDigits": 12}
    call("addRange", {**inner, "customer": world["customer"]}, as_=PEOPLE["customer"])
    assert refused("addNumber", NEW) == (3005, "number")
    call("addNumber", numbered("312080051001"))
    call("addNumber", numbered("31208006100"))
    used = {row["id"]["prefix"]: row["used"] for row in call("getRanges", None)["ranges"]}
    assert used == {"31208005": 1, "3120800": 1, "442070": 0}


def test_a_full_range_takes_no_more_numbers(world: World) -> None:
    record = {"id": {"prefix": "3120800", "tld": ARPA}, "customer": world["customer"], "size": 1}
    call("updateRange", record)
    call("addNumber", NEW)
    assert refused("addNumber", numbered("31208005101"))[0] == 3006
    assert refused("addNumber", NEW) == (3003, "number")
    call("updateNumber", {**NEW, "mappings": [TEL]})
    call("updateRange", {**record, "size": 0})
    call("addNumber", numbered("31208005101"))


def test_a_number_exists_once_in_a_root(world: World) -> None:
    call("addNumber", NEW)
    assert refused("addNumber", NEW) == (3003, "number")
    call("addRange", {"id": {"prefix": "3120800", "tld": "e164.example"}})
    call("addNumber", {**NEW, "id": {**ID, "tld": "e164.example"}})


def test_the_credit_for_numbers(world: World) -> None:
    credit = models.CustomerProperty.objects.filter(name="enum_number_credit")
    credit.filter(customer=world["customer"]).update(value="1")
    call("addNumber", NEW, as_=PEOPLE["customer"])
    other = numbered("31208005101")
    assert refused("addNumber", other, as_=PEOPLE["reseller"])[0] == 9003
    credit.filter(customer=world["customer"]).update(value="9")
    credit.filter(customer=world["reseller"]).update(value="1")
    assert refused("addNumber", other, as_=PEOPLE["customer"])[0] == 9003
    person = Person(ADMIN.username, ADMIN.password, admin=True, impersonate=world["customer"])
    assert refused("addNumber", other, as_=person)[0] == 9003
    assert call("addNumber", other)


def test_a_reseller_that_is_not_active_adds_no_number(world: World) -> None:
    models.Customer.objects.filter(pk=world["reseller"]).update(reseller_active=False)
    for name in ("reseller", "customer"):
        assert refused("addNumber", NEW, as_=PEOPLE[name])[0] == 5003
    made = call("addNumber", NEW)
    call("updateNumber", {**made, "info": "a"}, as_=PEOPLE["customer"])


def test_the_date_of_an_import_is_the_administrators(world: World) -> None:
    dated = {"changeDate": "2011-01-02 03:04:05"}
    made = call("addNumber", {**NEW, **dated})
    assert made["changeDate"] == dated["changeDate"]
    assert call("updateNumber", made)["changeDate"] > "2020"
    other = call("addNumber", {**numbered("31208005101"), **dated}, as_=PEOPLE["customer"])
    assert other["changeDate"] > "2020"


def test_the_feed_names_the_number_and_its_range(world: World) -> None:
    models.Change.objects.all().delete()
    call("addNumber", NEW)
    call("updateNumber", {**NEW, "mappings": []})
    noted = models.Change.objects.order_by("sequence")
    assert [(row.kind, row.key, row.operation) for row in noted] == [
        ("enum_number", f"31208005100.{ARPA}", "Enum.addNumber"),
        ("enum_range", f"3120800.{ARPA}", "Enum.addNumber"),
        ("enum_number", f"31208005100.{ARPA}", "Enum.updateNumber"),
        ("enum_range", f"3120800.{ARPA}", "Enum.updateNumber"),
    ]


# Owners.


def test_a_mere_owner_sees_a_number_and_cannot_change_it(world: World) -> None:
    made = call("addNumber", {**NEW, "owner": world["sibling"]}, as_=PEOPLE["reseller"])
    sibling = PEOPLE["sibling"]
    assert call("getNumber", ID, as_=sibling) == made
    assert listed(sibling) == ["31208005100"]
    assert refused("updateNumber", NEW, as_=sibling)[0] == 9002
    assert refused("deleteNumber", ID, as_=sibling)[0] == 9002
    assert refused("getNumber", ID, as_=PEOPLE["stranger"])[0] == 3002


def test_an_owner_is_somebody_whom_the_caller_sees(world: World) -> None:
    owned = {**NEW, "owner": world["stranger"]}
    assert refused("addNumber", owned, as_=PEOPLE["reseller"]) == (9004, "owner")
    call("addNumber", owned)
    # Whoever owns it already may stay.
    assert call("updateNumber", owned, as_=PEOPLE["reseller"])["owner"] == world["stranger"]
    assert call("updateNumber", NEW, as_=PEOPLE["reseller"])["owner"] == 0


# Lists.


def test_numbers_are_found_by_what_they_lead_to(world: World) -> None:
    call("addNumber", {**NEW, "mappings": [SIP, TEL]})
    call("addNumber", numbered("31208005101", mappings=[{**SIP, "type": "im", "mapto": "im:x"}]))
    mail = {"type": "mailto", "mapto": "mailto:Alice@Customer.Example"}
    call("addNumber", numbered("31208005102", mappings=[mail]))
    both = ["31208005100", "31208005102"]
    assert listed(mapto="alice@customer.example") == both
    assert listed(mapto="sip:alice@customer.example") == both[:1]
    assert listed(mapto="MAILTO:alice@customer.example") == both[1:]
    assert listed(mapto="%alice%") == both
    assert listed(mapto="sip%") == both[:1]
    assert listed(type="tel") == both[:1]
    assert listed(type="t%") == both[:1]
    assert listed(type="web:http") == []
    # One mapping has to match both.
    assert listed(type="tel", mapto="alice@customer.example") == []
    assert listed(type="sip", mapto="alice@customer.example") == both[:1]


def test_the_exact_address_comes_before_those_that_an_underscore_matches(world: World) -> None:
    for number, name in (("31208005103", "a_b"), ("31208005102", "axb"), ("31208005104", "ayb")):
        mapping = {**SIP, "mapto": f"sip:{name}@customer.example"}
        call("addNumber", numbered(number, mappings=[mapping]))
    assert listed(mapto="a_b@customer.example")[0] == "31208005103"
    assert listed(mapto="sip:a_b@customer.example")[0] == "31208005103"
    assert listed(number="3120800510_") == ["31208005102", "31208005103", "31208005104"]


def test_numbers_are_found_by_everything_else(world: World) -> None:
    call("addNumber", {**NEW, "owner": world["sibling"]})
    call("addNumber", numbered("44207012345"))
    assert listed(number="3120%") == ["31208005100"]
    assert listed(tld="%.arpa") == ["31208005100", "44207012345"]
    assert listed(owner=world["sibling"]) == ["31208005100"]
    assert listed(customer=world["stranger"]) == ["44207012345"]
    assert listed(reseller=world["reseller"]) == ["31208005100"]
    assert listed(PEOPLE["reseller"]) == ["31208005100"]
    assert listed(PEOPLE["reseller"], reseller=world["stranger"]) == []
    newest = call("getNumbers", {"orderBy": {"attribute": "nonsense"}})["numbers"]
    assert [row["id"]["number"] for row in newest] == ["44207012345", "31208005100"]
    page = call("getNumbers", {"range": {"start": 1, "count": 1}})
    assert (page["total"], len(page["numbers"])) == (2, 1)


@pytest.mark.parametrize("name", ["number", "tld", "type", "mapto"])
def test_a_filter_that_is_too_long_is_refused(world: World, name: str) -> None:
    assert refused("getNumbers", {"filter": {name: "x" * 256}}) == (9004, name)


def test_a_page_of_numbers_takes_the_same_queries_whatever_its_length(world: World) -> None:
    for last in range(9):
        call("addNumber", numbered(f"3120800510{last}", mappings=[SIP, TEL]))

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            call("getNumbers", {"filter": {"type": "sip"}, "range": {"start": 0, "count": count}})
        return len(captured)

    assert queries(9) == queries(1) == 3


# The database's own rules.


def test_the_database_refuses_wrong_rows(world: World) -> None:
    call("addNumber", NEW)
    row = models.EnumNumber.objects.get()
    place = models.EnumRange.objects.get(prefix="442070")
    for wrong in (
        models.EnumNumber(range=place, number=row.number, tld=ARPA),
        models.EnumNumber(range=place, number="", tld=ARPA),
        models.EnumNumber(range=place, number="1", tld="E164.arpa"),
        models.EnumMapping(number=row, **SIP, address="x", priority=1, ttl=1),
        models.EnumMapping(number=row, **TEL, address="x", priority=65536, ttl=1),
        models.EnumMapping(number=row, **TEL, address="", priority=1, ttl=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()
