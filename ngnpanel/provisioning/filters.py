"""Lists: LIKE filters, exact matches first, known orders, and a window (contract 3.15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from django.db.models import Case, CharField, Lookup, Model, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable, OrderBy

from ngnpanel.provisioning import counts
from ngnpanel.provisioning.counts import Kept
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.windows import PROBED, SORTED, Window, ids
from ngnpanel.soap.paging import Page, Query

M = TypeVar("M", bound=Model)
T = TypeVar("T", bound=Model)

MAX_ROWS: Final = 5000
MAX_PATTERN: Final = 255
# Where rows and their counts find their domain.
DOMAIN: Final = "domain__"


@CharField.register_lookup
@TextField.register_lookup
class Like(Lookup):
    """``column LIKE pattern`` without regard to case; only ``%`` and ``_`` are special.

    Django's own text lookups escape both.
    """

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The SQL and its parameters; the pattern is always a parameter."""
        column, column_parameters = self.process_lhs(compiler, connection)
        pattern, parameters = self.process_rhs(compiler, connection)
        return (
            f"LOWER({column}) LIKE LOWER({pattern}) ESCAPE '\\'",
            (*column_parameters, *parameters),
        )

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002 - the signature of Django
        """A backslash of the pattern stands for itself."""
        return "%s", (str(value).replace("\\", "\\\\"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[M]):
    """What a list operation can filter and order by.

    ``texts`` and ``numbers`` map filter members to columns, ``orders`` the order attributes;
    ``default`` is the order that an unknown attribute falls back to (G76).
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str]
    default: str

    def page(
        self,
        rows: QuerySet[M],
        query: Query | None,
        first: tuple[Combinable, ...] = (),
        kept: Kept | None = None,
    ) -> Page[M]:
        """One window of the ``rows`` that match, and how many match.

        ``first`` orders before anything else: exact matches that the members here do not know.
        ``kept`` knows the counts of ``rows``, which hold while nothing but domains is filtered.
        """
        query = query or Query()
        matched = self._matching(rows, query)
        start, stop = window(query)
        total = self._total(matched, query, kept)
        frame = Window(
            start=start, stop=min(stop, total), total=total, order=[*first, *self._order(query)]
        )
        if frame.stop <= start:
            return Page((), total)
        if kept is None:
            return Page(tuple(frame.cut(matched)), total)
        places = counts.few(self._scoped(kept.rows, query))
        if places is not None or total > PROBED:
            matched = matched.filter(kept.dense)
        else:
            matched = matched.filter(kept.medium if total > SORTED else kept.sparse)
        numbers = ids(matched, frame, places, kept.others)
        # Only now whole rows: what is sorted or passed over stays narrow.
        found = {row.pk: row for row in rows.filter(pk__in=numbers)}
        return Page(tuple(found[number] for number in numbers if number in found), total)

    def _total(self, matched: QuerySet[M], query: Query, kept: Kept | None) -> int:
        if kept is None:
            return matched.count()
        matched = matched.filter(kept.sparse)
        asked = self._of_domain(query, is_wanted=False)
        if asked or not kept.is_complete:
            return matched.count()
        number = counts.total(self._scoped(kept.rows, query))
        if kept.others is not None and matched.model._default_manager.filter(kept.others).exists():  # noqa: SLF001
            number += matched.filter(kept.others).count()
        return number

    def _of_domain(self, query: Query, *, is_wanted: bool) -> list[str]:
        """The members in use that ask for something of the domain, or those that do not."""
        return [
            name
            for name, column in (*self.texts.items(), *self.numbers.items())
            if query.filter.get(name) and column.startswith(DOMAIN) == is_wanted
        ]

    def _scoped(self, rows: QuerySet[T], query: Query) -> QuerySet[T]:
        """The counts of the domains that a query asks for."""
        wanted = self._of_domain(query, is_wanted=True)
        return self._matching(rows, Query(filter={name: query.filter[name] for name in wanted}))

    def _matching(self, rows: QuerySet[T], query: Query) -> QuerySet[T]:
        for name, column in self.texts.items():
            pattern = query.filter.get(name)
            if pattern:
                check_pattern(pattern, name)
                rows = rows.filter(**{f"{column}__like": pattern})
        for name, column in self.numbers.items():
            number = query.filter.get(name)
            if number:
                rows = rows.filter(**{column: number})
        return rows

    def _order(self, query: Query) -> list[str | Combinable | OrderBy]:
        column = self.orders.get(query.order)
        order = ("-" if query.descending else "") + column if column else self.default
        return [*self._exact_first(query), order, "-pk" if order.startswith("-") else "pk"]

    def _exact_first(self, query: Query) -> Iterable[Case]:
        """A name with an underscore also matches its neighbours; it must still come first."""
        for name, column in self.texts.items():
            pattern = query.filter.get(name)
            if pattern and "_" in pattern:
                exact = When(Q(**{f"{column}__iexact": pattern}), then=Value(0))
                yield Case(exact, default=Value(1))


def window(query: Query) -> tuple[int, int]:
    """First and last row of a range; raises Fault 9004 when it is negative."""
    if query.start < 0:
        raise Fault(9004, "The first row is 0 or more", "start")
    if query.count is not None and query.count < 0:
        raise Fault(9004, "The number of rows is 0 or more", "count")
    count = MAX_ROWS if query.count is None else min(query.count, MAX_ROWS)
    return query.start, query.start + count


def check_pattern(pattern: object, name: str) -> None:
    """Raises Fault 9004 for a text that no column could match, and some databases not read."""
    if not isinstance(pattern, str) or len(pattern) > MAX_PATTERN or "\x00" in pattern:
        raise Fault(9004, f"A filter is a text of at most {MAX_PATTERN} characters", name)
