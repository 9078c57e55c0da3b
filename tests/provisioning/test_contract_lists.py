"""Each list operation: its orders, the order that it has of itself, and filters that are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from ngnpanel.soap.codec import CODEC
from tests.provisioning.conftest import World
from tests.provisioning.soap import soap

# Three records: their names are in another order than their dates and ids.
NAMES: Final = ("beta", "alpha", "gamma")
BY_AGE, BY_NAME = "012", "102"
DIGITS: Final = ("2", "1", "3")
MARK: Final = "list"
USER: Final = {"username": "alice", "domain": "customer.example"}


@dataclass(frozen=True, kw_only=True)
class List:
    """What is added for a list, how it is found again, and the orders that the contract knows.

    ``make`` gives the records, ``operation`` adds each; ``orders`` is what ascending gives.
    """

    port: str
    rows: str
    operation: str
    make: Callable[[World, int], dict[str, Any]]
    filter: Callable[[World], dict[str, Any]]
    orders: dict[str, str]
    default: str = "-changeDate"
    name: tuple[str, ...] = ("name",)
    before: Callable[[World], Any] = field(default=lambda _world: None)
    many: bool = False


def carrier(world: World) -> int:
    found = soap("Sip", "getCarriers", {"filter": {"name": MARK}})["carriers"]
    return int((found or [soap("Sip", "addCarrier", {"name": MARK})])[0]["id"])


def gateway(world: World) -> int:
    wanted = {"name": MARK, "carrier_id": carrier(world), "ip": "192.0.2.1"}
    found = soap("Sip", "getGateways", {"filter": {"name": MARK}})["gateways"]
    return int((found or [soap("Sip", "addGateway", wanted)])[0]["id"])


def zone(world: World) -> Any:
    return soap("Dns", "addZone", {"name": "list.example", "customer": world["customer"]})


def enum_range(world: World) -> Any:
    return soap("Enum", "addRange", {"id": {"prefix": "31208"}, "minDigits": 6})


def named(world: World, number: int) -> dict[str, Any]:
    name = NAMES[number]
    return {"username": name, "password": "secret", "organization": MARK, "firstName": name}


LISTS: Final[dict[str, List]] = {
    "getDomains": List(
        port="Sip",
        rows="domains",
        operation="addDomain",
        make=lambda _world, number: {"domain": f"{NAMES[number]}.list.example"},
        filter=lambda _world: {"domain": "%.list.example"},
        orders={"changeDate": BY_AGE, "domain": BY_NAME},
        name=("domain",),
    ),
    "getAccounts": List(
        port="Sip",
        rows="accounts",
        operation="addAccount",
        make=lambda _world, number: {
            "id": {"username": NAMES[number], "domain": "customer.example"},
            "password": "secret",
            "email": "list@example.com",
        },
        filter=lambda _world: {"email": "list@example.com"},
        orders={"changeDate": BY_AGE, "username": BY_NAME, "domain": BY_AGE},
        name=("id", "username"),
    ),
    "getAliases": List(
        port="Sip",
        rows="aliases",
        operation="addAlias",
        make=lambda _world, number: {
            "id": {"username": NAMES[number], "domain": "customer.example"},
            "target": USER,
        },
        filter=lambda _world: {"targetUsername": "alice", "targetDomain": "customer.example"},
        orders={
            "changeDate": BY_AGE,
            "aliasUsername": BY_NAME,
            "aliasDomain": BY_AGE,
            "targetUsername": BY_AGE,
            "targetDomain": BY_AGE,
        },
        default="-aliasUsername",
        name=("id", "username"),
    ),
    "getTrustedPeers": List(
        port="Sip",
        rows="peers",
        operation="addTrustedPeer",
        make=lambda _world, number: {
            "ip": f"192.0.2.{number}",
            "description": NAMES[number],
            "tenant": MARK,
        },
        filter=lambda _world: {"tenant": MARK},
        orders={"changeDate": BY_AGE, "description": BY_NAME, "ip": BY_AGE},
        default="description",
        name=("description",),
    ),
    "getCarriers": List(
        port="Sip",
        rows="carriers",
        operation="addCarrier",
        make=lambda _world, number: {"name": f"{NAMES[number]} list"},
        filter=lambda _world: {"name": "%list"},
        orders={"changeDate": BY_AGE, "name": BY_NAME},
    ),
    "getGateways": List(
        port="Sip",
        rows="gateways",
        operation="addGateway",
        make=lambda world, number: {
            "name": f"{NAMES[number]} list",
            "carrier_id": carrier(world),
            "ip": f"192.0.2.{number + 1}",
        },
        filter=lambda world: {"carrier_id": carrier(world)},
        orders={"changeDate": BY_AGE, "name": BY_NAME, "carrier_id": BY_AGE, "ip": BY_AGE},
    ),
    "getGatewayRules": List(
        port="Sip",
        rows="gateway_rules",
        operation="addGatewayRule",
        make=lambda world, number: {
            "gateway_id": gateway(world),
            "prefix": f"00{DIGITS[number]}",
        },
        filter=lambda world: {"gateway_id": gateway(world)},
        orders={"changeDate": BY_AGE, "gateway": BY_AGE, "carrier": BY_AGE, "prefix": BY_NAME},
        default="changeDate",
        name=("prefix",),
    ),
    "getRoutes": List(
        port="Sip",
        rows="routes",
        operation="addRoutes",
        make=lambda world, number: {
            "carrier_id": carrier(world),
            "prefix": f"00{DIGITS[number]}",
            "priority": number,
        },
        filter=lambda world: {"carrier_id": carrier(world)},
        orders={"prefix": BY_NAME, "priority": BY_AGE},
        default="prefix",
        name=("prefix",),
        many=True,
    ),
    "getRanges": List(
        port="Enum",
        rows="ranges",
        operation="addRange",
        make=lambda _world, number: {"id": {"prefix": f"3120800{DIGITS[number]}"}, "info": MARK},
        filter=lambda _world: {"info": MARK},
        orders={"changeDate": BY_AGE, "prefix": BY_NAME, "tld": BY_AGE},
        name=("id", "prefix"),
    ),
    "getNumbers": List(
        port="Enum",
        rows="numbers",
        operation="addNumber",
        make=lambda _world, number: {
            "id": {"number": f"31208{DIGITS[number]}"},
            "mappings": [{"type": "sip", "mapto": "sip:list@example.com"}],
        },
        filter=lambda _world: {"mapto": "list@example.com"},
        orders={"changeDate": BY_AGE, "number": BY_NAME, "tld": BY_AGE},
        name=("id", "number"),
        before=enum_range,
    ),
    "getZones": List(
        port="Dns",
        rows="zones",
        operation="addZone",
        make=lambda _world, number: {"name": f"{NAMES[number]}.example", "info": MARK},
        filter=lambda _world: {"info": MARK},
        orders={"changeDate": BY_AGE, "name": BY_NAME},
    ),
    "getRecords": List(
        port="Dns",
        rows="records",
        operation="addRecord",
        make=lambda _world, number: {
            "zone": "list.example",
            "name": NAMES[number],
            "type": ("A", "TXT", "NS")[number],
            "value": ("192.0.2.1", "text", "ns.example.net")[number],
        },
        filter=lambda _world: {"zone": "list.example"},
        orders={"changeDate": BY_AGE, "type": "021", "name": BY_NAME},
        before=zone,
    ),
    "getFancyRecords": List(
        port="Dns",
        rows="records",
        operation="addFancyRecord",
        make=lambda _world, number: {
            "zone": "list.example",
            "name": f"{NAMES[number]}@list.example",
            "type": "MBOXFW",
            "value": "somebody@example.net",
        },
        filter=lambda _world: {"zone": "list.example", "type": "MBOXFW"},
        orders={"changeDate": BY_AGE, "type": BY_AGE, "name": BY_NAME},
        before=zone,
    ),
    "getCustomers": List(
        port="Customer",
        rows="accounts",
        operation="addAccount",
        make=lambda world, number: {**named(world, number), "reseller": world["reseller"]},
        filter=lambda _world: {"organization": MARK},
        orders={
            "changeDate": BY_AGE,
            "username": BY_NAME,
            "firstName": BY_NAME,
            "lastName": BY_AGE,
            "organization": BY_AGE,
            "customer": BY_AGE,
        },
        name=("firstName",),
    ),
    "getResellers": List(
        port="Customer",
        rows="accounts",
        operation="addAccount",
        make=named,
        filter=lambda _world: {"organization": MARK},
        orders={
            "changeDate": BY_AGE,
            "username": BY_NAME,
            "firstName": BY_NAME,
            "lastName": BY_AGE,
            "organization": BY_AGE,
            "customer": BY_AGE,
        },
        name=("firstName",),
    ),
}
# Filters that are no pattern: a flag, and a list of names.
NO_PATTERNS: Final = frozenset({"only_resellers", "groups"})


def add(world: World, wanted: List) -> list[Any]:
    """Three records as an import writes them, the oldest first; their names."""
    wanted.before(world)
    made = []
    for number in range(len(NAMES)):
        record = {**wanted.make(world, number), "changeDate": f"2026-01-0{number + 1} 12:00:00"}
        answer = soap(wanted.port, wanted.operation, [record] if wanted.many else record)
        made.append(name_of(answer[0] if wanted.many else answer, wanted))
    return made


def name_of(record: Any, wanted: List) -> Any:
    for member in wanted.name:
        record = record[member]
    return record


def filter_members(port: str, operation: str) -> dict[str, str]:
    """The members of an operation's filter with their types."""
    types = CODEC.contract.types
    _name, query = CODEC.operation(port, operation).parameters[0]
    members = types[types[query].members["filter"].label].members
    return {name: ref.label for name, ref in members.items()}


@pytest.mark.parametrize("operation", LISTS)
def test_a_list_has_the_orders_of_the_contract(world: World, operation: str) -> None:
    wanted = LISTS[operation]
    made = add(world, wanted)

    def order(attribute: str | None, direction: str | None) -> str:
        by = {"attribute": attribute, "direction": direction}
        query = {"filter": wanted.filter(world), "orderBy": by}
        answer = soap(wanted.port, operation, query)
        assert answer["total"] == len(NAMES)
        return "".join(str(made.index(name_of(row, wanted))) for row in answer[wanted.rows])

    for attribute, ascending in wanted.orders.items():
        assert order(attribute, "ASC") == order(attribute, None) == ascending, attribute
        assert order(attribute, "DESC") == ascending[::-1], attribute
    ascending = wanted.orders[wanted.default.lstrip("-")]
    default = ascending[::-1] if wanted.default.startswith("-") else ascending
    for unknown in ("shoeSize", "", None):
        for direction in ("ASC", "DESC", None):
            assert order(unknown, direction) == default


@pytest.mark.parametrize("operation", LISTS)
def test_filters_that_are_none_leave_the_list_as_it_is(world: World, operation: str) -> None:
    wanted = LISTS[operation]
    add(world, wanted)
    for member, kind in filter_members(wanted.port, operation).items():
        nothing: tuple[Any, ...] = (None, 0)
        if kind == "xsd:string":
            nothing = (None, "") if member in NO_PATTERNS else (None, "", "%", "%%")
        elif kind == "StringArray":
            nothing = (None, [], [""])
        elif kind == "xsd:boolean":
            nothing = (None,)
        for value in nothing:
            query = {"filter": {member: value, **wanted.filter(world)}}
            assert soap(wanted.port, operation, query)["total"] == len(NAMES), (member, value)


@pytest.mark.parametrize("operation", LISTS)
def test_no_filter_of_the_contract_is_passed_over(world: World, operation: str) -> None:
    wanted = LISTS[operation]
    add(world, wanted)
    for member, kind in filter_members(wanted.port, operation).items():
        if member == "customer" and operation in ("getGateways", "getGatewayRules"):
            continue  # sent by old clients, though gateways have no customer
        value: Any = {"xsd:string": "nothing like this", "StringArray": ["nobody"]}.get(kind, 9999)
        if kind == "xsd:boolean":
            value = True
        if member in ("only_resellers", "blocked"):
            value = "1"
        if member == "only_resellers" and operation == "getResellers":
            continue  # they are resellers all of them
        query = {"filter": {**wanted.filter(world), member: value}}
        assert soap(wanted.port, operation, query)["total"] == 0, member


def test_a_list_without_any_query_is_the_whole_list(world: World) -> None:
    for operation, wanted in LISTS.items():
        assert soap(wanted.port, operation, None)["total"] >= 0
        assert isinstance(soap(wanted.port, operation, {})[wanted.rows], list)
