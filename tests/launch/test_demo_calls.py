"""The calls of the demonstration: the same each time, and seen through the contract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from ngnpanel.accounts.domain.calls import CallQuery, CallsQuery, TracedCall, decoded
from ngnpanel.accounts.domain.sip import Account, Domain, SipId
from ngnpanel.launch.demo import calls, plan
from ngnpanel.provisioning.sources import CALL_RECORDS, TRACES, tables
from tests.people import api

SHOWCASE = plan.SHOWCASE
COLLEAGUE = SipId(username="colleague", domain=SHOWCASE.domain)
NOW = timezone.now()
pytestmark = pytest.mark.django_db


def found(name: str) -> list[Any]:
    until = int(NOW.timestamp())
    return list(getattr(CALL_RECORDS, name)([SHOWCASE], 0, until, 500))


def test_all_kinds_of_calls_are_there() -> None:
    number = calls.write(SHOWCASE, COLLEAGUE, NOW)
    tables.forget()
    placed, received = found("placed"), found("received")
    assert 55 <= number <= 80
    # The one to the reception was dialled under an alias.
    assert len({call.session_id for call in placed + received}) == number - 1
    assert {200, 404, 408, 435, 486, 487} <= {call.status for call in placed}
    assert {480, 487, 603} <= {call.status for call in received}
    assert sum(call.price or 0 for call in placed) > 0
    going = [call for call in placed + received if not call.stop_time]
    assert [call.duration for call in going] == [0]
    assert any("video" in decoded(call.application_types[0]) for call in placed)
    assert any("Apotheek" in call.from_header for call in received)
    oldest = min(call.start_time for call in placed + received)
    assert NOW - timedelta(days=calls.DAYS + 1) < datetime.fromtimestamp(oldest, UTC)
    assert calls.write(SHOWCASE, COLLEAGUE, NOW) == number
    assert found("placed") == placed


def test_two_of_them_have_a_trace() -> None:
    calls.write(SHOWCASE, COLLEAGUE, NOW)
    tables.forget()
    answered = TRACES.messages(TracedCall(call_id=f"demo-traced@{SHOWCASE.domain}"))
    told = [message.status or message.method for message in answered]
    assert told[:4] == ["INVITE", "407 Proxy Authentication Required", "ACK", "INVITE"]
    assert told[-2:] == ["200 OK", "200 OK"]
    assert "Proxy-Authorization: Digest" in answered[3].text
    unanswered = TRACES.messages(TracedCall(call_id=f"demo-unanswered@{SHOWCASE.domain}"))
    assert len({message.target.ip for message in unanswered}) == 4


def test_they_are_calls_of_the_contract_and_the_same_plan_each_time() -> None:
    sip = api().sip
    sip.add_domain(Domain(domain=SHOWCASE.domain))
    sip.add_account(Account(id=SHOWCASE, password="a good password"))
    calls.write(SHOWCASE, COLLEAGUE, NOW)
    tables.forget()
    query = CallQuery(limit=500)
    answer = sip.calls(SHOWCASE, CallsQuery(placed=query, received=query))
    assert len(answer.placed) > 20
    assert len(answer.received) > 15
    assert tuple(calls.of(SHOWCASE, COLLEAGUE)) == tuple(calls.of(SHOWCASE, COLLEAGUE))


def test_the_tables_of_an_operator_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE acc (id INTEGER PRIMARY KEY, callid VARCHAR(255))")
    assert calls.write(SHOWCASE, COLLEAGUE, NOW) == 0
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE acc")
    monkeypatch.setitem(connections.settings, "proxy", {})
    assert calls.write(SHOWCASE, COLLEAGUE, NOW) == 0
    with connection.cursor() as cursor:
        assert "acc" not in connection.introspection.table_names(cursor)
