"""Number, price and duration of the calls of an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test.utils import CaptureQueriesContext

from ngnpanel.provisioning import models
from ngnpanel.provisioning.sources import tables
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.proxy import NOON, RATED, Proxy, T, own_database, second_database
from tests.provisioning.soap import Person, SoapFault, sip_id, soap

ALICE = "alice@customer.example"
BOB = "bob@elsewhere.example"
NOTHING = {"calls": 0, "price": 0.0, "duration": 0}


@pytest.fixture(params=["own", "stamps", "julian days"])
def proxy(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy that accounts and rates calls, in each form of database and time."""
    if request.param == "own":
        with own_database() as proxy:
            proxy.make("acc", RATED)
            yield proxy
        return
    is_julian = request.param == "julian days"
    with second_database(tmp_path / "proxy.sqlite3", is_julian=is_julian) as proxy:
        proxy.make("acc", RATED)
        yield proxy


def statistics(query: Any, *, of: str = ALICE, as_: Person = PEOPLE["customer"]) -> Any:
    with time_machine.travel(NOON, tick=False):
        return soap("Sip", "getCallStatistics", sip_id(of), query, as_=as_)


def placed(**query: int) -> Any:
    return statistics({"placed": query or {"limit": 1}})["placed"]


def test_calls_are_counted_and_summed_up(proxy: Proxy) -> None:
    proxy.invite(ALICE, BOB, call_id="call-1", price="0.1")
    proxy.bye(end=T + 60, call_id="call-1")
    proxy.invite(ALICE, BOB, call_id="call-2", price="0.2", duration=30)
    proxy.invite(ALICE, BOB, call_id="call-3", code=486)
    proxy.invite(ALICE, BOB, call_id="call-4")
    assert placed() == {"calls": 4, "price": 0.3, "duration": 90}


def test_the_limit_means_nothing(proxy: Proxy) -> None:
    for number in range(3):
        proxy.call(ALICE, BOB, start=T, seconds=5, call_id=f"call-{number}")
    assert placed(limit=1) == {"calls": 3, "price": 0.0, "duration": 15}


def test_received_calls_have_no_price(proxy: Proxy) -> None:
    proxy.make("missed_calls")
    proxy.invite(BOB, ALICE, call_id="call-1", price="7")
    proxy.bye(end=T + 2, call_id="call-1", from_tag="t1", to_tag="f1")
    proxy.invite(BOB, ALICE, call_id="call-2", code=480, table="missed_calls")
    proxy.invite(BOB, ALICE, call_id="call-1", code=480, table="missed_calls")
    found = statistics({"received": {"limit": 1}})
    assert found == {"placed": None, "received": {"calls": 2, "price": 0.0, "duration": 2}}


def test_a_query_that_asks_for_nothing_asks_for_both(proxy: Proxy) -> None:
    nothing: tuple[dict[str, Any] | None, ...] = (None, {})
    for query in nothing:
        assert statistics(query) == {"placed": NOTHING, "received": NOTHING}


@pytest.mark.parametrize(
    ("timezone", "first", "last"),
    [
        ("Europe/Amsterdam", "2026-10-31 23:00:00", "2026-11-30 22:59:59"),
        ("America/New_York", "2026-11-01 04:00:00", "2026-12-01 04:59:59"),
        ("Pacific/Auckland", "2026-10-31 11:00:00", "2026-11-30 10:59:59"),
        ("", "2026-10-31 23:00:00", "2026-11-30 22:59:59"),
        ("Nowhere/Gone", "2026-10-31 23:00:00", "2026-11-30 22:59:59"),
        # Names that are not offered, but may be written (east of UTC is minus in this one).
        ("Etc/GMT-5", "2026-10-31 19:00:00", "2026-11-30 18:59:59"),
        ("Japan", "2026-10-31 15:00:00", "2026-11-30 14:59:59"),
    ],
)
def test_without_dates_the_month_of_the_account_counts(
    proxy: Proxy, timezone: str, first: str, last: str
) -> None:
    models.Account.objects.filter(domain__name="customer.example").update(timezone=timezone)
    for number, text in enumerate((first, last)):
        second = int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
        outside = second + (1 if number else -1)
        proxy.call(ALICE, BOB, start=second, seconds=1, call_id=f"in-{number}")
        proxy.call(ALICE, BOB, start=outside, seconds=100, call_id=f"out-{number}")
    # The seconds say which two: another month would have one of each.
    assert placed() == {"calls": 2, "price": 0.0, "duration": 2}


def test_dates_take_the_place_of_the_month(proxy: Proxy) -> None:
    for number, start in enumerate((1, T - 90 * 86400, T, T + 90 * 86400)):
        proxy.invite(ALICE, BOB, start=start, call_id=f"call-{number}")
    assert placed()["calls"] == 1
    assert placed(fromDate=T - 100 * 86400)["calls"] == 3
    assert placed(toDate=T)["calls"] == 3
    assert placed(fromDate=T, toDate=T)["calls"] == 1
    assert placed(fromDate=T, toDate=T - 1) == NOTHING


def test_calls_of_aliases_count(proxy: Proxy) -> None:
    soap("Sip", "addAlias", {"id": sip_id("info@customer.example"), "target": sip_id(ALICE)})
    proxy.call(ALICE, BOB, start=T, seconds=2, call_id="call-1")
    proxy.call("info@customer.example", BOB, start=T, seconds=3, call_id="call-2")
    assert placed() == {"calls": 2, "price": 0.0, "duration": 5}


def test_a_text_where_a_price_belongs_is_no_price(world: World, tmp_path: Path) -> None:
    with second_database(tmp_path / "proxy.sqlite3") as proxy:
        proxy.make("acc", ", price VARCHAR(16), duration VARCHAR(16)")
        proxy.invite(ALICE, BOB, price="free", duration="")
        assert placed() == {"calls": 1, "price": 0.0, "duration": 0}
        query = {"placed": {"limit": 1}}
        [call] = soap("Sip", "getCalls", sip_id(ALICE), query, as_=PEOPLE["customer"])["placed"]
        assert (call["price"], call["duration"]) == (None, 0)


def test_without_a_table_the_sums_are_nothing(world: World) -> None:
    assert statistics({"placed": {"limit": 1}}) == {"placed": NOTHING, "received": None}


def test_bad_numbers_are_refused(world: World) -> None:
    for member in ("fromDate", "toDate", "limit"):
        with pytest.raises(SoapFault) as refused:
            statistics({"received": {member: -1}})
        assert (refused.value.code, refused.value.field) == (9004, member)


def test_others_find_no_account(proxy: Proxy) -> None:
    for person in ("sibling", "stranger"):
        with pytest.raises(SoapFault) as refused:
            statistics(None, as_=PEOPLE[person])
        assert refused.value.code == 1010


def test_one_query_sums_a_direction_up(proxy: Proxy) -> None:
    placed()
    with CaptureQueriesContext(tables.connection()) as queries:
        placed()
    assert len([each for each in queries if "SUM" in each["sql"]]) == 1
