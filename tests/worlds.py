"""Data that many tests begin with, loaded once for a row of them and not for each.

A test's transaction lies within one that holds the people, and that of the estates within theirs.
Each test is rolled back to the data, and the data goes before a test that does not begin with it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from pytest_django import DjangoDbBlocker

from tests.belongings import Estates, furnish
from tests.people import People, populate

# Fixtures with which a test's data is really written, for other threads to see.
COMMITTED = frozenset({"transactional_db", "live_server"})


class Standing:
    """The data that stands now, level by level, each in a transaction of its own."""

    def __init__(self) -> None:
        self.people: People | None = None
        self.estates: Estates | None = None
        self._atomics: list[transaction.Atomic] = []
        self._blocker: DjangoDbBlocker | None = None

    def build(self, wanted: tuple[str, ...], blocker: DjangoDbBlocker) -> None:
        """Load what is missing; nothing when the test's own transaction has begun already."""
        standing = len(self._atomics)
        connection = connections[DEFAULT_DB_ALIAS]
        if standing == len(wanted) or len(connection.atomic_blocks) != standing:
            return
        self._blocker = blocker
        with blocker.unblock():
            for level in wanted[standing:]:
                self._open()
                if level == "people":
                    self.people = populate()
                elif self.people is not None:
                    self.estates = furnish(self.people)

    def keep(self, wanted: tuple[str, ...]) -> None:
        """Take away all that is not wanted."""
        if not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            # After the last test of a run the database has gone already, and all of this with it.
            self._atomics.clear()
            self.people = self.estates = None
        while len(self._atomics) > len(wanted) and self._blocker is not None:
            with self._blocker.unblock():
                transaction.set_rollback(True)
                self._atomics.pop().__exit__(None, None, None)
            self.estates = None
            if not self._atomics:
                self.people = None

    def _open(self) -> None:
        atomic: Any = transaction.atomic()
        # What must not lie within another transaction may lie within this one, as in a test's.
        atomic._from_testcase = True
        atomic.__enter__()
        self._atomics.append(atomic)


def levels(item: pytest.Item) -> tuple[str, ...]:
    """What a test begins with, the lower level first."""
    names = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    if names & COMMITTED or (marker is not None and marker.kwargs):
        return ()
    return tuple(name for name in ("people", "estates") if name in names and _is_shared(item, name))


def _is_shared(item: pytest.Item, name: str) -> bool:
    """Whether it is the fixture of all tests, and not one that a file calls alike."""
    known: Any = item
    definitions = known._fixtureinfo.name2fixturedefs.get(name, ())
    return bool(definitions) and definitions[-1].baseid == "tests"


STANDING = Standing()
