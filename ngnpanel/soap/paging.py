"""Query and Page: one pair that stands for all query, filter and result types of the WSDL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to list: ``filter`` (wire name -> value), an order and a window.

    Text filters are LIKE patterns (``%`` any text, ``_`` one character). A filter that is None,
    empty or 0 means no restriction. ``start`` counts from 0; ``count`` None leaves the window open.
    An empty ``order`` asks for the platform's own default order.
    """

    filter: Mapping[str, Any] = field(default_factory=dict)
    order: str = ""
    descending: bool = False
    start: int = 0
    count: int | None = None

    def to_plain(self) -> dict[str, Any]:
        """The query as the wire wants it: filter, orderBy and range, each left out when empty."""
        plain: dict[str, Any] = {}
        chosen = {name: value for name, value in self.filter.items() if value not in (None, "")}
        if chosen:
            plain["filter"] = chosen
        if self.order:
            direction = "DESC" if self.descending else "ASC"
            plain["orderBy"] = {"attribute": self.order, "direction": direction}
        if self.count is not None or self.start:
            plain["range"] = {"start": self.start, "count": self.count}
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any] | None) -> Query:
        """The query of a decoded request; every part of it may be missing."""
        plain = plain or {}
        order = plain.get("orderBy") or {}
        window = plain.get("range") or {}
        chosen = {k: v for k, v in (plain.get("filter") or {}).items() if v not in (None, "")}
        return cls(
            filter=chosen,
            order=order.get("attribute") or "",
            descending=(order.get("direction") or "").upper() == "DESC",
            start=window.get("start") or 0,
            count=window.get("count"),
        )


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One window of an answer; ``total`` counts all matches before paging."""

    rows: tuple[T, ...]
    total: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def map(self, change: Callable[[T], S]) -> Page[S]:
        """The same page with each row changed."""
        return Page(tuple(change(row) for row in self.rows), self.total)
