"""The operations on customers and their properties; they open the scene for all other sections."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Final

from tests.interop.steps import Outcome, Step
from tests.interop.stories.scene import Scene

# Longer than any value that a client or the server might cut, and outside Latin-1.
ORGANIZATION: Final = 'Zażółć & Søn <GmbH> "VoIP" Ελλάδα'
RESELLER_PASSWORD: Final = "reseller <&> secret"
CREDITS: Final = [
    {"name": name, "category": "credit", "permission": "admin", "value": "50"}
    for name in (
        *("sip_credit", "sip_alias_credit", "enum_range_credit", "enum_number_credit"),
        *("dns_zone_credit", "email_credit"),
    )
]


def open_scene(name: str, database: Path) -> Generator[Step, Outcome, Scene]:
    """A reseller with a customer, and the scene that they make."""
    reseller = {
        "username": f"{name}-reseller",
        "password": RESELLER_PASSWORD,
        "firstName": "Ruud",
        "lastName": "Résèller",
        "organization": ORGANIZATION,
        "email": "ruud@example.net",
        "tel": "+31201234567",
        "country": "NL",
        "state": "N/A",
        "resellerActive": True,
        "balance": 12.5,
        "properties": CREDITS,
    }
    stored = {key: value for key, value in reseller.items() if key != "password"} | {"id": ...}
    stored["properties"] = ...
    made = yield Step(
        port="Customer", operation="addAccount", arguments=(reseller,), expected=stored
    )
    reseller_id = int(made.value["id"])
    yield Step(port="Customer", operation="addAccount", arguments=(reseller,), fault=5001)
    customer = {
        "reseller": reseller_id,
        "username": f"{name}-customer",
        "password": "customer secret",
        "firstName": "Carla",
        "lastName": "Customer",
        "email": "carla@example.net",
        "country": "NL",
        "properties": CREDITS,
    }
    made = yield Step(
        port="Customer",
        operation="addAccount",
        arguments=(customer,),
        expected={"id": ..., "reseller": reseller_id, "firstName": "Carla"},
    )
    customer_id = int(made.value["id"])
    read = yield Step(
        port="Customer",
        operation="getAccount",
        arguments=(customer_id,),
        expected={"id": customer_id, "username": f"{name}-customer", "changeDate": ...},
    )
    yield Step(port="Customer", operation="getAccount", arguments=(99999999,), fault=5000)
    # What was read is written back with one change, as every client does it.
    yield Step(
        port="Customer",
        operation="updateAccount",
        arguments=({**read.value, "city": "Haarlem"},),
        expected={"id": customer_id, "city": "Haarlem", "email": "carla@example.net"},
    )
    query = {
        "filter": {"reseller": reseller_id},
        "orderBy": {"attribute": "username", "direction": "ASC"},
        "range": {"start": 0, "count": 10},
    }
    yield Step(
        port="Customer",
        operation="getCustomers",
        arguments=(query,),
        expected={
            "total": 2,
            "accounts": [
                {"username": f"{name}-customer", "city": "Haarlem"},
                {"username": f"{name}-reseller", "organization": ORGANIZATION},
            ],
        },
        login=(f"{name}-reseller", RESELLER_PASSWORD),
    )
    yield Step(
        port="Customer",
        operation="getResellers",
        arguments=({"filter": {"username": f"{name}-%"}},),
        expected={"total": 1, "accounts": [{"id": reseller_id, "resellerActive": True}]},
    )
    wanted = [{"name": "support_email", "category": "sip", "value": "help@example.net"}]
    yield Step(port="Customer", operation="setProperties", arguments=(customer_id, wanted))
    properties = yield Step(
        port="Customer", operation="getProperties", arguments=(customer_id,), expected=...
    )
    values = {item["name"]: item["value"] for item in properties.value}
    assert values["support_email"] == "help@example.net"
    assert values["sip_credit"] == "50"
    return Scene(
        name=name,
        domain=f"{name}.example",
        reseller=reseller_id,
        customer=customer_id,
        reseller_login=(f"{name}-reseller", RESELLER_PASSWORD),
        database=database,
    )
