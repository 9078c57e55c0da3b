"""Small questions that nearly every call asks, written once as SQL.

Having Django put them together anew takes several times as long as the database needs to answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Model

from ngnpanel import rows
from ngnpanel.provisioning.models import AccountGroup, AccountProperty
from ngnpanel.provisioning.models.changes import ChangeCounter

GROUPS: Final = AccountGroup._meta.db_table  # noqa: SLF001 - Django's documented interface
PROPERTIES: Final = AccountProperty._meta.db_table  # noqa: SLF001
COUNTER: Final = ChangeCounter._meta.db_table  # noqa: SLF001
# Name and value of a property.
Named = tuple[str, str]


def belongings(
    accounts: Sequence[int],
) -> tuple[dict[int, list[str]], dict[int, list[Named]]]:
    """The groups, and name and stored value of the properties, of each of these accounts.

    Both in the order of coming.
    """
    groups: dict[int, list[str]] = {account: [] for account in accounts}
    properties: dict[int, list[Named]] = {account: [] for account in accounts}
    if not accounts:
        return groups, properties
    among = f"WHERE account_id IN ({', '.join(['%s'] * len(accounts))})"
    found = rows.fetch(
        # A property has a value, which may be empty.
        f"SELECT id, account_id, name, NULL FROM {GROUPS} {among}"  # noqa: S608 - constants
        f" UNION ALL SELECT id, account_id, name, value FROM {PROPERTIES} {among}"
        " ORDER BY 1",
        [*accounts, *accounts],
    )
    for _number, account, name, value in found:
        if value is None:
            groups[account].append(name)
        else:
            properties[account].append((name, value))
    return groups, properties


def count_on(key: int, count: int) -> int | None:
    """The counter of the feed after ``count`` more; None when it has no row yet.

    Its row stays locked until the transaction ends.
    """
    counting = f'UPDATE {COUNTER} SET "last" = "last" + %s WHERE id = %s'  # noqa: S608 - constants
    if connection.features.can_return_columns_from_insert:  # and then from an update as well
        counted = rows.fetch(f'{counting} RETURNING "last"', [count, key])
    elif rows.change(counting, [count, key]):
        counted = rows.fetch(f'SELECT "last" FROM {COUNTER} WHERE id = %s', [key])  # noqa: S608
    else:
        counted = []
    return int(counted[0][0]) if counted else None


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
    number = rows.change(
        f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s",  # noqa: S608, SLF001
        [*rows.prepared(row, changed), row.pk],
    )
    if not number:
        raise ObjectDoesNotExist
