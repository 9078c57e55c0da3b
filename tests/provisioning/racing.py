"""Calls at the same moment, each in a thread with a connection and transactions of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any

from django.core.management import call_command
from django.db import connections

from tests.provisioning.soap import ADMIN, Person, SoapFault, soap

Act = Callable[[], Any]


@dataclass(frozen=True)
class Race:
    """``blocker`` is pytest-django's, which keeps tests from the database unless they ask."""

    blocker: Any

    def run(self, *acts: Act) -> list[int]:
        """The fault codes of all, 0 for success, in their order."""
        together = Barrier(len(acts))

        def go(act: Act) -> int:
            with self.blocker.unblock():
                together.wait(timeout=20)
                try:
                    act()
                except SoapFault as fault:
                    return fault.code
                finally:
                    connections.close_all()
            return 0

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(go, acts))


def call(port: str, operation: str, *arguments: Any, as_: Person = ADMIN) -> Act:
    """A SOAP call for later."""
    return lambda: soap(port, operation, *arguments, as_=as_)


@contextmanager
def real_database(folder: Path, template: Path) -> Iterator[None]:
    """A database whose transactions are real.

    With PostgreSQL the tests' own is. With SQLite it lies in memory, where transactions do not
    exclude each other, so a file in ``folder`` takes its place: a copy of ``template``, which is
    made when it is missing. The one in memory would end with its last connection, which is put
    aside meanwhile.
    """
    connection = connections["default"]
    if connection.vendor != "sqlite":
        yield
        return
    name, kept = connection.settings_dict["NAME"], connection.connection
    connection.connection = None
    try:
        if not template.exists():
            connection.settings_dict["NAME"] = str(template)
            call_command("migrate", verbosity=0)
            connection.close()
        file = folder / "race.sqlite3"
        shutil.copy(template, file)
        connection.settings_dict["NAME"] = str(file)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.connection = name, kept
