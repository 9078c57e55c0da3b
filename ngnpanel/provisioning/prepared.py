"""Questions whose SQL Django puts together once.

Putting it together takes Django twenty times as long as the database needs to answer. So a question
that nearly every call asks is written with places instead of values, through the same functions as
any other (who may see what is said in one place, ``rights``), and its SQL is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from ngnpanel.rows import fetch

M = TypeVar("M", bound=Model)

# Places for values: texts and numbers that nobody has, so that they are found among the parameters.
TEXTS: Final = ("\x01first\x01", "\x01second\x01")
NUMBERS: Final = (2**63 - 11, 2**63 - 12)
_PLACES: Final = frozenset({*TEXTS, *NUMBERS})


class Prepared(Generic[M]):
    """The SQL of ``rows`` for the database in use, and how its answers become rows again.

    Made where the question is asked for the first time: a question that locks rows needs to be
    within a transaction even then.
    """

    def __init__(self, rows: QuerySet[M]) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        self._sql, parameters = compiler.as_sql()
        self._parameters = tuple(parameters)
        described = compiler.klass_info
        if described is None:
            raise TypeError("a prepared question is one for whole rows")
        select = [column for column, _sql, _alias in compiler.select]
        own = described["select_fields"]
        self._own = slice(own[0], own[-1] + 1)
        self._model: type[M] = described["model"]
        self._names = [column.target.attname for column in select[self._own]]
        self._related = get_related_populators(  # type: ignore[call-arg] # stubs of a later Django
            described, compiler.select, connection.alias
        )
        self._converters = [
            (position, convert, expression)
            for position, (converters, expression) in compiler.get_converters(select).items()
            for convert in converters
        ]

    def first(self, values: Mapping[str | int, str | int]) -> M | None:
        """The first row for these values of the places; None when there is none."""
        given = [values[p] if p in _PLACES else p for p in self._parameters]
        answered = fetch(self._sql, given)
        if not answered:
            return None
        columns = list(answered[0])
        for position, convert, expression in self._converters:
            columns[position] = convert(columns[position], expression, connection)
        row = self._model.from_db(connection.alias, self._names, columns[self._own])
        for related in self._related:
            related.populate(columns, row)
        return row
