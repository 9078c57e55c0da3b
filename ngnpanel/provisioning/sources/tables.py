"""Reads the tables of the SIP proxy: which are there, with which columns, and rows of them.

The proxy's database is ``DATABASES["proxy"]`` where that is configured, else the server's own. What
cannot be read counts as empty: a proxy that is away must not take provisioning with it.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Final

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.connection import ConnectionDoesNotExist

logger = logging.getLogger(__name__)

PROXY: Final = "proxy"
OWN: Final = "default"
# How long a table is taken to be as it was; an operator may add columns while the server runs.
REMEMBERED_SECONDS: Final = 30.0
NUMERIC: Final = frozenset({"FloatField", "DecimalField"})
WHOLE: Final = frozenset({"IntegerField", "BigIntegerField", "SmallIntegerField"})

Parameter = str | int | float | datetime
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that exists: the kind of each column, and the columns that indexes begin with.

    ``kinds`` are names of Django's field classes, empty for a type that Django does not know.
    """

    name: str
    kinds: Mapping[str, str]
    indexed: frozenset[str]

    def has(self, *columns: str) -> bool:
        """Whether all the columns exist."""
        return all(column in self.kinds for column in columns)

    def first_of(self, *columns: str) -> str:
        """The first of the columns that exists, empty when none does."""
        return next((column for column in columns if column in self.kinds), "")

    def counts(self, column: str) -> bool:
        """Whether sums can be made of a column; SQLite makes a number of anything."""
        if column not in self.kinds:
            return False
        return vendor() == "sqlite" or self.kinds[column] in NUMERIC | WHOLE


def connection() -> BaseDatabaseWrapper:
    """The connection to the proxy's database."""
    try:
        return connections[PROXY]
    except ConnectionDoesNotExist:
        return connections[OWN]


def vendor() -> str:
    """``sqlite``, ``postgresql`` or ``mysql``."""
    return connection().vendor


class _Known:
    """What is known about tables, by database and name."""

    def __init__(self) -> None:
        self._tables: dict[tuple[str, str], tuple[float, Table | None]] = {}
        self._lock = Lock()

    def find(self, name: str) -> Table | None:
        proxy = connection()
        key = (f"{proxy.settings_dict['HOST']}/{proxy.settings_dict['NAME']}", name)
        with self._lock:
            until, table = self._tables.get(key, (0.0, None))
        if until < time.monotonic():
            table = _inspect(proxy, name)
            with self._lock:
                self._tables[key] = time.monotonic() + REMEMBERED_SECONDS, table
        return table

    def forget(self) -> None:
        with self._lock:
            self._tables.clear()


_known: Final = _Known()


def find(name: str) -> Table | None:
    """The table of a name, None when there is none or its database is away."""
    return _known.find(name)


def forget() -> None:
    """Look at all tables anew; tests make and drop them."""
    _known.forget()


def rows(sql: str, parameters: Sequence[Parameter]) -> list[Row]:
    """The rows of a query, none when the database refuses it or is away."""
    try:
        proxy = connection()
        with proxy.cursor() as cursor, _any_text(proxy):
            cursor.execute(sql, tuple(parameters))
            return list(cursor.fetchall())
    except Error as error:
        # Not its message, which may quote the parameters.
        code = getattr(error.__cause__, "sqlstate", None) or "no code"
        logger.warning("the database of the SIP proxy: %s (%s)", type(error).__name__, code)
        return []


def number(value: object) -> float | None:
    """A column's number; texts come from tables whose columns were added as texts."""
    try:
        found = float(str(value)) if value is not None else None
    except ValueError:
        return None
    return found if found is not None and math.isfinite(found) else None


def quote(name: str) -> str:
    """An identifier for SQL; ``time`` and ``method`` are words of some databases."""
    return connection().ops.quote_name(name)


def columns(table: Table, names: Iterable[str], alias: str, times: Iterable[str] = ()) -> str:
    """A list of columns for SELECT; one that is missing is NULL.

    On SQLite the columns in ``times`` lose their declared type, after which the driver would
    convert their values: a proxy writes numbers there as well as texts.
    """
    moments = frozenset(times) if vendor() == "sqlite" else frozenset()
    return ", ".join(_column(table, name, alias, is_text=name in moments) for name in names)


def marks(values: Sequence[object]) -> str:
    """The place holders of an IN list."""
    return ", ".join(["%s"] * len(values))


@contextmanager
def _any_text(proxy: BaseDatabaseWrapper) -> Iterator[None]:
    """SQLite keeps the bytes that a phone sent; some that are not UTF-8 would hide all rows."""
    if proxy.vendor != "sqlite":
        yield
        return
    raw: Any = proxy.connection
    usual, raw.text_factory = raw.text_factory, lambda data: data.decode("utf-8", "replace")
    try:
        yield
    finally:
        raw.text_factory = usual


def _column(table: Table, name: str, alias: str, *, is_text: bool) -> str:
    if not table.has(name):
        return f"NULL AS {quote(name)}"
    column = f"{alias}.{quote(name)}"
    return f"CAST({column} AS TEXT) AS {quote(name)}" if is_text else column


def _inspect(proxy: BaseDatabaseWrapper, name: str) -> Table | None:
    try:
        with proxy.cursor() as cursor:
            if name not in proxy.introspection.table_names(cursor, include_views=True):
                return None
            described = proxy.introspection.get_table_description(cursor, name)
            kinds = {column.name: _kind(proxy, column) for column in described}
            indexes = proxy.introspection.get_constraints(cursor, name).values()
    except Error as error:
        logger.warning("the database of the SIP proxy: %s", error)
        return None
    leading = (each["columns"][0] for each in indexes if each["index"] and each["columns"])
    return Table(name, kinds, frozenset(column for column in leading if column))


def _kind(proxy: BaseDatabaseWrapper, column: Any) -> str:
    try:
        return str(proxy.introspection.get_field_type(column.type_code, column))
    except KeyError:
        return ""
