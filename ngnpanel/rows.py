"""Rows without Django's compiler of SQL and its cursors, for what nearly every call stores.

It writes what ``Model.save`` and ``bulk_create`` write; putting the statement together anew takes
them several times as long as the database needs, and the layers of a cursor as long as SQLite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

PLACE: Final = re.compile(r"(?<!%)%s")
# Values of these types go to these fields as they are.
PLAIN: Final[tuple[tuple[type, tuple[type[Any], ...]], ...]] = (
    (str, (models.CharField, models.TextField)),
    (int, (models.IntegerField,)),
    (bool, (models.BooleanField,)),
)


def insert(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model, all of whose fields have their values."""
    if not rows:
        return
    model = type(rows[0])
    statement, columns = _insertion(model), _columns(model)
    if len(rows) == 1:
        change(statement, _values(rows[0], columns))
        return
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(statement, [_values(row, columns) for row in rows])


def fetch(statement: str, values: Sequence[Any]) -> list[Any]:
    """The rows that a question with ``%s`` for each value is answered with."""
    connection = connections[DEFAULT_DB_ALIAS]
    if _is_watched(connection):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            found: list[Any] = cursor.fetchall()
            return found
    with connection.wrap_database_errors:
        rows: list[Any] = connection.connection.execute(_for_sqlite(statement), values).fetchall()
        return rows


def change(statement: str, values: Sequence[Any]) -> int:
    """How many rows a statement changed that answers nothing."""
    connection = connections[DEFAULT_DB_ALIAS]
    if _is_watched(connection):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            counted: int = cursor.rowcount
            return counted
    with connection.wrap_database_errors:
        number: int = connection.connection.execute(_for_sqlite(statement), values).rowcount
        return number


def _is_watched(connection: BaseDatabaseWrapper) -> bool:
    """Whether a statement has to go through Django's cursor.

    Other databases do, and somebody who looks at all statements. Makes sure of the connection and
    that a broken transaction is not gone on with, as the cursor would.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    return bool(
        connection.vendor != "sqlite" or connection.execute_wrappers or connection.queries_logged
    )


@cache
def _for_sqlite(statement: str) -> str:
    """With the places and percent signs of sqlite3."""
    return PLACE.sub("?", statement).replace("%%", "%")


def prepared(row: models.Model, fields: Iterable[Any]) -> list[Any]:
    """The values of some fields of a row as the database takes them."""
    return _values(row, [_column(field) for field in fields])


# A field, the name of its value, and the type of those that go to the database as they are.
Column = tuple[Any, str, type | None]


def _column(field: Any) -> Column:
    return field, field.attname, _plain_type(type(field))  # type: ignore[arg-type] # hashable


@cache
def _columns(model: type[models.Model]) -> tuple[Column, ...]:
    return tuple(_column(field) for field in model._meta.concrete_fields)  # noqa: SLF001 - Django's documented interface


def _values(row: models.Model, columns: Iterable[Column]) -> list[Any]:
    connection = connections[DEFAULT_DB_ALIAS]
    values = vars(row)
    found = []
    for field, name, plain in columns:
        value = values[name]
        if value is not None and type(value) is not plain:
            value = field.get_db_prep_save(value, connection=connection)
        found.append(value)
    return found


@cache
def _plain_type(kind: type[Any]) -> type | None:
    return next((plain for plain, kinds in PLAIN if issubclass(kind, kinds)), None)


@cache
def _insertion(model: type[models.Model]) -> str:
    fields = model._meta.concrete_fields  # noqa: SLF001
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})'  # noqa: S608, SLF001
