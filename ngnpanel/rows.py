"""Rows into the database without Django's SQL compiler, for those that nearly every call stores.

It writes what ``Model.save`` and ``bulk_create`` write; putting the statement together anew takes
them several times as long as the database needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection, models

# Values of these types go to these fields as they are.
PLAIN: Final[tuple[tuple[type, tuple[type[Any], ...]], ...]] = (
    (str, (models.CharField, models.TextField)),
    (int, (models.IntegerField,)),
)


def insert(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model, all of whose fields have their values."""
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields  # noqa: SLF001 - Django's documented interface
    with connection.cursor() as cursor:
        cursor.executemany(
            _insertion(type(rows[0])),
            [prepared(row, fields) for row in rows],
        )


def prepared(row: models.Model, fields: Iterable[Any]) -> list[Any]:
    """The values of some fields of a row as the database takes them."""
    found = []
    for field in fields:
        value = getattr(row, field.attname)
        if value is not None and type(value) is not _plain_type(type(field)):  # type: ignore[arg-type] # hashable
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
