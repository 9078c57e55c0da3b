"""The state of the platform: one node, and how many accounts are online."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from ngnpanel.provisioning import models
from ngnpanel.provisioning.sources import network, tables
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.proxy import NOON, Proxy, T, second_database
from tests.provisioning.soap import ADMIN, Person, SoapFault, soap

DOMAINS = ("customer", "inactive", "inactives", "reseller", "sibling", "stranger")


@pytest.fixture(params=["stamps", "julian days"])
def proxy(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy with registrations in its own database."""
    is_julian = request.param == "julian days"
    with second_database(tmp_path / "proxy.sqlite3", is_julian=is_julian) as proxy:
        proxy.make("location")
        yield proxy


def ask(operation: str, as_: Person = ADMIN) -> Any:
    with time_machine.travel(NOON, tick=False):
        return json.loads(soap("Network", operation, as_=as_))


def register(proxy: Proxy, username: str, domain: str, expires: Any) -> None:
    proxy.write(
        "location",
        username=username,
        domain=domain,
        contact=f"sip:{username}@198.51.100.7",
        expires=expires,
        last_modified=proxy.at(T),
    )


def test_the_status_tells_of_one_node(world: World, settings: Settings) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "PROXY_IP": "192.0.2.5"}
    network_started = network.STARTED
    status = ask("getStatus")
    [(key, node)] = status.items()
    assert (key, node["ip"]) == ("192.0.2.5", "192.0.2.5")
    assert node["roles"] == ["sip_proxy", "provisioning_server"]
    assert node["version"].count(".") == 2
    assert node["started"] == network_started.strftime("%Y-%m-%d %H:%M:%S")
    assert node["uptime"] >= 0


def test_roles_follow_the_tables_that_are_there(world: World, tmp_path: Path) -> None:
    with second_database(tmp_path / "proxy.sqlite3") as proxy:
        [node] = ask("getStatus").values()
        assert node["roles"] == ["provisioning_server"]
        assert ask("getStatistics") == {}
        proxy.make("acc")
        proxy.make("rtpengine")
        [node] = ask("getStatus").values()
        assert node["roles"] == ["sip_proxy", "provisioning_server", "media_relay"]


def test_accounts_are_counted_by_domain(proxy: Proxy) -> None:
    bob = models.Domain.objects.get(name="customer.example")
    models.Account.objects.create(domain=bob, username="bob", ha1="0" * 32, ha1b="1" * 32)
    register(proxy, "alice", "customer.example", proxy.at(T + 60))
    register(proxy, "alice", "customer.example", proxy.at(T + 90))
    register(proxy, "bob", "customer.example", proxy.at(T))
    register(proxy, "alice", "sibling.example", proxy.at(0))
    register(proxy, "alice", "unknown.example", proxy.at(T + 60))
    found = ask("getStatistics")
    sections = found["summary"]["sip_proxy"]
    assert sections["online_accounts"] == {"customer.example": 1, "sibling.example": 1}
    totals = {f"{name}.example": 1 for name in DOMAINS}
    assert sections["total_accounts"] == {**totals, "customer.example": 2}
    assert found["127.0.0.1"] == found["summary"]


def test_registrations_in_the_servers_own_table_count(world: World) -> None:
    models.Location.objects.create(
        ruid="1",
        username="alice",
        domain="customer.example",
        contact="sip:alice@198.51.100.7",
        expires=NOON + timedelta(minutes=1),
    )
    sections = ask("getStatistics")["summary"]["sip_proxy"]
    assert sections["online_accounts"] == {"customer.example": 1}


def test_the_number_of_queries_is_constant(proxy: Proxy, world: World) -> None:
    def asked() -> int:
        ask("getStatistics")
        with (
            CaptureQueriesContext(tables.connection()) as queries,
            CaptureQueriesContext(connection) as own,
        ):
            ask("getStatistics")
        return len(queries) + len(own)

    first = asked()
    for number in range(10):
        models.Domain.objects.create(name=f"d{number}.example")
        register(proxy, "alice", f"d{number}.example", proxy.at(T + 60))
    assert asked() == first


@pytest.mark.parametrize("operation", ["getStatistics", "getStatus"])
def test_the_network_is_the_administrators_alone(world: World, operation: str) -> None:
    acting = Person(ADMIN.username, ADMIN.password, admin=True, impersonate=world["reseller"])
    for person in (PEOPLE["reseller"], PEOPLE["customer"], acting):
        with pytest.raises(SoapFault) as refused:
            ask(operation, as_=person)
        assert refused.value.code == 9002
