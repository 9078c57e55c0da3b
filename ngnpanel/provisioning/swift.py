"""Small questions that nearly every call asks, written once as SQL.

Having Django put them together anew takes several times as long as the database needs to answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Model

from ngnpanel.provisioning.models import AccountGroup, AccountProperty
from ngnpanel.provisioning.models.changes import Change, ChangeCounter

GROUPS: Final = AccountGroup._meta.db_table  # noqa: SLF001 - Django's documented interface
PROPERTIES: Final = AccountProperty._meta.db_table  # noqa: SLF001
COUNTER: Final = ChangeCounter._meta.db_table  # noqa: SLF001
CHANGES: Final = Change._meta.db_table  # noqa: SLF001
_OF_CHANGES: Final = ", ".join(
    f'"{field.column}"'
    for field in Change._meta.concrete_fields  # noqa: SLF001
)
_PLACES: Final = ", ".join(["%s"] * len(Change._meta.concrete_fields))  # noqa: SLF001


def groups(accounts: Sequence[int]) -> list[tuple[int, str]]:
    """Account and name of each group that these accounts are in, in the order of coming."""
    return _rows(f"SELECT account_id, name FROM {GROUPS}", accounts)  # noqa: S608 - a constant


def properties(accounts: Sequence[int]) -> list[tuple[int, str, str]]:
    """Account, name and stored value of each property of these accounts, in their order."""
    return _rows(f"SELECT account_id, name, value FROM {PROPERTIES}", accounts)  # noqa: S608


def count_on(key: int, count: int) -> int | None:
    """The counter of the feed after ``count`` more; None when it has no row yet.

    Its row stays locked until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {COUNTER} SET "last" = "last" + %s WHERE id = %s',  # noqa: S608
            [count, key],
        )
        if not cursor.rowcount:
            return None
        cursor.execute(f'SELECT "last" FROM {COUNTER} WHERE id = %s', [key])  # noqa: S608
        last: int = cursor.fetchone()[0]
        return last


def add_changes(changes: Sequence[Change]) -> None:
    """Store rows of the feed."""
    given = [_stored(change, Change._meta.concrete_fields) for change in changes]  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {CHANGES} ({_OF_CHANGES}) VALUES ({_PLACES})",  # noqa: S608
            given,
        )


def replace(row: Model, before: Mapping[str, Any]) -> None:
    """Store the fields of a row that differ from ``before``, its values when it was read.

    An index costs only when a column of it is written, so what stays the same is left out. Raises
    ObjectDoesNotExist when the row is gone.
    """
    now = vars(row)
    changed = [
        field
        for field in row._meta.concrete_fields  # noqa: SLF001
        if now[field.attname] != before[field.attname]
    ]
    if not changed:
        return
    columns = ", ".join(f'"{field.column}" = %s' for field in changed)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s",  # noqa: S608, SLF001
            [*_stored(row, changed), row.pk],
        )
        if not cursor.rowcount:
            raise ObjectDoesNotExist


def _stored(row: Model, fields: Sequence[Any]) -> list[Any]:
    """Values of a row as the database takes them."""
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection=connection)
        for field in fields
    ]


def _rows(select: str, accounts: Sequence[int]) -> list[Any]:
    if not accounts:
        return []
    places = ", ".join(["%s"] * len(accounts))
    with connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE account_id IN ({places}) ORDER BY id", list(accounts))
        found: list[Any] = cursor.fetchall()
        return found
