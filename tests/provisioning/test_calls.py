"""Calls of accounts out of the proxy's accounting tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ngnpanel.accounts.domain.calls import quoted, unquoted
from ngnpanel.provisioning import models
from ngnpanel.provisioning.sources import call_records, tables
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.proxy import DIALLED, RATED, Proxy, T, own_database, second_database
from tests.provisioning.soap import Person, SoapFault, sip_id, soap

ALICE = "alice@customer.example"
BOB = "bob@elsewhere.example"
BOTH = {"placed": {"limit": 50}, "received": {"limit": 50}}


@pytest.fixture(params=["own", "stamps", "julian days"])
def proxy(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy that accounts calls, in each form of database and time."""
    if request.param == "own":
        with own_database() as proxy:
            proxy.make("acc")
            yield proxy
        return
    is_julian = request.param == "julian days"
    with second_database(tmp_path / "proxy.sqlite3", is_julian=is_julian) as proxy:
        proxy.make("acc")
        yield proxy


@pytest.fixture
def second(world: World, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy's database without any table yet."""
    with second_database(tmp_path / "proxy.sqlite3", is_julian=True) as proxy:
        yield proxy


def calls(query: Any = BOTH, *, of: str = ALICE, as_: Person = PEOPLE["customer"]) -> Any:
    return soap("Sip", "getCalls", sip_id(of), query, as_=as_)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["sessionId"] for row in rows]


def fault(query: Any, **asked: Any) -> tuple[int, str]:
    with pytest.raises(SoapFault) as refused:
        calls(query, **asked)
    return refused.value.code, refused.value.field


def test_a_placed_call_has_its_times_and_parties(proxy: Proxy) -> None:
    proxy.call(ALICE, BOB, start=T, seconds=95, call_id="call-1")
    found = calls()
    assert found["received"] == []
    assert found["placed"] == [
        {
            "sessionId": "call-1",
            "fromTag": "f1",
            "toTag": "t1",
            "fromURI": ALICE,
            "fromHeader": f"<sip:{ALICE}>",
            "toURI": BOB,
            "startTime": T,
            "stopTime": T + 95,
            "duration": 95,
            "status": 200,
            "price": None,
            "proxyIP": "",
            "applicationTypes": ["audio"],
            "rate": "",
        }
    ]


def test_a_received_call_is_hung_up_by_either_side(proxy: Proxy) -> None:
    proxy.invite(BOB, ALICE)
    proxy.bye(end=T + 7, from_tag="t1", to_tag="f1")
    found = calls()
    assert found["placed"] == []
    [call] = found["received"]
    assert (call["fromURI"], call["toURI"], call["duration"]) == (BOB, ALICE, 7)


def test_a_call_that_goes_on_has_no_end(proxy: Proxy) -> None:
    proxy.invite(ALICE, BOB)
    [call] = calls()["placed"]
    assert (call["startTime"], call["stopTime"], call["duration"]) == (T, 0, 0)


def test_the_bye_of_another_call_ends_nothing(proxy: Proxy) -> None:
    proxy.invite(ALICE, BOB)
    proxy.bye(end=T + 5, call_id="call-2")
    proxy.bye(end=T + 5, from_tag="f2")
    proxy.bye(end=T - 5)
    [call] = calls()["placed"]
    assert call["stopTime"] == 0


def test_a_refused_call_ends_when_it_begins(proxy: Proxy) -> None:
    proxy.invite(ALICE, BOB, code=486, to_tag="")
    [call] = calls()["placed"]
    assert (call["status"], call["startTime"], call["stopTime"], call["duration"]) == (486, T, T, 0)


def test_a_call_whose_caller_was_asked_for_a_password_is_one_call(proxy: Proxy) -> None:
    proxy.invite(ALICE, BOB, code=407, start=T - 1)
    proxy.invite(ALICE, BOB)
    proxy.invite(ALICE, BOB, code=401, call_id="never again")
    assert [call["status"] for call in calls()["placed"]] == [200]


def test_a_call_that_is_held_is_one_call(proxy: Proxy) -> None:
    proxy.invite(ALICE, BOB)
    proxy.invite(ALICE, BOB, start=T + 10)
    proxy.bye(end=T + 60)
    [call] = calls()["placed"]
    assert (call["startTime"], call["duration"]) == (T, 60)


def test_a_call_that_was_tried_again_is_the_last_try(proxy: Proxy) -> None:
    proxy.invite(ALICE, BOB, code=503)
    proxy.invite(ALICE, BOB, code=488, start=T + 1)
    assert [call["status"] for call in calls()["placed"]] == [488]
    proxy.invite(ALICE, BOB, start=T + 2)
    assert [call["status"] for call in calls()["placed"]] == [200]


def test_branches_of_one_call_are_calls_of_their_own(proxy: Proxy) -> None:
    proxy.invite(ALICE, BOB, to_tag="t1")
    proxy.invite(ALICE, BOB, to_tag="t2")
    proxy.bye(end=T + 9, to_tag="t2")
    assert [call["duration"] for call in calls()["placed"]] == [9, 0]


def test_the_newest_calls_come_first(proxy: Proxy) -> None:
    for number, start in enumerate((T, T + 20, T + 10, T + 20)):
        proxy.invite(ALICE, BOB, start=start, call_id=f"call-{number}")
    assert ids(calls()["placed"]) == ["call-3", "call-1", "call-2", "call-0"]
    assert ids(calls({"placed": {"limit": 2}})["placed"]) == ["call-3", "call-1"]


def test_dates_are_part_of_the_interval_and_may_be_missing(proxy: Proxy) -> None:
    for number in range(4):
        proxy.invite(ALICE, BOB, start=T + number, call_id=f"call-{number}")

    def found(**query: int) -> list[str]:
        return ids(calls({"placed": query})["placed"])

    assert found(fromDate=T + 1, toDate=T + 2) == ["call-2", "call-1"]
    assert found(fromDate=T + 2) == ["call-3", "call-2"]
    assert found(toDate=T) == ["call-0"]
    assert found(fromDate=0, toDate=2**31 - 1) == ["call-3", "call-2", "call-1", "call-0"]
    assert found(fromDate=T + 3, toDate=T) == []


def test_a_direction_that_is_not_asked_for_is_empty(proxy: Proxy) -> None:
    proxy.call(ALICE, BOB, start=T, seconds=1, call_id="out")
    proxy.call(BOB, ALICE, start=T, seconds=1, call_id="in")
    placed, received = calls({"placed": {"limit": 1}}), calls({"received": {"limit": 1}})
    assert (ids(placed["placed"]), placed["received"]) == (["out"], [])
    assert (received["placed"], ids(received["received"])) == ([], ["in"])
    for nothing in (None, {}, {"placed": None, "received": None}):
        assert calls(nothing) == {"placed": [], "received": []}


def test_fifty_calls_unless_more_are_asked_for_and_never_more_than_500(second: Proxy) -> None:
    second.make("acc")
    for number in range(510):
        second.invite(ALICE, BOB, start=T + number, call_id=f"call-{number}")
    assert len(calls({"placed": {"fromDate": 1}})["placed"]) == 50
    assert len(calls({"placed": {"limit": 0, "fromDate": 1}})["placed"]) == 50
    assert len(calls({"placed": {"limit": 501}})["placed"]) == 500
    assert len(calls({"placed": {"limit": 2**31 - 1}})["placed"]) == 500


@pytest.mark.parametrize("member", ["fromDate", "toDate", "limit"])
@pytest.mark.parametrize("number", [-1, -(2**31), 2**31, 2**63, 10**30])
def test_numbers_out_of_range_are_refused(second: Proxy, member: str, number: Any) -> None:
    second.make("acc")
    for direction in ("placed", "received"):
        assert fault({direction: {member: number}}) == (9004, member)


def test_an_alias_of_somebody_else_tells_nothing_of_its_calls(proxy: Proxy, world: World) -> None:
    alias = {"id": sip_id("desk@stranger.example"), "target": sip_id(ALICE)}
    soap("Sip", "addAlias", alias, as_=PEOPLE["stranger"])
    soap("Sip", "addAlias", {**alias, "id": sip_id("desk@sibling.example")}, as_=PEOPLE["sibling"])
    proxy.call(BOB, "desk@stranger.example", start=T, seconds=1, call_id="c1")
    proxy.call(BOB, "desk@sibling.example", start=T + 60, seconds=1, call_id="c2")
    assert ids(calls()["received"]) == []
    assert ids(calls(as_=PEOPLE["stranger"], of="alice@stranger.example")["received"]) == []
    assert ids(calls(as_=PEOPLE["admin"])["received"]) == []


def test_calls_of_aliases_are_calls_of_the_account(proxy: Proxy) -> None:
    info = {"id": sip_id("info@customer.example"), "target": sip_id(ALICE)}
    soap("Sip", "addAlias", info)
    proxy.call("info@customer.example", BOB, start=T, seconds=1, call_id="out")
    proxy.call(BOB, "info@customer.example", start=T + 1, seconds=1, call_id="in")
    proxy.call(ALICE, BOB, start=T + 2, seconds=1, call_id="own")
    found = calls()
    assert ids(found["placed"]) == ["own", "out"]
    assert ids(found["received"]) == ["in"]


def test_calls_of_others_are_not_told(proxy: Proxy) -> None:
    proxy.call("alice@sibling.example", BOB, start=T, seconds=1, call_id="call-1")
    proxy.call("carol@customer.example", BOB, start=T, seconds=1, call_id="call-2")
    assert calls() == {"placed": [], "received": []}


def test_an_owner_may_look_and_others_find_no_account(proxy: Proxy, world: World) -> None:
    proxy.call(ALICE, BOB, start=T, seconds=1, call_id="call-1")
    models.Account.objects.filter(domain__name="customer.example").update(owner=world["inactives"])
    for person in ("admin", "reseller", "customer", "inactives"):
        assert ids(calls(as_=PEOPLE[person])["placed"]) == ["call-1"]
    for person in ("sibling", "stranger"):
        assert fault(BOTH, as_=PEOPLE[person]) == (1010, "")
    assert fault(BOTH, of="nobody@customer.example") == (1010, "")


def test_columns_of_the_operator_are_told(second: Proxy) -> None:
    second.make("acc", DIALLED + RATED)
    second.invite(
        ALICE,
        "bob@192.0.2.77",
        dst_ouser="0031201234567",
        dst_odomain="customer.example",
        price="0.125",
        duration=61,
        rate="NL fixed",
        from_header='"Alice" <sip:alice@customer.example>;tag=f1',
        proxy_ip="192.0.2.5",
        application_types="audio,video",
    )
    [call] = calls()["placed"]
    assert call["toURI"] == "0031201234567@customer.example"
    assert (call["price"], call["rate"], call["duration"]) == (0.125, "NL fixed", 61)
    assert (call["startTime"], call["stopTime"]) == (T, T + 61)
    assert call["fromHeader"] == '"Alice" <sip:alice@customer.example>;tag=3Df1'
    assert (call["proxyIP"], call["applicationTypes"]) == ("192.0.2.5", ["audio,video"])


def test_a_received_call_has_no_price(second: Proxy) -> None:
    second.make("acc", RATED)
    second.invite(BOB, ALICE, price="1.5", rate="x")
    [call] = calls()["received"]
    assert (call["price"], call["rate"]) == (None, "")


def test_who_was_dialled_counts_more_than_the_device_that_rang(second: Proxy) -> None:
    second.make("acc", DIALLED)
    second.invite(BOB, "alice@10.0.0.7", dst_odomain="customer.example")
    assert [call["toURI"] for call in calls()["received"]] == [ALICE]


def test_missed_calls_are_received_calls_without_duration(second: Proxy) -> None:
    second.make("acc")
    second.make("missed_calls")
    second.call(BOB, ALICE, start=T, seconds=3, call_id="answered")
    second.invite(BOB, ALICE, start=T + 9, code=480, call_id="refused")
    second.invite(BOB, ALICE, start=T + 9, code=480, call_id="refused", table="missed_calls")
    for _branch in range(2):
        second.invite(BOB, ALICE, start=T + 20, code=408, call_id="gone", table="missed_calls")
    found = calls()["received"]
    assert ids(found) == ["gone", "refused", "answered"]
    assert [call["duration"] for call in found] == [0, 0, 3]
    assert found[0]["stopTime"] == T + 20


def test_missed_calls_alone_are_told_too(second: Proxy) -> None:
    second.make("missed_calls")
    second.invite(BOB, ALICE, code=486, table="missed_calls")
    assert [call["status"] for call in calls()["received"]] == [486]


def test_texts_survive_quoted_printable_decoding(proxy: Proxy) -> None:
    proxy.invite(ALICE, BOB, call_id="a=41b==@host", from_tag="x=3D")
    [call] = calls()["placed"]
    assert (call["sessionId"], call["fromTag"]) == ("a=3D41b=3D=3D@host", "x=3D3D")
    assert unquoted(quoted("a=41b==@host")) == "a=41b==@host"


@pytest.mark.parametrize("made", [(), ("missed_calls",)])
def test_without_the_table_there_are_no_calls(second: Proxy, made: tuple[str, ...]) -> None:
    for table in made:
        second.make(table)
    assert calls() == {"placed": [], "received": []}


def test_without_columns_for_the_parties_nobody_has_calls(second: Proxy) -> None:
    with second.connection.cursor() as cursor:
        cursor.execute("CREATE TABLE acc (id INTEGER PRIMARY KEY, method TEXT, callid TEXT)")
    assert calls() == {"placed": [], "received": []}


def test_a_database_that_is_away_tells_of_no_calls(
    second: Proxy, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    second.make("acc")
    second.invite(ALICE, BOB)
    assert len(calls()["placed"]) == 1
    (tmp_path / "proxy.sqlite3").write_bytes(b"this is no database at all" * 100)
    assert calls() == {"placed": [], "received": []}
    assert "the database of the SIP proxy" in caplog.text


def test_a_table_without_index_is_searched_only_at_its_end(
    second: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_records, "LAST_ROWS", 3)
    second.make("acc", indexed=False)
    for number in range(5):
        second.invite(ALICE, BOB, start=T + number, call_id=f"call-{number}")
    assert ids(calls()["placed"]) == ["call-4", "call-3", "call-2"]


def test_the_index_serves_the_order(second: Proxy) -> None:
    second.make("acc")
    second.invite(ALICE, BOB)
    calls()  # which columns there are is looked up now and then
    with CaptureQueriesContext(tables.connection()) as queries:
        calls({"placed": {"fromDate": T - 60}})
    searched, ended = (query["sql"] for query in queries)
    with second.connection.cursor() as cursor:
        plan = _plan(cursor, searched)
        assert "acc_src" in plan
        assert "SCAN a" not in plan
        assert "SEARCH s USING INDEX acc_callid" in plan
        assert "acc_callid" in _plan(cursor, ended)


def _plan(cursor: Any, sql: str) -> str:
    cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
    return "\n".join(str(row) for row in cursor.fetchall())


def test_the_number_of_queries_is_constant(proxy: Proxy) -> None:
    def asked() -> int:
        with (
            CaptureQueriesContext(tables.connection()) as queries,
            CaptureQueriesContext(connection) as own,
        ):
            calls()
        return len(queries) + len(own)

    for number in range(20):
        proxy.call(ALICE, BOB, start=T + number, seconds=1, call_id=f"call-{number}")
        proxy.call(BOB, ALICE, start=T + number, seconds=1, call_id=f"back-{number}")
        if not number:
            calls()
            first = asked()
    assert asked() == first
