"""The change feed: everything that was committed and nothing else, for those who follow it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils.timezone import now
from pytest_django import Settings

from ngnpanel.jobs import tasks
from ngnpanel.provisioning import feed, models
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller, Kind
from ngnpanel.provisioning.management.commands import changes
from ngnpanel.provisioning.models import Change, ChangeCounter
from ngnpanel.provisioning.operations import OPERATIONS
from tests.provisioning.conftest import PEOPLE, World, make_world
from tests.provisioning.racing import real_database
from tests.provisioning.soap import ADMIN, SoapFault, fault_of, request, sip_id, soap
from tests.provisioning.watching import require_feed, watched

ALICE = sip_id("alice@customer.example")
CALL = Call(caller=Caller(kind=Kind.ADMINISTRATOR, name="admin"), request_id="abc")


def noted() -> list[tuple[str, str, str]]:
    return [(row.kind, row.key, row.operation) for row in Change.objects.order_by("sequence")]


def note(count: int, *, days_ago: float = 0) -> None:
    """So many changes at once."""
    call = Call(caller=CALL.caller)
    for number in range(count):
        call.changed("domain", f"{number}.example")
    before = feed.last()
    feed.write(call, "Sip.addDomain")
    Change.objects.filter(sequence__gt=before).update(at=now() - timedelta(days=days_ago))


def printed(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("changes", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_row_tells_what_was_changed_by_whom(world: World) -> None:
    soap("Sip", "addToGroup", ALICE, "sms", as_=PEOPLE["reseller"])
    row = Change.objects.get()
    assert (row.kind, row.key) == ("account", "alice@customer.example")
    assert (row.operation, row.caller) == ("Sip.addToGroup", "reseller")
    assert row.customer == world["reseller"]
    assert len(row.request_id) == 12
    assert now() - row.at < timedelta(minutes=1)


def test_a_deleted_account_takes_its_alias_and_mailbox_along(world: World) -> None:
    info = sip_id("info@customer.example")
    soap("Sip", "addAlias", {"id": info, "target": ALICE})
    soap("Voicemail", "addAccount", {"sipId": ALICE, "password": "1234"})
    soap("Sip", "deleteAccount", ALICE)
    assert noted()[-3:] == [
        ("alias", "info@customer.example", "Sip.deleteAccount"),
        ("mailbox", "alice@customer.example", "Sip.deleteAccount"),
        ("account", "alice@customer.example", "Sip.deleteAccount"),
    ]


def test_a_record_stands_in_the_feed_once_a_call(db: None) -> None:
    call = Call(caller=CALL.caller)
    for _again in range(3):
        call.changed("account", "alice@example.com")
    feed.write(call, "Sip.updateAccount")
    assert noted() == [("account", "alice@example.com", "Sip.updateAccount")]


def test_a_refused_call_leaves_no_row(world: World) -> None:
    with pytest.raises(SoapFault):
        soap("Sip", "addToGroup", ALICE, "prepaid")
    with pytest.raises(SoapFault):
        soap("Sip", "updateAccount", {"id": ALICE, "properties": [{"name": " "}]})
    assert noted() == []
    assert feed.last() == 0


def test_a_call_that_breaks_leaves_neither_row_nor_number(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(call: Call, _name: str) -> None:
        models.Account.objects.all().delete()
        call.changed("account", "alice@customer.example")
        feed.write(call, "Sip.deleteDomain")
        raise ZeroDivisionError

    monkeypatch.setitem(OPERATIONS, ("Sip", "deleteDomain"), break_off)
    assert fault_of(request("Sip", "deleteDomain", "customer.example")).code == 9000
    assert noted() == []
    assert feed.last() == 0
    assert models.Account.objects.exists()


def test_the_watch_of_these_tests_sees_a_forgotten_row(world: World) -> None:
    with watched() as writes:
        models.Account.objects.filter(username="alice").update(region="north")
    with pytest.raises(AssertionError, match="feed lacks"):
        require_feed("Sip", "updateAccount", writes)
    with pytest.raises(AssertionError, match="reads, yet wrote"):
        require_feed("Sip", "getAccount", writes)
    with watched() as writes:
        models.Account.objects.filter(username="nobody").update(region="north")
    require_feed("Sip", "updateAccount", writes)


def test_the_watch_wants_the_kind_of_each_table(world: World) -> None:
    with watched() as writes:
        models.Alias.objects.create(
            domain=models.Domain.objects.get(name="customer.example"), username="info"
        )
        feed.write(Call(caller=CALL.caller, changes=[("account", "x")]), "Sip.addAlias")
    with pytest.raises(AssertionError, match="alias"):
        require_feed("Sip", "addAlias", writes)


def test_numbers_have_no_gaps_after_a_rollback(db: None) -> None:
    note(2)
    with transaction.atomic():
        note(3)
        transaction.set_rollback(True)
    note(1)
    assert [row.sequence for row in feed.after(0)] == [1, 2, 3]


def test_a_long_key_is_cut(db: None) -> None:
    feed.write(Call(caller=CALL.caller, changes=[("record", "x" * 9999)]), "Dns.addRecord")
    assert len(Change.objects.get().key) == feed.MAX_KEY


def test_a_follower_gets_what_came_after_its_position(db: None) -> None:
    note(5)
    assert [row.sequence for row in feed.after(3)] == [4, 5]
    assert [row.sequence for row in feed.after(0, limit=2)] == [1, 2]
    assert feed.after(5) == []


def test_a_follower_learns_that_it_is_too_late(db: None, settings: Settings) -> None:
    note(3, days_ago=100)
    note(2)
    assert feed.prune() == 3
    assert [row.sequence for row in feed.after(3)] == [4, 5]
    with pytest.raises(feed.TooLate, match="follow from 5"):
        feed.after(2)


def test_a_follower_learns_that_the_server_went_back_in_time(db: None) -> None:
    note(2)
    with pytest.raises(feed.TooLate):
        feed.after(3)


def test_only_the_beginning_of_the_feed_is_pruned(db: None) -> None:
    note(1)
    note(2, days_ago=100)  # as after a clock that was wrong
    assert feed.prune() == 0
    Change.objects.all().update(at=now() - timedelta(days=91))
    assert feed.prune() == 3
    assert feed.oldest() == feed.last() == 3
    with pytest.raises(feed.TooLate):
        feed.after(2)
    note(1)
    assert [row.sequence for row in feed.after(3)] == [4]


def test_a_long_feed_is_pruned_in_slices(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "SLICE", 2)
    note(5, days_ago=100)
    note(1)
    assert feed.prune() == 5
    assert [row.sequence for row in feed.after(5)] == [6]


def test_zero_days_keep_everything(db: None, settings: Settings) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "CHANGES_DAYS": 0}
    note(1, days_ago=5000)
    assert feed.prune() == 0


def test_the_worker_prunes_where_the_server_runs(db: None, settings: Settings) -> None:
    note(2, days_ago=100)
    settings.LOCAL = False
    tasks.prune_changes.delay()
    assert Change.objects.count() == 2
    settings.LOCAL = True
    tasks.prune_changes.delay()
    assert Change.objects.count() == 0


def test_an_operator_prunes_by_hand(db: None) -> None:
    note(2, days_ago=100)
    out = StringIO()
    call_command("prune_changes", stdout=out)
    assert out.getvalue() == "2 changes deleted.\n"


def test_the_command_prints_lines_of_json(world: World) -> None:
    soap("Sip", "addDomain", {"domain": "new.example"}, as_=PEOPLE["reseller"])
    soap("Sip", "deleteDomain", "new.example")
    first, second = printed()
    assert first | {"request": "", "at": ""} == {
        "sequence": 1,
        "kind": "domain",
        "key": "new.example",
        "operation": "Sip.addDomain",
        "caller": "reseller",
        "customer": world["reseller"],
        "request": "",
        "at": "",
    }
    assert first["at"].endswith("+00:00")
    assert (second["caller"], second["customer"]) == (ADMIN.username, 0)
    assert printed("--after", "1") == [second]
    assert printed("--limit", "1") == [first]


def test_the_command_prints_more_than_a_slice(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "SLICE", 2)
    note(5)
    assert [each["sequence"] for each in printed()] == [1, 2, 3, 4, 5]
    assert [each["sequence"] for each in printed("--after", "1", "--limit", "3")] == [2, 3, 4]


def test_the_command_waits_for_more(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    note(1)

    def sleep(_seconds: float) -> None:
        if feed.last() == 2:
            raise KeyboardInterrupt
        note(1)

    monkeypatch.setattr(time, "sleep", sleep)
    # The connection holds the transaction of this test.
    monkeypatch.setattr(f"{changes.__name__}.close_old_connections", lambda: None)
    assert [each["sequence"] for each in printed("--follow")] == [1, 2]


def test_the_command_says_that_it_is_too_late(db: None) -> None:
    note(2, days_ago=100)
    feed.prune()
    assert printed() == []
    with pytest.raises(CommandError, match="read all records anew") as caught:
        printed("--after", "1")
    assert caught.value.returncode == changes.TOO_LATE
    out = StringIO()
    call_command("changes", "--last", stdout=out)
    assert out.getvalue() == "2\n"


@pytest.mark.parametrize("arguments", [("--after", "-1"), ("--after", str(2**63)), ("--limit=0",)])
def test_the_command_refuses_odd_numbers(db: None, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        printed(*arguments)


@pytest.mark.parametrize("look", [lambda: feed.after(0), feed.prune])
def test_a_change_that_comes_while_somebody_looks_is_not_taken_for_pruned(
    db: None, monkeypatch: pytest.MonkeyPatch, look: Callable[[], object]
) -> None:
    real_last = feed.last

    def last_after_a_change() -> int:
        if not Change.objects.exists():
            call = Call(caller=CALL.caller)
            call.changed("domain", "new.example")
            feed.write(call, "Sip.addDomain")
        return real_last()

    monkeypatch.setattr(feed, "last", last_after_a_change)
    look()
    assert [row.sequence for row in feed.after(0)] == [1]


@pytest.fixture
def committed(
    transactional_db: None, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A world in a database that several threads can write."""
    with real_database(tmp_path, tmp_path_factory.getbasetemp() / "races.sqlite3"):
        yield make_world()


THREADS = 4
CALLS = 8


def test_writers_at_the_same_time_leave_no_gap_and_keep_the_order(
    committed: World, django_db_blocker: Any
) -> None:
    """A reader who asks all the time never sees a number before a smaller one."""
    together = Barrier(THREADS + 1)
    seen: list[int] = []

    def write(writer: int) -> None:
        with django_db_blocker.unblock():
            together.wait(timeout=10)
            try:
                for number in range(CALLS):
                    name = f"d{number}.w{writer}.example"
                    soap("Sip", "addDomain", {"domain": name})
                    with pytest.raises(SoapFault):
                        soap("Sip", "addDomain", {"domain": name})
            finally:
                connections.close_all()

    def read() -> None:
        with django_db_blocker.unblock():
            together.wait(timeout=10)
            try:
                while len(seen) < THREADS * CALLS:
                    seen.extend(row.sequence for row in feed.after(seen[-1] if seen else 0))
                    sleep(0.002)  # lets the writers run
            finally:
                connections.close_all()

    with ThreadPoolExecutor(THREADS + 1) as pool:
        jobs = [pool.submit(write, number) for number in range(THREADS)]
        reader = pool.submit(read)
        for job in jobs:
            job.result(timeout=180)
        reader.result(timeout=180)
    assert seen == list(range(1, THREADS * CALLS + 1))
    keys = {row.key for row in Change.objects.all()}
    assert keys == {f"d{n}.w{w}.example" for w in range(THREADS) for n in range(CALLS)}
    assert ChangeCounter.objects.get().last == len(keys)
