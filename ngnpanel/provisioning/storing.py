"""New rows, whose uniqueness the database decides."""

from __future__ import annotations

from django.db import IntegrityError, transaction
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
