"""Foreign SOAP clients with an API token in the place of the password, over HTTP."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from django.utils import timezone

from ngnpanel.tokens import keeping
from tests.http import server as servers
from tests.http.server import Server
from tests.interop.clients import CLIENTS
from tests.interop.steps import Step

pytestmark = [pytest.mark.interop, pytest.mark.allow_hosts(["127.0.0.1"])]
TEXT: Final = f"{keeping.START}{'Ab3' * 16}"
CUSTOMER: Final = {
    "id": 41,
    "reseller": 0,
    "username": "north",
    "password": "a good password",
    "firstName": "Nora",
    "lastName": "North",
    "email": "nora@north.example",
    "tel": "+31208005161",
    "address": "Street 1",
    "postcode": "1000 AA",
    "city": "Amsterdam",
    "state": "N/A",
    "country": "NL",
    "resellerActive": True,
    "properties": [],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = servers.start(
        tmp_path_factory.mktemp("platform"), NGNPANEL_PLATFORM_ONLY="1", DATABASE_URL=""
    )
    try:
        zeep = CLIENTS["zeep"](started.endpoint)
        added = zeep.call(step("Customer", "addAccount", CUSTOMER))
        zeep.close()
        assert added.code == 0, added.text
        plant(started.database, int(added.value["id"]))
        yield started
    finally:
        started.stop()


def plant(database: Path, login: int) -> None:
    """A token that reads domains and customers, in the database of the server."""
    now = timezone.now()
    row: dict[str, Any] = {
        "digest": keeping.digest(TEXT),
        "shown": TEXT[:10],
        "name": "interop",
        "platform": "default",
        "whose": f"default customer {login}",
        "login": login,
        "owner": "Nora North",
        "role": "reseller",
        "customer": login,
        "reseller": login,
        "looked": str(now),
        "scopes": '["domains.read", "customers.read"]',
        "doors": '["soap"]',
        "networks": '["127.0.0.0/8"]',
        "made": str(now),
        "made_from": "",
        "ends": str(now + timedelta(days=1)),
        "used_from": "",
        "reason": "",
    }
    names, places = ", ".join(row), ", ".join("?" * len(row))
    with sqlite3.connect(database) as connection:
        connection.execute(
            f"INSERT INTO tokens_token ({names}) VALUES ({places})", list(row.values())
        )
    connection.close()


def step(port: str, operation: str, *arguments: Any, password: str = "") -> Step:
    login = ("north", password) if password else None
    return Step(port=port, operation=operation, arguments=arguments, login=login)


@pytest.mark.parametrize("name", ["zeep", "php"])
def test_a_token_stands_in_the_place_of_the_password(server: Server, name: str) -> None:
    make_client = CLIENTS[name]
    if not make_client.is_installed() and not os.environ.get("CI"):
        pytest.skip(f"{name} is not here; what installs it: {make_client.install}")
    client = make_client(server.endpoint)
    try:
        read = client.call(step("Sip", "getDomains", {"filter": {}}, password=TEXT))
        assert (read.code, read.text) == (0, "")
        written = client.call(step("Sip", "deleteDomain", "north.example", password=TEXT))
        assert written.code == 9002
        assert "it lacks domains.change" in written.text
        wrong = client.call(step("Sip", "getDomains", {"filter": {}}, password=f"{TEXT[:-1]}x"))
        assert wrong.code == 9001
    finally:
        client.close()
    assert TEXT not in server.log
    assert "by north with token interop for" in server.log
