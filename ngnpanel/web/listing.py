"""The state of a list in its URL: filters, order, page and rows, and the links that change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.http import QueryDict

from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.forms import SearchForm
from ngnpanel.web.parts import Column, Row

R = TypeVar("R")
ROWS: Final = (10, 20, 50, 100)
DEFAULT_ROWS: Final = 20
# Beyond it the first row would be a number that the platform cannot read.
LAST_PAGE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a column; ``direction`` is how the list is sorted by it, empty when it is not."""

    column: Column[Any]
    url: str
    direction: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in use, with the link that takes it away."""

    label: str
    value: str
    url: str


class Listing(Generic[R]):
    """One list as the URL asks for it; ``fill`` adds the answer of the platform.

    ``rows`` is how many the person had on a page the last time, 0 for the default.
    """

    def __init__(
        self,
        data: QueryDict,
        *,
        columns: tuple[Column[R], ...],
        order: str,
        form: SearchForm,
        rows: int = 0,
    ) -> None:
        self.data = data.copy()
        self.data.pop("part", None)
        self.columns = columns
        self.form = form
        self.default_order = order
        sortable = {column.order for column in columns if column.order}
        asked = data.get("order", "")
        self.order = asked if asked.lstrip("-") in sortable else order
        self.number = min(max(_integer(data.get("page"), 1), 1), LAST_PAGE)
        remembered = rows if rows in ROWS else DEFAULT_ROWS
        self.count = _integer(data.get("rows"), remembered)
        if self.count not in ROWS:
            self.count = remembered
        self.rows: list[Row[R]] = []
        self.total = 0

    @property
    def query(self) -> Query:
        """The question for the platform."""
        return Query(
            filter=self.form.filter(),
            order=self.order.lstrip("-"),
            descending=self.order.startswith("-"),
            start=(self.number - 1) * self.count,
            count=self.count,
        )

    def fill(self, page: Page[R], rows: list[Row[R]]) -> None:
        """Take the answer."""
        self.total = page.total
        self.rows = rows

    @property
    def first(self) -> int:
        """The number of the first row in sight."""
        return (self.number - 1) * self.count + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row in sight."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(-(-self.total // self.count), 1)

    @property
    def is_beyond(self) -> bool:
        """Whether the URL asks for a page after the last one."""
        return self.number > self.pages

    @property
    def headers(self) -> list[Header]:
        """The heads of the columns with their sort links."""
        return [Header(column, *self._sorting(column)) for column in self.columns]

    @property
    def chips(self) -> list[Chip]:
        """The filters in use."""
        return [
            Chip(label, value, self.link(**{name: None}, page=None))
            for name, label, value in self.form.active()
        ]

    @property
    def steps(self) -> list[tuple[int, str]]:
        """Page numbers around the present one with the ends; 0 stands for a gap."""
        near = range(max(self.number - 1, 1), min(self.number + 1, self.pages) + 1)
        numbers = sorted({1, self.pages, *near})
        steps: list[tuple[int, str]] = []
        for number in numbers:
            if steps and number > steps[-1][0] + 1:
                steps.append((0, ""))
            steps.append((number, self.link(page=number)))
        return steps

    @property
    def previous_url(self) -> str:
        """The page before, if any."""
        return self.link(page=self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, if any."""
        return self.link(page=self.number + 1) if self.number < self.pages else ""

    @property
    def last_url(self) -> str:
        """The last page."""
        return self.link(page=self.pages)

    @property
    def row_choices(self) -> list[tuple[int, str]]:
        """Links to other numbers of rows per page."""
        return [(count, self.link(rows=count, page=None)) for count in ROWS]

    @property
    def url(self) -> str:
        """This very page of the list, for acts on its rows."""
        return self.link().removeprefix("?")

    @property
    def filter_url(self) -> str:
        """The filters and the order alone, for downloads."""
        return self.link(page=None, rows=None)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Order and rows, which a new search keeps."""
        return [(name, self._text(name)) for name in ("order", "rows") if self._text(name)]

    def state(self) -> list[tuple[str, str]]:
        """Everything but the page number, for the page jump."""
        return [
            (name, self._text(name)) for name in self.data if name != "page" and self._text(name)
        ]

    def link(self, **changes: object) -> str:
        """The query string with ``changes``; None takes a parameter away."""
        data = self.data.copy()
        for name, value in changes.items():
            data.pop(name, None)
            if value is not None and (name, value) != ("page", 1):
                data[name] = str(value)
        for name in [name for name, values in data.lists() if not any(values)]:
            del data[name]
        return "?" + data.urlencode()

    def _text(self, name: str) -> str:
        return str(self.data.get(name) or "")

    def _sorting(self, column: Column[R]) -> tuple[str, str]:
        if not column.order:
            return "", ""
        descending = self.order == f"-{column.order}"
        if self.order.lstrip("-") == column.order:
            turned = column.order if descending else f"-{column.order}"
            return self.link(order=turned, page=None), "descending" if descending else "ascending"
        latest_first = self.default_order == f"-{column.order}"
        first = f"-{column.order}" if latest_first else column.order
        return self.link(order=first, page=None), ""


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
