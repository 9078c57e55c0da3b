"""Calls, traces, media and the network: what a SIP proxy writes and the server tells."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story

TABLES: Final = (
    (
        "acc (id INTEGER PRIMARY KEY, method TEXT, from_tag TEXT, to_tag TEXT, callid TEXT,"
        " sip_code TEXT, time TIMESTAMP, src_user TEXT, src_domain TEXT, dst_user TEXT,"
        " dst_domain TEXT, price NUMERIC, proxy_ip TEXT)"
    ),
    (
        "sip_trace (id INTEGER PRIMARY KEY, time_stamp TIMESTAMP, callid TEXT, msg TEXT,"
        " method TEXT, status TEXT, fromip TEXT, toip TEXT, fromtag TEXT, totag TEXT,"
        " direction TEXT)"
    ),
    (
        "dialog (id INTEGER PRIMARY KEY, hash_entry INTEGER, hash_id INTEGER, callid TEXT,"
        " from_uri TEXT, to_uri TEXT, state INTEGER, start_time INTEGER)"
    ),
    "rtpengine (id INTEGER PRIMARY KEY, url TEXT, disabled INTEGER)",
)
OFFER: Final = (
    "INVITE sip:bob SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n"
    "v=0\r\nc=IN IP4 198.51.100.7\r\nm=audio 4000 RTP/AVP 8\r\n"
)
PARTIES: Final = ("src_user", "src_domain", "dst_user", "dst_domain")


def tell(scene: Scene) -> Story:
    """A call of alice to bob that ended, one that bob missed, and what was traced of the first."""
    alice, bob = ({"username": user, "domain": scene.domain} for user in ("alice", "bob"))
    start = int(time.time()) - 100
    answered, missed = (f"{kind}={scene.name}" for kind in ("answered", "missed"))
    with closing(sqlite3.connect(scene.database)) as connection, connection:
        for table in TABLES:
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        _account(connection, scene, answered, start)
        _account(connection, scene, missed, start + 90, code="486")
        _trace(connection, answered, start)
        _go_on(connection, scene, start)
    yield from _calls(alice, bob, (answered, missed), start)
    yield from _traces(answered, start)
    yield Step(port="Sip", operation="getMediaSessions", arguments=(), expected=...)
    yield Step(port="Sip", operation="getMediaSummary", arguments=(), expected=...)
    yield Step(port="Network", operation="getStatus", arguments=(), expected=...)
    yield Step(port="Network", operation="getStatistics", arguments=(), expected=...)
    for port, operation in (("Sip", "getMediaSummary"), ("Network", "getStatus")):
        login = scene.reseller_login
        yield Step(port=port, operation=operation, arguments=(), login=login, fault=9002)
    _clean(scene.database, answered, missed)


def _calls(
    alice: dict[str, str], bob: dict[str, str], call_ids: tuple[str, str], start: int
) -> Story:
    answered, missed = (call_id.replace("=", "=3D") for call_id in call_ids)
    query = {"fromDate": start, "toDate": start + 100, "limit": 10}
    call: dict[str, Any] = {
        "sessionId": answered,
        "fromTag": "f1",
        "toTag": "t1",
        "fromURI": f"alice@{alice['domain']}",
        "toURI": f"bob@{bob['domain']}",
        "startTime": start,
        "stopTime": start + 60,
        "duration": 60,
        "status": 200,
        "price": 0.25,
        "proxyIP": "192.0.2.5",
        "applicationTypes": ["audio"],
    }
    lost = {"sessionId": missed, "status": 486, "startTime": start + 90}
    yield Step(
        port="Sip",
        operation="getCalls",
        arguments=(alice, {"placed": query}),
        expected={"placed": [lost, call], "received": []},
    )
    yield Step(
        port="Sip",
        operation="getCalls",
        arguments=(bob, {"placed": query, "received": {**query, "limit": 1}}),
        expected={"placed": [], "received": [lost]},
    )
    yield Step(
        port="Sip",
        operation="getCallStatistics",
        arguments=(alice, {"placed": query}),
        expected={"placed": {"calls": 2, "price": 0.25, "duration": 60}},
    )
    negative = {"placed": {"fromDate": -1}}
    yield Step(port="Sip", operation="getCalls", arguments=(alice, negative), fault=9004)


def _traces(call_id: str, start: int) -> Story:
    asked = {"nodeIp": "192.0.2.5", "callId": call_id, "fromTag": "f1", "toTag": ""}
    message = {
        "id": _number(call_id),
        "direction": "in",
        "from_ip": "198.51.100.7",
        "from_port": 5060,
        "to_ip": "192.0.2.5",
        "to_port": 5060,
        "to_proto": "udp",
        "method": "INVITE",
        "status": "",
        "time_stamp": _stamp(start),
        "message": OFFER,
    }
    yield Step(
        port="Sip",
        operation="getSipTrace",
        arguments=(asked,),
        expected=json.dumps([message]),
    )
    yield Step(port="Sip", operation="getMediaTrace", arguments=(asked,), expected=...)
    unknown = {**asked, "callId": "unknown"}
    yield Step(port="Sip", operation="getSipTrace", arguments=(unknown,), expected="[]")
    yield Step(port="Sip", operation="getMediaTrace", arguments=(unknown,), fault=1060)


def _account(
    connection: sqlite3.Connection, scene: Scene, call_id: str, start: int, *, code: str = "200"
) -> None:
    row = {
        "callid": call_id,
        "from_tag": "f1",
        "to_tag": "t1",
        "proxy_ip": "192.0.2.5",
        **dict(zip(PARTIES, ("alice", scene.domain, "bob", scene.domain), strict=True)),
    }
    answered = code == "200"
    price = 0.25 if answered else None
    invite = {"method": "INVITE", "sip_code": code, "time": _stamp(start), "price": price}
    _insert(connection, "acc", {**row, **invite})
    if answered:
        bye = {"method": "BYE", "sip_code": "200", "time": _stamp(start + 60)}
        _insert(connection, "acc", {**row, **bye})


def _trace(connection: sqlite3.Connection, call_id: str, start: int) -> None:
    row = {
        "id": _number(call_id),
        "time_stamp": _stamp(start),
        "callid": call_id,
        "msg": OFFER,
        "method": "INVITE",
        "status": "",
        "fromip": "udp:198.51.100.7:5060",
        "toip": "udp:192.0.2.5:5060",
        "fromtag": "f1",
        "totag": "",
        "direction": "in",
    }
    _insert(connection, "sip_trace", row)


def _go_on(connection: sqlite3.Connection, scene: Scene, start: int) -> None:
    row = {
        "hash_entry": 1,
        "hash_id": _number(scene.name),
        "callid": f"live={scene.name}",
        "from_uri": f"sip:alice@{scene.domain}",
        "to_uri": f"sip:bob@{scene.domain}",
        "state": 4,
        "start_time": start,
    }
    _insert(connection, "dialog", row)
    _insert(connection, "rtpengine", {"url": "udp:192.0.2.9:2223", "disabled": 0})


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


def _clean(database: Path, *call_ids: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        for call_id in call_ids:
            connection.execute("DELETE FROM acc WHERE callid = ?", (call_id,))
            connection.execute("DELETE FROM sip_trace WHERE callid = ?", (call_id,))


def _number(text: str) -> int:
    """An id of its own for each client; SQLite would give the same one twice after a deletion."""
    return int.from_bytes(text.encode()[-6:], "big")


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
