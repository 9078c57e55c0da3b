"""Runs one operation: a write in one transaction, once more when another call got in its way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction

from ngnpanel.provisioning import feed
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault

logger = logging.getLogger(__name__)

# SQLSTATE of PostgreSQL: serialization failure and deadlock.
_COLLISIONS: Final = frozenset({"40001", "40P01"})
# Lock not available within lock_timeout, statement cancelled by statement_timeout.
_WAITED: Final = frozenset({"55P03", "57014"})


def read(call: Call, serve: Callable[..., Any], arguments: Sequence[object]) -> Any:
    """The result of an operation that writes nothing.

    Reading needs no transaction, and on SQLite one would keep writers out meanwhile. A row that is
    deleted between two of its queries is looked for once more, and then missing as it should be.
    """
    try:
        return serve(call, *arguments)
    except ObjectDoesNotExist:
        return serve(call, *arguments)


def write(
    call: Call, operation: str, serve: Callable[..., Any], arguments: Sequence[object]
) -> Any:
    """The result of an operation whose writes, and their rows in the feed, are one transaction.

    Two calls at once may lock the same rows in another order (PostgreSQL then ends one of them), or
    pass the same check and meet at a constraint. The transaction of the loser is rolled back whole,
    so it simply runs again, after the winner, and gives the fault that a later call would get.
    Raises Fault 9004 when the database still refuses the values.
    """
    try:
        return _attempt(call, operation, serve, arguments)
    except (DatabaseError, ObjectDoesNotExist) as error:
        if not _collided(error):
            _explain(error)
            raise
        logger.info("%s collided with another call: %s", operation, type(error).__name__)
    call.changes.clear()
    try:
        return _attempt(call, operation, serve, arguments)
    except (DatabaseError, ObjectDoesNotExist) as error:
        _explain(error)
        raise


def _attempt(
    call: Call, operation: str, serve: Callable[..., Any], arguments: Sequence[object]
) -> Any:
    with transaction.atomic():
        result = serve(call, *arguments)
        _check_references()
        feed.write(call, operation)
    return result


def _check_references() -> None:
    """Has the foreign keys checked now rather than at the commit.

    The check may wait for others. At the commit it would do so while this call holds the counter of
    the feed, which those others need as well.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _collided(error: Exception) -> bool:
    return isinstance(error, IntegrityError | ObjectDoesNotExist) or _state(error) in _COLLISIONS


def _explain(error: Exception) -> None:
    """Raises the fault that tells a person more than an internal error, where there is one."""
    if isinstance(error, IntegrityError | DataError):
        # Its own message may quote the whole row.
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        logger.warning("the database refuses a row that passed the checks: %s", constraint)
        raise Fault(9004, "The record conflicts with others, or a value is out of range") from error
    if _state(error) in _COLLISIONS | _WAITED:
        raise Fault(9000, "Others change the same records: try again") from error


def _state(error: Exception) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""
