"""The tables of a SIP proxy: in a database of its own, or in the server's."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ngnpanel.environment import Environment
from ngnpanel.provisioning.sources import tables

NOON: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
T: Final = int(NOON.timestamp())

# The shape of Kamailio's tables, with the columns that an operator adds to the first two.
ACCOUNTED: Final = """
    id INTEGER PRIMARY KEY, method VARCHAR(16) NOT NULL DEFAULT '',
    from_tag VARCHAR(128) NOT NULL DEFAULT '', to_tag VARCHAR(128) NOT NULL DEFAULT '',
    callid VARCHAR(255) NOT NULL DEFAULT '', sip_code VARCHAR(3) NOT NULL DEFAULT '',
    sip_reason VARCHAR(128) NOT NULL DEFAULT '', time TIMESTAMP NOT NULL
"""
PARTIES: Final = """
    , src_user VARCHAR(64) NOT NULL DEFAULT '', src_domain VARCHAR(128) NOT NULL DEFAULT '',
    src_ip VARCHAR(64) NOT NULL DEFAULT '', dst_ouser VARCHAR(64) NOT NULL DEFAULT '',
    dst_user VARCHAR(64) NOT NULL DEFAULT '', dst_domain VARCHAR(128) NOT NULL DEFAULT ''
"""
DIALLED: Final = ", dst_odomain VARCHAR(128) NOT NULL DEFAULT ''"
RATED: Final = """
    , price NUMERIC(12, 4), duration INTEGER, rate VARCHAR(64), from_header VARCHAR(255),
    proxy_ip VARCHAR(64), application_types VARCHAR(64)
"""
TABLES: Final = {
    "acc": ACCOUNTED + PARTIES,
    "missed_calls": ACCOUNTED + PARTIES,
    "sip_trace": """
        id INTEGER PRIMARY KEY, time_stamp TIMESTAMP NOT NULL, time_us INTEGER NOT NULL DEFAULT 0,
        callid VARCHAR(255) NOT NULL DEFAULT '', traced_user VARCHAR(255) NOT NULL DEFAULT '',
        msg TEXT NOT NULL, method VARCHAR(50) NOT NULL DEFAULT '',
        status VARCHAR(255) NOT NULL DEFAULT '', fromip VARCHAR(64) NOT NULL DEFAULT '',
        toip VARCHAR(64) NOT NULL DEFAULT '', fromtag VARCHAR(128) NOT NULL DEFAULT '',
        totag VARCHAR(128) NOT NULL DEFAULT '', direction VARCHAR(4) NOT NULL DEFAULT ''
    """,
    "dialog": """
        id INTEGER PRIMARY KEY, hash_entry INTEGER NOT NULL, hash_id INTEGER NOT NULL,
        callid VARCHAR(255) NOT NULL, from_uri VARCHAR(255) NOT NULL, from_tag VARCHAR(128),
        to_uri VARCHAR(255) NOT NULL, to_tag VARCHAR(128), state INTEGER NOT NULL,
        start_time INTEGER NOT NULL
    """,
    "dialog_vars": """
        id INTEGER PRIMARY KEY, hash_entry INTEGER NOT NULL, hash_id INTEGER NOT NULL,
        dialog_key VARCHAR(128) NOT NULL, dialog_value VARCHAR(512) NOT NULL
    """,
    "rtpengine": """
        id INTEGER PRIMARY KEY, setid INTEGER NOT NULL DEFAULT 0, url VARCHAR(64) NOT NULL,
        weight INTEGER NOT NULL DEFAULT 1, disabled INTEGER NOT NULL DEFAULT 0
    """,
    "rtpproxy": """
        id INTEGER PRIMARY KEY, setid VARCHAR(32) NOT NULL DEFAULT '0', url VARCHAR(64) NOT NULL
    """,
    "location": """
        id INTEGER PRIMARY KEY, username VARCHAR(64), domain VARCHAR(64), contact VARCHAR(512),
        received VARCHAR(255), expires TIMESTAMP, q REAL DEFAULT 1.0, last_modified TIMESTAMP,
        user_agent VARCHAR(255), socket VARCHAR(64)
    """,
}
INDEXES: Final = (
    "CREATE INDEX {0}_callid ON {0} (callid)",
    "CREATE INDEX {0}_src ON {0} (src_user, src_domain, time)",
    "CREATE INDEX {0}_dst ON {0} (dst_user, dst_domain, time)",
)


@dataclass
class Proxy:
    """A proxy that writes; ``is_julian`` as Kamailio's driver for SQLite writes times."""

    connection: BaseDatabaseWrapper
    is_julian: bool = False
    numbers: dict[str, int] = field(default_factory=dict)

    def make(self, table: str, extra: str = "", *, indexed: bool = True) -> None:
        """A new table, empty; with its indexes when calls are accounted in it."""
        with self.connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {table} ({TABLES[table]}{extra})")
            if indexed and table in ("acc", "missed_calls"):
                for index in INDEXES:
                    cursor.execute(index.format(table))
        tables.forget()

    def write(self, table: str, **columns: Any) -> None:
        """A row; the id counts up."""
        self.numbers[table] = columns.setdefault("id", self.numbers.get(table, 0) + 1)
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values())
            )

    def at(self, seconds: int) -> Any:
        """A time as the proxy writes it."""
        if self.is_julian:
            return (seconds - 0.5) / 86400 + 2440587.5
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")

    def invite(
        self,
        caller: str,
        callee: str,
        *,
        start: int = T,
        code: int = 200,
        call_id: str = "call-1",
        table: str = "acc",
        **columns: Any,
    ) -> None:
        """An INVITE that was answered with ``code``; addresses are user@domain."""
        src, dst = caller.split("@"), callee.split("@")
        parties = {
            "src_user": src[0],
            "src_domain": src[1],
            "dst_ouser": dst[0],
            "dst_user": dst[0],
            "dst_domain": dst[1],
        }
        row = {
            "method": "INVITE",
            "from_tag": "f1",
            "to_tag": "t1",
            "callid": call_id,
            "sip_code": str(code),
            "time": self.at(start),
        }
        self.write(table, **{**row, **parties, **columns})

    def bye(self, *, end: int, call_id: str = "call-1", **columns: Any) -> None:
        """A BYE of the caller."""
        row = {
            "method": "BYE",
            "from_tag": "f1",
            "to_tag": "t1",
            "callid": call_id,
            "sip_code": "200",
            "time": self.at(end),
        }
        self.write("acc", **{**row, **columns})

    def call(self, caller: str, callee: str, *, start: int, seconds: int, call_id: str) -> None:
        """A call that was answered and hung up."""
        self.invite(caller, callee, start=start, call_id=call_id)
        self.bye(end=start + seconds, call_id=call_id)


@contextmanager
def second_database(file: Path, *, is_julian: bool = False) -> Iterator[Proxy]:
    """A proxy's own SQLite file, which the server is told of."""
    described = Environment({"URL": f"sqlite://{file}"}).proxy_database("URL")
    assert described is not None
    writing = {**described, "NAME": str(file), "OPTIONS": {}}
    writer, reader = (_connection(each) for each in (writing, described))
    try:
        # A reader finds no file before somebody wrote one.
        with writer.cursor() as cursor:
            cursor.execute("CREATE TABLE version (table_name VARCHAR(32))")
        connections[tables.PROXY] = reader
        yield Proxy(writer, is_julian=is_julian)
    finally:
        del connections[tables.PROXY]
        reader.close()
        writer.close()
        tables.forget()


@contextmanager
def own_database() -> Iterator[Proxy]:
    """The server's own database, where the proxy writes as well; the test rolls it back."""
    try:
        yield Proxy(connections[tables.OWN])
    finally:
        tables.forget()


def _connection(described: dict[str, Any]) -> BaseDatabaseWrapper:
    """A connection that passes for the server's own one: a test may open no other."""
    settings = {**connections.settings[tables.OWN], **described}
    backend = importlib.import_module(f"{described['ENGINE']}.base")
    wrapper: BaseDatabaseWrapper = backend.DatabaseWrapper(settings, tables.OWN)
    return wrapper
