"""How a transaction waits for the one that writes into the same file of SQLite."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db.utils import ConnectionHandler, OperationalError

from ngnpanel import environment
from ngnpanel.sqlite.base import FIRST, LONGEST, DatabaseWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with one table."""
    found = tmp_path / "some.sqlite3"
    with sqlite3.connect(found) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE word (text)")
    made.close()
    return found


@pytest.fixture
def ours(file: Path) -> Iterator[DatabaseWrapper]:
    """A connection as the panel makes it, which waits half a second at most."""
    settings = environment.sqlite(str(file))
    settings["OPTIONS"]["timeout"] = 0.5
    found = ConnectionHandler({"default": settings})["default"]
    assert isinstance(found, DatabaseWrapper)
    yield found
    found.close()


@pytest.fixture
def other(file: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who has begun to write."""
    found = sqlite3.connect(file, isolation_level=None)
    found.execute("BEGIN IMMEDIATE")
    found.execute("INSERT INTO word VALUES ('theirs')")
    yield found
    found.close()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was slept each time, in seconds."""
    found: list[float] = []
    sleep = time.sleep

    def noted(seconds: float) -> None:
        found.append(seconds)
        sleep(seconds)

    monkeypatch.setattr(time, "sleep", noted)
    return found


def write(ours: DatabaseWrapper) -> None:
    """A transaction of one row."""
    ours.ensure_connection()
    ours.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with ours.cursor() as cursor:
        cursor.execute("INSERT INTO word VALUES ('ours')")
    ours.commit()
    ours.set_autocommit(True)


def inside(ours: DatabaseWrapper) -> int:
    """How long SQLite itself would wait, in milliseconds."""
    with ours.cursor() as cursor:
        return int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])


def after(number: int, act: Callable[[], object]) -> Callable[[float], None]:
    """A sleep that lets the other one act when it was called so many times."""
    calls = []

    def sleep(seconds: float) -> None:
        calls.append(seconds)
        if len(calls) == number:
            act()

    return sleep


def test_it_begins_as_soon_as_the_other_one_is_done(
    ours: DatabaseWrapper, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", after(7, other.commit))
    write(ours)
    with ours.cursor() as cursor:
        words = cursor.execute("SELECT text FROM word ORDER BY text").fetchall()
    assert words == [("ours",), ("theirs",)]


def test_it_looks_often_at_first_and_never_sleeps_long(
    ours: DatabaseWrapper, other: sqlite3.Connection, pauses: list[float]
) -> None:
    with pytest.raises(OperationalError, match="locked"):
        write(ours)
    assert other.in_transaction
    assert pauses[0] == FIRST
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST


def test_it_gives_up_after_the_timeout_and_can_be_used_again(
    ours: DatabaseWrapper, other: sqlite3.Connection
) -> None:
    began = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        write(ours)
    assert time.monotonic() - began < 5  # SQLite waited no second time
    other.commit()
    ours.set_autocommit(True)
    write(ours)
    assert inside(ours) == 500


def test_nobody_waits_for_what_is_no_other_writer(
    ours: DatabaseWrapper, pauses: list[float]
) -> None:
    ours.ensure_connection()
    ours.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(OperationalError, match="within a transaction"):
        ours._start_transaction_under_autocommit()
    assert pauses == []
    assert inside(ours) == 500


def test_a_file_that_stays_locked_against_readers_is_waited_for_inside(
    ours: DatabaseWrapper, file: Path, pauses: list[float]
) -> None:
    """A statement outside of a transaction waits as SQLite does."""
    with sqlite3.connect(file, isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(OperationalError, match="locked"), ours.cursor() as cursor:
            cursor.execute("INSERT INTO word VALUES ('ours')")
        assert time.monotonic() - began >= 0.4
        holder.execute("ROLLBACK")
    holder.close()
    assert pauses == []
