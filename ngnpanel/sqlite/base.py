"""The connection to SQLite; Django looks for it under this name (``ENGINE: ngnpanel.sqlite``)."""

from __future__ import annotations

import sqlite3
import time
from typing import Any, Final

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

# Between two tries, in seconds: at first, and after a while.
FIRST: Final = 0.0001
LONGEST: Final = 0.005
GROWTH: Final = 1.25


class DatabaseWrapper(base.DatabaseWrapper):
    """One file has one writer at a time; who waits for it looks often, and then less often.

    SQLite's own waiting sleeps for 1, 2, 5, 10 and up to 100 milliseconds, while the transaction of
    a SOAP call takes half of one: with four calls at once each of them slept longer than it wrote.
    ``timeout`` of the options is how long somebody waits in all, in seconds, as with Django's own.
    """

    def _start_transaction_under_autocommit(self) -> None:
        """Begin, when nobody else writes. Raises OperationalError after the timeout."""
        timeout: float = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        self._wait_inside(0)
        try:
            self._begin(time.monotonic() + timeout)
        finally:
            self._wait_inside(timeout)

    def _begin(self, ends: float) -> None:
        pause = FIRST
        while True:
            try:
                super()._start_transaction_under_autocommit()  # type: ignore[misc] # not in the stubs
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() + pause > ends:
                    raise
            else:
                return
            time.sleep(pause)
            pause = min(pause * GROWTH, LONGEST)

    def _wait_inside(self, seconds: float) -> None:
        """How long SQLite itself waits in a statement."""
        connected: Any = self.connection
        connected.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _is_busy(error: Exception) -> bool:
    """Whether another connection writes; extended codes hold the plain one in their last byte."""
    code: int = getattr(error.__cause__, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY
