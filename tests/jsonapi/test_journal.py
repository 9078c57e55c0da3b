"""The journal that a person's programs share."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ngnpanel.jsonapi import journal
from ngnpanel.jsonapi.models import JournalEntry
from tests.jsonapi.asking import URL, get, post, prove
from tests.people import ALICE, BOB, PASSWORD, People, api


def put(browser: Client, *entries: Any, uuid: str = "laptop", account: object = ALICE) -> Any:
    return post(browser, "put_journal_entries", account, uuid=uuid, data=json.dumps(entries))


def entry(number: Any, text: str = "text") -> dict[str, Any]:
    return {"id": number, "action": "add", "data": text}


def test_one_program_writes_and_the_others_read(subscriber: Client) -> None:
    found = put(subscriber, entry(7, "première\n"), entry("b"))
    assert [row["id"] for row in found["results"]] == [7, "b"]
    first, second = (row["journal_id"] for row in found["results"])
    assert first < second
    read = get(subscriber, "get_journal_entries", except_uuid="phone")
    assert (read["success"], read["rows"]) == (True, 2)
    line = read["results"][0]
    assert (line["id"], line["uuid"], line["data"]) == (first, "laptop", "première\n")
    assert (line["account"], line["ip_address"]) == (str(ALICE), "127.0.0.1")
    later = {"after_id": first, "after_timestamp": line["timestamp"], "limit": 1}
    assert [row["id"] for row in get(subscriber, "get_journal_entries", **later)["results"]] == [
        second
    ]
    assert get(subscriber, "get_journal_entries", except_uuid="laptop")["rows"] == 0
    future = line["timestamp"] + 60
    assert get(subscriber, "get_journal_entries", after_timestamp=future)["rows"] == 0


def test_what_is_sent_again_is_written_once(subscriber: Client) -> None:
    first = put(subscriber, entry(1), entry(2))
    again = put(subscriber, entry(2), entry(1), entry(1))
    assert [row["journal_id"] for row in again["results"]] == [
        first["results"][at]["journal_id"] for at in (1, 0, 0)
    ]
    # Another program counts for itself, and another text under a number is another line.
    other = put(subscriber, entry(1), uuid="phone")["results"][0]["journal_id"]
    new = put(subscriber, entry(1, "new"))["results"][0]["journal_id"]
    assert len({other, new, *(row["journal_id"] for row in first["results"])}) == 4


def test_lines_are_deleted_by_their_numbers(subscriber: Client) -> None:
    ids = [row["journal_id"] for row in put(subscriber, *map(entry, "abcd"))["results"]]
    assert post(subscriber, "delete_journal_entries", journal_id=ids[0])["success"]
    data = json.dumps([ids[1], str(ids[2]), {"journal_id": 999999}])
    assert post(subscriber, "delete_journal_entries", data=data)["success"]
    assert [row["id"] for row in get(subscriber, "get_journal_entries")["results"]] == ids[3:]
    assert not post(subscriber, "delete_journal_entries", data='["x"]')["success"]


def test_a_journal_is_that_of_one_account(people: People, subscriber: Client) -> None:
    reseller, stranger = people.browser("reseller"), people.browser("stranger")
    mine = put(subscriber, entry(1))["results"][0]["journal_id"]
    assert put(reseller, entry(1), account=BOB)["results"][0]["journal_id"] != mine
    assert get(reseller, "get_journal_entries", BOB)["rows"] == 1
    post(reseller, "delete_journal_entries", BOB, journal_id=mine)
    for action in ("get_journal_entries", "put_journal_entries", "delete_journal_entries"):
        answer: Any = stranger.post(f"{URL}{ALICE}/{action}/", {"uuid": "u", "data": "[]"})
        assert answer.status_code == 404
    assert get(subscriber, "get_journal_entries")["rows"] == 1


def test_who_gets_the_address_later_reads_nothing(subscriber: Client) -> None:
    put(subscriber, entry(1))
    account = api().sip.account(ALICE)
    api().sip.delete_account(ALICE)
    assert account.create_date is not None
    later = account.create_date + timedelta(minutes=1)
    api().sip.add_account(replace(account, password=PASSWORD, create_date=later))
    assert get(subscriber, "get_journal_entries")["rows"] == 0


@pytest.mark.parametrize(
    "data",
    [
        "{}",
        "[",
        '["x"]',
        '[{"data": "x"}]',
        '[{"id": true}]',
        '[{"id": ""}]',
        json.dumps([entry("x" * 65)]),
        json.dumps([{"id": 1, "action": ["add"]}]),
        '[{"id": 1, "data": "\\u0000"}]',
        '[{"id": 1, "data": "\\ud800"}]',
        json.dumps([entry(1, "x" * (journal.LONGEST + 1))]),
    ],
)
def test_what_is_no_line_is_refused(subscriber: Client, data: str) -> None:
    answer: Any = subscriber.post(
        f"{URL}{ALICE}/put_journal_entries/", {"uuid": "laptop", "data": data}
    )
    assert (answer.status_code, answer.json()["success"]) == (422, False)
    assert not JournalEntry.objects.exists()


def test_an_account_keeps_its_newest_lines(
    subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_KEPT", 3)
    put(subscriber, *map(entry, "abcde"))
    assert [row.client_id for row in JournalEntry.objects.order_by("pk")] == ["c", "d", "e"]
    monkeypatch.setattr(journal, "MOST_HELD", 8)  # two lines of four letters
    put(subscriber, entry("f"))
    assert [row.client_id for row in JournalEntry.objects.order_by("pk")] == ["e", "f"]
    monkeypatch.setattr(journal, "LONGEST_ANSWER", 5)
    assert get(subscriber, "get_journal_entries")["rows"] == 1
    monkeypatch.setattr(journal, "MOST_WRITTEN", 1)
    assert "at most 1" in put(subscriber, *map(entry, "ab"))["error_message"]
    assert "limit as a whole number" in _refusal(subscriber, limit=5001)


def _refusal(browser: Client, **fields: Any) -> str:
    answer: Any = browser.get(f"{URL}{ALICE}/get_journal_entries/", fields)
    assert answer.status_code == 422
    return str(answer.json()["error_message"])


def test_programs_write_with_digest(people: People) -> None:
    body = {"uuid": "laptop", "data": json.dumps([entry("m1")])}
    answer = prove("put_journal_entries", method="POST", body=body)
    assert answer.json()["success"] is True
    assert prove("get_journal_entries", after_timestamp=0).json()["rows"] == 1
