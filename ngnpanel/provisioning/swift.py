"""Small questions that nearly every call asks, written once as SQL.

Having Django put them together anew takes several times as long as the database needs to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from ngnpanel.provisioning.models import AccountGroup, AccountProperty
from ngnpanel.provisioning.models.changes import ChangeCounter

GROUPS: Final = AccountGroup._meta.db_table  # noqa: SLF001 - Django's documented interface
PROPERTIES: Final = AccountProperty._meta.db_table  # noqa: SLF001
COUNTER: Final = ChangeCounter._meta.db_table  # noqa: SLF001


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


def _rows(select: str, accounts: Sequence[int]) -> list[Any]:
    if not accounts:
        return []
    places = ", ".join(["%s"] * len(accounts))
    with connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE account_id IN ({places}) ORDER BY id", list(accounts))
        found: list[Any] = cursor.fetchall()
        return found
