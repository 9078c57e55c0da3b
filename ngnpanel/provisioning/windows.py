"""The ids in one window of an ordered list, found without reading what lies outside it.

Planners guess how many rows match. Here the number is known, so that the way is chosen by it: few
matches are found by their filter and sorted; of many the index of the order is walked along, from
the end that is nearer. A list of few domains is put together from the windows of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable, OrderBy

Order = Sequence[str | Combinable | OrderBy]

# So many matches are sorted.
SORTED: Final = 1000
# More matches than this lie so close together that each row on the way is looked at alone.
PROBED: Final = 10_000
# The same for all rows, which no planner knows: no index has this order.
SORT: Final = Case(When(pk__lt=0, then=Value(0)), default=Value(1))
# So many domains are walked along one by one.
DOMAINS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From row ``start`` to before row ``stop`` of ``total`` in an order that ends in the pk."""

    start: int
    stop: int
    total: int
    order: Order

    @property
    def is_turned(self) -> bool:
        """Whether the end is nearer."""
        return 2 * self.start > self.total

    def cut(self, rows: QuerySet[Any]) -> list[Any]:
        """The rows in the window."""
        order = [SORT, *self.order] if self.total <= SORTED else self.order
        ordered = rows.order_by(*order)
        if self.is_turned:
            turned = ordered.reverse()[self.total - self.stop : self.total - self.start]
            return list(reversed(turned))
        return list(ordered[self.start : self.stop])


def ids(
    rows: QuerySet[Any], window: Window, places: Sequence[int] | None, others: Q | None
) -> list[Any]:
    """The primary keys of the rows in a window.

    ``places`` are the domains that the rows lie in if they are few, else None; ``others`` finds the
    rows outside of these.
    """
    is_plain = all(isinstance(key, str) for key in window.order)
    splits = connection.features.supports_slicing_ordering_in_compound
    if places is None or not is_plain or not splits:
        return window.cut(rows.values_list("pk", flat=True))
    order = [str(key) for key in window.order]
    first, last = window.start, window.stop
    if window.is_turned:
        order = [key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in order]
        first, last = window.total - window.stop, window.total - window.start
    column, descending = order[0].removeprefix("-"), order[0].startswith("-")
    # Within one domain its name orders nothing.
    within = order[1:] if column.startswith("domain__") else order
    parts = [rows.filter(domain=place).order_by(*within) for place in places]
    if others is not None:
        parts.append(rows.filter(others).order_by(*order))
    if len(parts) == 1:
        found = list(parts[0].values_list("pk", flat=True)[first:last])
    else:
        keys = [part.values(number=F("pk"), key=F(column))[:last] for part in parts]
        sign = "-" if descending else ""
        merged = keys[0].union(*keys[1:], all=True).order_by(f"{sign}key", f"{sign}number")
        found = [row["number"] for row in merged[first:last]]
    return found[::-1] if window.is_turned else found
