"""A text as a table: what parts its cells, the names in its first line, and its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError, Saying, marked, saying
from ngnpanel.web.exporting import typed

MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 200
# More than any cell of a record holds: a chain of certificates has some thousands.
MOST_CHARACTERS: Final = 20_000
# What can part the cells, and what people call it; the first is taken when all fit alike.
SEPARATORS: Final[Mapping[str, str]] = {
    ",": marked("comma"),
    ";": marked("semicolon"),
    "\t": marked("tab"),
    "|": marked("vertical bar"),
}
# Rows that tell what parts the cells.
SAMPLE: Final = 50
TOLD: Final = re.compile(r"sep=(.)", re.IGNORECASE)
# What XML cannot carry, and no value has.
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FORMULA: Final = re.compile(r"[=\uff1d][^\s=]|[@\uff20][A-Za-z]+\(")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file where it begins, its cells, and what is wrong with it."""

    line: int
    cells: tuple[str, ...]
    fault: Saying | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The names of the columns as the file has them, and its rows without the empty ones."""

    separator: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]


def read(text: str, separator: str = "", *, has_names: bool = True) -> Table:
    """The table in a text; ``separator`` empty is found out.

    Raises RuleError for what is no table. What is wrong with one row stands in the row. Without
    names in the first line the columns are called by their numbers.
    """
    told = TOLD.fullmatch(text.split("\n", 1)[0].strip("\r \ufeff"))
    body, skipped = (text.split("\n", 1)[1], 1) if told and "\n" in text else (text, 0)
    if separator not in SEPARATORS:
        separator = told[1] if told and told[1] in SEPARATORS else likely_separator(body)
    found = _rows(body, separator, skipped)
    first = next(found, None)
    if first is None:
        raise RuleError("There is nothing in it.")
    width = len(first.cells)
    if width > MOST_COLUMNS:
        raise RuleError(
            "These are %(columns)s columns; at most %(most)s are read. Take away those that are"
            " not needed.",
            columns=width,
            most=MOST_COLUMNS,
        )
    rows = [_checked(row, width) for row in islice(found, MOST_ROWS + 1)]
    if has_names:
        names = tuple(cell.strip() for cell in first.cells)
    else:
        names = tuple(str(number) for number in range(1, width + 1))
        rows.insert(0, _checked(first, width))
    if not rows:
        raise RuleError("It has only the names of columns, and no line below them.")
    if len(rows) > MOST_ROWS:
        raise RuleError("These are more than %(most)s lines. Import them in parts.", most=MOST_ROWS)
    return Table(separator=separator, names=names, rows=tuple(rows))


def likely_separator(text: str) -> str:
    """What parts the cells: what gives most rows the same number of them, and most of them."""

    def weight(separator: str) -> tuple[int, int]:
        counts = [len(row) for row in _sampled(text, separator)]
        if not counts:
            return 0, 0
        usual = max(set(counts), key=lambda count: (counts.count(count), count))
        return (counts.count(usual), usual) if usual > 1 else (0, 0)

    return max(SEPARATORS, key=weight)


def _sampled(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return list(islice((row for row in reader if any(row)), SAMPLE))
    except csv.Error:
        return []


def _rows(text: str, separator: str, skipped: int) -> Iterator[Row]:
    """The rows that have any cell; raises RuleError where quotation marks do not fit."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise RuleError.of(_no_rows(line + skipped, error)) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield Row(line + skipped, tuple(cells))
        line = reader.line_num + 1


def _no_rows(line: int, error: csv.Error) -> Saying:
    """Why nothing from a line on can be read."""
    if "larger than field limit" in str(error):
        return saying(
            "In line %(line)s begins a cell of more than %(most)s characters. Perhaps a quotation"
            " mark in it is not closed.",
            line=line,
            most=csv.field_size_limit(),
        )
    return saying(
        "The quotation marks from line %(line)s on do not fit, so that cells below would be mixed"
        " up. Close each one, and write one inside of a cell twice.",
        line=line,
    )


def _checked(row: Row, width: int) -> Row:
    """The row as wide as the first one, values without what guards them in a spreadsheet."""
    further = [cell for cell in row.cells[width:] if cell.strip()]
    fault: Saying | None = None
    if further:
        fault = saying(
            "It has %(cells)s cells, but there are %(columns)s columns. A text that holds what"
            " parts the cells stands in quotation marks.",
            cells=len(row.cells),
            columns=width,
        )
    cells = [*row.cells[:width], *("" for _missing in range(width - len(row.cells)))]
    for place, cell in enumerate(cells, start=1):
        if fault is None:
            fault = _fault(cell, place)
    return Row(row.line, tuple(_value(cell) for cell in cells), fault)


def _value(cell: str) -> str:
    return typed(cell).replace("\r\n", "\n")


def _fault(cell: str, place: int) -> Saying | None:
    if len(cell) > MOST_CHARACTERS:
        return saying(
            "Cell %(place)s has %(count)s characters; at most %(most)s are read.",
            place=place,
            count=len(cell),
            most=MOST_CHARACTERS,
        )
    if CONTROL.search(cell):
        return saying("Cell %(place)s holds control characters. Take them out.", place=place)
    if FORMULA.match(cell.strip()):
        return saying(
            "Cell %(place)s holds a formula. Save the file with values; a text that begins like"
            " this has an apostrophe in front.",
            place=place,
        )
    return None
