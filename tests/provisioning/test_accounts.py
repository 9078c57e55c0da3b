"""SIP accounts over SOAP: writing, reading, replacing, deleting."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, refusal, sip_id, soap

refused = partial(refusal, "Sip")
NEW = {"id": sip_id("new@customer.example"), "password": "secret"}
FULL: dict[str, Any] = {
    **NEW,
    "firstName": "Néw",
    "lastName": "Person & <Sons>",
    "email": "new@customer.example",
    "acl": [
        {"ip": "192.0.2.0", "mask": 24, "tag": "office"},
        {"ip": "0.0.0.0", "mask": 0, "tag": ""},
    ],
    "groups": ["free-pstn", "anonymous", "a name of our own"],
    "properties": [
        {"name": "language", "value": "nl"},
        {"name": "a property of our own", "value": "two\nlines"},
    ],
    "timezone": "Europe/Bucharest",
    "rpid": "0031208005161",
    "quota": 50,
    "quickdialPrefix": "003120800",
    "callLimit": 2,
    "prepaid": False,
    "region": "Haarlem",
    "timeout": 20,
}
SERVERS = ("changeDate", "createDate")


def read(address: str = "new@customer.example", as_: Person = ADMIN) -> dict[str, Any]:
    return dict(soap("Sip", "getAccount", sip_id(address), as_=as_))


def without_dates(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in SERVERS}


def test_an_account_comes_back_as_it_was_written(world: World) -> None:
    stored = soap("Sip", "addAccount", {**FULL, "owner": world["sibling"]})
    assert {name: stored[name] for name in FULL} == FULL
    assert stored == read()
    assert (stored["owner"], stored["customer"], stored["reseller"]) == (
        world["sibling"],
        world["customer"],
        world["reseller"],
    )


def test_writing_back_what_was_read_changes_nothing(world: World) -> None:
    stored = soap("Sip", "addAccount", {**FULL, "owner": world["sibling"]})
    again = soap("Sip", "updateAccount", stored)
    assert without_dates(again) == without_dates(stored)
    assert again["createDate"] == stored["createDate"]


def test_one_changed_member_changes_nothing_else(world: World) -> None:
    stored = soap("Sip", "addAccount", FULL)
    soap("Sip", "updateAccount", {**stored, "rpid": "0031201234567"})
    assert without_dates(read()) == without_dates({**stored, "rpid": "0031201234567"})


def test_members_that_are_not_supplied_are_deleted(world: World) -> None:
    soap("Sip", "addAccount", FULL)
    bare = soap("Sip", "updateAccount", {"id": NEW["id"]})
    assert (bare["firstName"], bare["groups"], bare["properties"], bare["acl"]) == ("", [], [], [])
    assert (bare["quota"], bare["callLimit"], bare["timeout"]) == (None, None, None)
    assert bare["timezone"] == "Europe/Amsterdam"
    assert bare["password"] == "secret"


def test_an_account_exists_once(world: World) -> None:
    soap("Sip", "addAccount", NEW)
    assert refused("addAccount", {**NEW, "id": sip_id("NEW@Customer.Example")}) == (
        1011,
        "username",
    )


def test_an_account_cannot_take_the_address_of_an_alias(world: World) -> None:
    alias = {"id": NEW["id"], "target": sip_id("alice@customer.example")}
    soap("Sip", "addAlias", alias)
    assert refused("addAccount", NEW) == (1011, "username")


def test_an_account_needs_a_domain_and_a_password(world: World) -> None:
    assert refused("addAccount", {**NEW, "id": sip_id("new@no.example")}) == (1000, "domain")
    assert refused("addAccount", {**NEW, "password": ""}) == (9004, "password")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("email", "no address"),
        ("email", "a" * 64 + "@" + ".".join(["b" * 60] * 4)),
        ("timezone", "Europe/Atlantis"),
        ("quota", -1),
        ("callLimit", -1),
        ("timeout", 901),
        ("owner", 999),
        ("firstName", "x" * 65),
        ("rpid", "a\nb"),
        ("password", "x" * 200),
        ("acl", [{"ip": "2001:db8::1", "mask": 64}]),
        ("acl", [{"ip": "192.0.2.1", "mask": 33}]),
        ("acl", [{"ip": "192.0.2.1", "mask": 32, "tag": "x" * 65}]),
        ("groups", ["x" * 65]),
        ("properties", [{"name": "", "value": "x"}]),
        ("properties", [{"name": "x" * 65, "value": "x"}]),
        ("properties", [{"name": "x", "value": "x" * 70000}]),
    ],
)
def test_a_value_that_breaks_its_rule_names_its_member(
    world: World, member: str, value: object
) -> None:
    code, field = refused("addAccount", {**NEW, member: value})
    assert (code, field) in ((9004, member), (9004, "name"))


@pytest.mark.parametrize("name", ["Europe/Amsterdam", "UTC", "GMT", "CET", "Etc/GMT+5"])
def test_a_time_zone_is_any_name_of_the_database(world: World, name: str) -> None:
    assert soap("Sip", "addAccount", {**NEW, "timezone": name})["timezone"] == name


@pytest.mark.parametrize("name", ["", "a b", "a@b", "x" * 65, "é"])
def test_a_user_name_that_is_none_is_refused(world: World, name: str) -> None:
    new = {**NEW, "id": {"username": name, "domain": "customer.example"}}
    assert refused("addAccount", new) == (9004, "username")


def test_user_and_domain_are_stored_in_lower_case(world: World) -> None:
    new = {**NEW, "id": {"username": "New", "domain": "CUSTOMER.example"}}
    assert soap("Sip", "addAccount", new)["id"] == NEW["id"]
    assert read("NEW@customer.EXAMPLE")["id"] == NEW["id"]


def test_empty_and_repeated_groups_are_dropped(world: World) -> None:
    stored = soap("Sip", "addAccount", {**NEW, "groups": ["", "sms", "sms", " "]})
    assert stored["groups"] == ["sms"]


def test_a_property_is_kept_once(world: World) -> None:
    twice = [{"name": "language", "value": "nl"}, {"name": "language", "value": "en"}]
    stored = soap("Sip", "addAccount", {**NEW, "properties": twice})
    assert stored["properties"] == [{"name": "language", "value": "en"}]


def test_the_dates_of_an_import_are_kept_for_the_administrator_only(world: World) -> None:
    dates = {"createDate": "2010-01-02 03:04:05", "changeDate": "2011-01-02 03:04:05"}
    stored = soap("Sip", "addAccount", {**NEW, **dates})
    assert {name: stored[name] for name in dates} == dates
    other = {**NEW, **dates, "id": sip_id("other@customer.example")}
    stored = soap("Sip", "addAccount", other, as_=PEOPLE["reseller"])
    assert stored["createDate"] > "2020"


def test_an_update_moves_the_change_date_and_not_the_creation(world: World) -> None:
    dates = {"createDate": "2010-01-02 03:04:05", "changeDate": "2011-01-02 03:04:05"}
    stored = soap("Sip", "addAccount", {**NEW, **dates})
    again = soap("Sip", "updateAccount", stored)
    assert again["createDate"] == dates["createDate"]
    assert again["changeDate"] > "2020"


def test_an_account_that_does_not_exist(world: World) -> None:
    for operation in ("getAccount", "deleteAccount"):
        assert refused(operation, sip_id("no@customer.example"))[0] == 1010
    assert refused("updateAccount", {"id": sip_id("no@customer.example")})[0] == 1010


def test_deleting_an_account_takes_everything_with_it(world: World) -> None:
    soap("Sip", "addAccount", FULL)
    me = NEW["id"]
    soap("Sip", "addAlias", {"id": sip_id("n@customer.example"), "target": me})
    soap("Sip", "setCallDiversions", me, {"FBUS": "<voice-mailbox>"})
    soap("Sip", "setRejectMembers", me, ["mallory@example.com"])
    soap("Sip", "addPhonebookEntry", me, {"uri": "bob@example.com"})
    rule = {"days": 127, "start": "08:00", "stop": "17:00", "groups": ["everybody"]}
    temporary = {"groups": ["nobody"], "duration": 10}
    soap("Sip", "setAcceptRules", me, {"persistent": [rule], "temporary": temporary})
    soap("Voicemail", "addAccount", {"sipId": me, "password": "1234"})
    soap("Sip", "deleteAccount", me)
    left = (
        models.AccountGroup,
        models.AccountProperty,
        models.Alias,
        models.DiversionSet,
        models.AcceptRule,
        models.TemporaryRule,
        models.RejectMember,
        models.PhonebookEntry,
        models.Mailbox,
    )
    assert {table.__name__: table.objects.count() for table in left} == {
        table.__name__: 0 for table in left
    }
    assert refused("getAccount", me)[0] == 1010


def test_a_number_is_invented_on_request(world: World, settings: Settings) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "AUTOINCREMENT_BASE": 100}
    soap("Sip", "addAccount", {**NEW, "id": sip_id("101@customer.example")})
    alias = {"id": sip_id("102@customer.example"), "target": NEW["id"]}
    soap("Sip", "addAlias", alias)
    invent = {"id": {"username": "<autoincrement>", "domain": "customer.example"}}
    first = soap("Sip", "addAccount", invent)
    assert first["id"]["username"] == "100"
    assert len(first["password"]) == 10
    second = soap("Sip", "addAccount", {**invent, "password": "mine"})
    assert (second["id"]["username"], second["password"]) == ("103", "mine")
    soap("Sip", "deleteAccount", second["id"])
    assert soap("Sip", "addAccount", invent)["id"]["username"] == "104"


@pytest.mark.parametrize(
    ("member", "items"),
    [
        ("groups", [f"group {number}" for number in range(101)]),
        ("properties", [{"name": f"p{number}", "value": "x"} for number in range(501)]),
        ("acl", [{"ip": f"192.0.2.{number}", "mask": 32} for number in range(101)]),
    ],
)
def test_more_items_than_anybody_needs_are_refused(
    world: World, member: str, items: list[Any]
) -> None:
    assert refused("addAccount", {**NEW, member: items}) == (9004, member)


def test_a_search_in_more_groups_than_anybody_needs_is_refused(world: World) -> None:
    groups = [f"group {number}" for number in range(101)]
    assert refused("getAccounts", {"filter": {"groups": groups}}) == (9004, "groups")
