"""What strangers get into the proxy's tables hides nothing of the others and breaks nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ngnpanel.provisioning.sources.traces import HIDDEN
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.proxy import RATED, Proxy, T, second_database
from tests.provisioning.soap import sip_id, soap

ALICE, BOB = "alice@customer.example", "bob@elsewhere.example"
# A text that is not UTF-8: SQLite keeps whatever a phone sends.
NO_TEXT = "CAST(x'61ff62' AS TEXT)"
FAR = "2036-11-23 12:00:00"


@pytest.fixture
def proxy(world: World, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy on SQLite, which does not look at types either."""
    with second_database(tmp_path / "proxy.sqlite3") as proxy:
        yield proxy


def run(proxy: Proxy, sql: str) -> None:
    with proxy.connection.cursor() as cursor:
        cursor.execute(sql)


def told(operation: str, *arguments: Any) -> Any:
    return json.loads(soap("Sip", operation, *arguments))


def register(proxy: Proxy, contact: str, agent: str = "'a'", q: str = "1.0") -> None:
    run(
        proxy,
        "INSERT INTO location (username, domain, contact, expires, user_agent, q)"
        f" VALUES ('alice', 'customer.example', {contact}, '{FAR}', {agent}, {q})",
    )


def devices() -> list[dict[str, Any]]:
    [found] = soap("Sip", "getSipDeviceLocations", [sip_id(ALICE)], as_=PEOPLE["customer"])
    locations: list[dict[str, Any]] = found["locations"]
    return locations


def test_a_text_that_is_none_hides_no_calls(proxy: Proxy) -> None:
    proxy.make("acc", RATED)
    proxy.call(ALICE, BOB, start=T, seconds=1, call_id="good")
    proxy.call(ALICE, BOB, start=T + 9, seconds=1, call_id="bad")
    run(proxy, f"UPDATE acc SET from_header = {NO_TEXT} WHERE callid = 'bad'")
    query = {"placed": {"limit": 9}}
    found = soap("Sip", "getCalls", sip_id(ALICE), query, as_=PEOPLE["customer"])["placed"]
    assert [row["sessionId"] for row in found] == ["bad", "good"]
    assert found[0]["fromHeader"] == "a\ufffdb"


def test_a_text_that_is_none_hides_no_devices(proxy: Proxy) -> None:
    proxy.make("location")
    register(proxy, "'sip:a@192.0.2.1'")
    register(proxy, "'sip:a@192.0.2.2'", agent=NO_TEXT)
    assert {row["userAgent"] for row in devices()} == {"a", "a\ufffdb"}


def test_a_text_that_is_none_hides_no_messages_and_sessions(proxy: Proxy) -> None:
    for table in ("sip_trace", "dialog"):
        proxy.make(table)
    secret = "CAST('Authorization: Digest response=\"5ec\"' || x'ff' AS TEXT)"
    for text in ("'INVITE'", secret):
        run(
            proxy,
            "INSERT INTO sip_trace (time_stamp, callid, msg, fromip, toip)"
            f" VALUES ('2026-11-23 12:00:00', 'c', {text}, '', '')",
        )
    for uri in ("'sip:a@example.com'", NO_TEXT):
        run(
            proxy,
            "INSERT INTO dialog"
            " (hash_entry, hash_id, callid, from_uri, to_uri, state, start_time)"
            f" VALUES (1, 1, 'c', {uri}, 'sip:b@example.com', 4, {T})",
        )
    messages = [each["message"] for each in told("getSipTrace", {"callId": "c"})]
    assert messages == ["INVITE", f'Authorization: Digest response="{HIDDEN}"\ufffd']
    assert len(told("getMediaSessions")) == 2


@pytest.mark.parametrize(
    ("contact", "q"), [("NULL", "1.0"), ("''", "'abc'"), ("'sip:a@b'", "NULL"), ("7", "9e999")]
)
def test_a_registration_that_makes_no_sense_is_still_told(
    proxy: Proxy, contact: str, q: str
) -> None:
    proxy.make("location")
    register(proxy, contact, q=q)
    register(proxy, "'sip:a@192.0.2.2'")
    assert "192.0.2.2" in {row["address"] for row in devices()}
    assert len(devices()) == 2


def test_a_relay_that_makes_no_sense_hides_none(proxy: Proxy) -> None:
    proxy.make("rtpengine")
    run(proxy, "INSERT INTO rtpengine (url, disabled) VALUES ('udp:192.0.2.3:2222', 'x'), ('', 0)")
    assert [relay["ip"] for relay in told("getMediaSummary")] == ["", "192.0.2.3"]
