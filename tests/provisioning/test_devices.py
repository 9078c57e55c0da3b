"""Registered devices over SOAP, and how their contacts are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.models import Account, Domain, Location
from ngnpanel.provisioning.sources.registrations import Endpoint, LocationTable, parse_contact
from tests.provisioning.asking import ask
from tests.provisioning.proxy import second_database
from tests.provisioning.soap import SoapFault
from tests.provisioning.tenants import ALICE, BOB, CAROL, CUSTOMER, NOBODY, OWNER, STRANGER, settle

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tenants() -> None:
    settle()


def register(contact: str, *, seconds: int = 3600, user: str = "alice", **columns: Any) -> None:
    Location.objects.create(
        ruid=f"uloc-{Location.objects.count()}",
        username=user,
        domain="north.example",
        contact=contact,
        expires=NOW + timedelta(seconds=seconds),
        last_modified=NOW - timedelta(seconds=Location.objects.count()),
        **columns,
    )


def devices(*sip_ids: dict[str, str], acting: int = CUSTOMER) -> Any:
    with time_machine.travel(NOW, tick=False):
        return ask("getSipDeviceLocations", sipIds=list(sip_ids), acting=acting)


def test_a_device_behind_nat_has_both_addresses() -> None:
    register(
        "sip:alice@192.168.1.20:5062;ob",
        received="sip:203.0.113.7:41234",
        user_agent="Snom D785",
        socket="udp:192.0.2.5:5060",
    )
    assert devices(ALICE) == [
        {
            "sipId": ALICE,
            "locations": [
                {
                    "address": "192.168.1.20",
                    "port": 5062,
                    "publicAddress": "203.0.113.7",
                    "publicPort": 41234,
                    "expires": 3600,
                    "userAgent": "Snom D785",
                    "transport": "udp",
                    "contact": "sip:alice@192.168.1.20:5062;ob",
                }
            ],
        }
    ]


def test_without_nat_there_is_no_public_address() -> None:
    register("sip:alice@203.0.113.9")
    [device] = devices(ALICE)[0]["locations"]
    assert device["publicAddress"] == ""
    assert device["publicPort"] is None
    assert device["port"] == 5060


def test_expired_devices_are_left_out_and_permanent_ones_are_not() -> None:
    register("sip:alice@203.0.113.1", seconds=0)
    register("sip:alice@203.0.113.2", seconds=-5)
    register("sip:alice@203.0.113.3", seconds=90)
    Location.objects.create(
        ruid="permanent",
        username="alice",
        domain="north.example",
        contact="sip:alice@203.0.113.4",
        expires=datetime(1970, 1, 1, tzinfo=UTC),
        last_modified=NOW - timedelta(days=9),
    )
    found = [(row["address"], row["expires"]) for row in devices(ALICE)[0]["locations"]]
    assert found == [("203.0.113.3", 90), ("203.0.113.4", None)]


def test_the_preferred_and_then_the_newest_device_comes_first() -> None:
    register("sip:alice@203.0.113.1", q=0.5)
    register("sip:alice@203.0.113.2", q=1.0)
    register("sip:alice@203.0.113.3", q=1.0)
    found = [row["address"] for row in devices(ALICE)[0]["locations"]]
    assert found == ["203.0.113.2", "203.0.113.3", "203.0.113.1"]


def test_entries_come_in_the_order_asked_for() -> None:
    register("sip:alice@203.0.113.1")
    register("sip:bob@203.0.113.2", user="bob")
    found = devices(BOB, {"username": "ALICE", "domain": "North.Example"}, BOB)
    assert [entry["sipId"] for entry in found] == [BOB, ALICE, BOB]
    assert [entry["locations"][0]["address"][-1] for entry in found] == ["2", "1", "2"]
    assert devices() == []


def test_a_foreign_or_unknown_account_refuses_the_request() -> None:
    for sip_ids, acting in (
        ((ALICE, CAROL), CUSTOMER),
        ((ALICE,), STRANGER),
        ((NOBODY,), 0),
    ):
        with pytest.raises(SoapFault) as refused:
            devices(*sip_ids, acting=acting)
        assert refused.value.code == 1010


def test_an_owner_may_look() -> None:
    assert devices(ALICE, acting=OWNER)[0]["locations"] == []


def test_too_many_accounts_at_once_are_refused() -> None:
    with pytest.raises(SoapFault) as refused:
        devices(*[ALICE] * 501)
    assert refused.value.code == 9004


def test_a_proxy_may_leave_columns_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO location (ruid, username, domain, contact) VALUES (%s, %s, %s, %s)",
            ["uloc-raw", "alice", "north.example", "sip:alice@203.0.113.1;transport=TCP"],
        )
    [device] = devices(ALICE)[0]["locations"]
    assert device["transport"] == "tcp"
    assert device["expires"] > 0


def test_all_accounts_are_read_with_one_query() -> None:
    sip_ids = [SipId(username=f"user{n}", domain=f"d{n % 3}.example") for n in range(40)]
    LocationTable().of(sip_ids, NOW)  # which columns there are is looked up now and then
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = LocationTable().of(sip_ids, NOW)
    assert len(queries) == 1
    assert found == dict.fromkeys(sip_ids, ())
    assert LocationTable().of([], NOW) == {}


def test_the_number_of_queries_does_not_grow_with_the_accounts() -> None:
    def asked(count: int) -> int:
        sip_ids = [{"username": f"user{n}", "domain": "north.example"} for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            devices(*sip_ids)
        return len(queries)

    domain = Domain.objects.get(name="north.example")
    Account.objects.bulk_create(Account(domain=domain, username=f"user{n}") for n in range(500))
    devices(ALICE)
    assert asked(500) == asked(1)


@pytest.mark.parametrize("is_julian", [False, True])
def test_a_proxys_own_database_takes_the_place_of_the_servers(
    tmp_path: Path, *, is_julian: bool
) -> None:
    register("sip:alice@203.0.113.1")
    second = int(NOW.timestamp())
    with second_database(tmp_path / "proxy.sqlite3", is_julian=is_julian) as proxy:
        assert devices(ALICE)[0]["locations"] == []
        proxy.make("location")
        row = {"username": "alice", "domain": "north.example", "last_modified": proxy.at(second)}
        for number, expires in enumerate((second, second + 1, second + 3600, 0)):
            contact = f"sip:alice@203.0.113.{number}"
            proxy.write("location", contact=contact, expires=proxy.at(expires), **row)
        found = [(each["address"], each["expires"]) for each in devices(ALICE)[0]["locations"]]
    assert found == [("203.0.113.3", None), ("203.0.113.2", 3600), ("203.0.113.1", 1)]


def test_an_expiry_may_be_unix_seconds(tmp_path: Path) -> None:
    second = int(NOW.timestamp())
    with second_database(tmp_path / "proxy.sqlite3") as proxy:
        proxy.make("location")
        for number, expires in enumerate((second - 1, second + 5, 0)):
            contact = f"sip:alice@203.0.113.{number}"
            names = {"username": "alice", "domain": "north.example", "contact": contact}
            proxy.write("location", expires=expires, **names)
        found = [(each["address"], each["expires"]) for each in devices(ALICE)[0]["locations"]]
    assert found == [("203.0.113.2", None), ("203.0.113.1", 5)]


@pytest.mark.parametrize(
    ("contact", "socket", "received", "transport"),
    [
        ("sip:a@203.0.113.1;transport=TLS", "udp:192.0.2.5:5060", None, "tls"),
        ("sips:a@203.0.113.1", None, None, "tls"),
        ("sips:a@203.0.113.1;transport=tcp", None, None, "tls"),
        ("sip:a@192.168.1.1", "tls:192.0.2.5:5061", "sip:203.0.113.1:999;transport=tcp", "tcp"),
        ("sip:a@203.0.113.1", "tls:192.0.2.5:5061", None, "tls"),
        ("sip:a@203.0.113.1", None, None, "udp"),
    ],
)
def test_the_transport_is_that_of_the_contact_then_of_the_proxy(
    contact: str, socket: str | None, received: str | None, transport: str
) -> None:
    register(contact, socket=socket, received=received)
    assert devices(ALICE)[0]["locations"][0]["transport"] == transport


@pytest.mark.parametrize(
    ("uri", "read"),
    [
        ("sip:alice@10.0.0.1:5061;transport=tls;ob", ("10.0.0.1", 5061, "tls")),
        ("<sip:alice@10.0.0.1>", ("10.0.0.1", 5060, "")),
        ("sip:10.0.0.1:5070", ("10.0.0.1", 5070, "")),
        ("sip:a;x=y@phone.example;transport=UDP?h=v", ("phone.example", 5060, "udp")),
        ("sip:a@[2001:db8::7]:5062", ("2001:db8::7", 5062, "")),
        ("sip:a@gone.invalid;transport=ws", ("gone.invalid", 80, "ws")),
        ("sips:a@phone.example", ("phone.example", 5061, "tls")),
        ("tel:+31201234567", None),
        ("", None),
    ],
)
def test_contacts_are_taken_apart(uri: str, read: tuple[str, int, str] | None) -> None:
    assert parse_contact(uri) == (Endpoint(*read) if read else None)


def test_a_contact_that_is_no_sip_address_is_shown_as_it_is() -> None:
    register("tel:+31201234567")
    assert devices(ALICE)[0]["locations"][0]["address"] == "tel:+31201234567"
