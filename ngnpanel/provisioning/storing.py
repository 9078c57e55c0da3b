"""Rows whose uniqueness the database decides."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from ngnpanel.provisioning.faults import Fault


def insert(row: Model, exists: Fault) -> None:
    """Store a new row; raises ``exists`` when a unique constraint refuses it.

    A look before would not do: another call may insert the same between the look and the insert.
    """
    try:
        # A savepoint, so that the transaction of the call stays usable.
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise exists from None


def replace(row: Model, exists: Fault) -> None:
    """Store a changed row; raises ``exists`` when a unique constraint refuses it."""
    try:
        with transaction.atomic():
            row.save(force_update=True)
    except IntegrityError:
        raise exists from None


def skip_chosen_id(row: Model) -> None:
    """Has the ids that the database gives go on above the one that ``row`` was stored with.

    SQLite does so anyway; PostgreSQL counts on from its own last id and would meet the other one.
    """
    if connection.vendor != "postgresql":
        return
    table, column = row._meta.db_table, row._meta.pk.column  # noqa: SLF001 - Django's own documented interface
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted, column])
        (sequence,) = cursor.fetchone()
        # Never backwards: others may be about to store ids that were given to them.
        cursor.execute(
            f"SELECT setval(%s, %s) FROM {sequence} WHERE last_value <= %s",  # noqa: S608 - a name from the catalog
            [sequence, row.pk, row.pk],
        )
