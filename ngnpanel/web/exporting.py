"""Lists as CSV and JSON: the columns as plain values, all rows of a filter, window by window."""

from __future__ import annotations

import csv
import errno
import io
import itertools
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.http import StreamingHttpResponse
from django.utils.functional import Promise

from ngnpanel.soap.errors import RemoteError
from ngnpanel.web.parts import Column, Copyable, Link, Party, Status, Telephone

logger = logging.getLogger(__name__)
# The mark, the names and the first row of a table.
LINES_BEFORE: Final = 3
# Rows of one call.
WINDOW: Final = 500
FORMATS: Final = ("csv", "json")
# What the records of a window do not hold themselves: values by column, in their order.
Further = Callable[[Sequence[Any]], Mapping[str, Sequence[Any]]]
# A spreadsheet runs a cell that begins like this as a formula, some of them also in full width or
# behind blanks; telephone numbers are none.
FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
HARMLESS: Final = re.compile(r"[+\-]?[0-9][0-9 .]*", re.ASCII)


def nothing_further(_records: Sequence[Any]) -> Mapping[str, Sequence[Any]]:
    """Most records hold all that their columns show."""
    return {}


def response(
    name: str,
    kind: str,
    columns: Sequence[Column[Any]],
    records: Iterable[Any],
    further: Further = nothing_further,
) -> StreamingHttpResponse:
    """The download of ``records`` as ``kind`` (csv or json); the file is called ``name``."""
    write = as_csv if kind == "csv" else as_json
    lines = to_the_end(write(columns, records, further))
    types = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
    answer = StreamingHttpResponse(lines, content_type=types[kind])
    day = datetime.now(UTC).date().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="{name}-{day}.{kind}"'
    return answer


def begun(records: Iterable[Any], number: int = 1) -> Iterator[Any]:
    """The same with the first ones read already, so that a refusal is still a page."""
    rest = iter(records)
    return itertools.chain(list(itertools.islice(rest, number)), rest)


def to_the_end(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of a download, those with the first row written already.

    So a platform that fails at first is still a page, with what is looked up for the row. Where it
    fails half way the connection breaks: a file that ends early and looks whole would be worse.
    """
    return _broken_off(begun(lines, LINES_BEFORE))


def _broken_off(lines: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from lines
    except RemoteError as error:
        logger.warning("A download breaks off: %s %s", type(error).__name__, error.code)
        raise ConnectionResetError(errno.ECONNRESET, "the rest of the file is missing") from error


def as_csv(
    columns: Sequence[Column[Any]], records: Iterable[Any], further: Further = nothing_further
) -> Iterator[bytes]:
    """A header and a line for each record."""
    return as_table([column.name for column in columns], rows(columns, records, further))


def as_table(names: Sequence[str], values: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Plain values as CSV (RFC 4180) under their names, with the mark that Excel knows UTF-8 by."""
    yield "\ufeff".encode()
    yield _line([cell(name) for name in names])
    for row in values:
        yield _line([cell(value) for value in row])


def as_json(
    columns: Sequence[Column[Any]], records: Iterable[Any], further: Further = nothing_further
) -> Iterator[bytes]:
    """An array with an object for each record, keys as in the CSV."""
    opening = b"[\n"
    names = [column.name for column in columns]
    for values in rows(columns, records, further):
        line = dict(zip(names, values, strict=True))
        yield opening + json.dumps(line, ensure_ascii=False).encode()
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def rows(
    columns: Sequence[Column[Any]], records: Iterable[Any], further: Further
) -> Iterator[list[Any]]:
    """The plain values of each record; what is looked up is looked up once for a window."""
    rest = iter(records)
    while window := list(itertools.islice(rest, WINDOW)):
        known = further(window)
        for at, record in enumerate(window):
            yield [
                plain(known[column.name][at]) if column.name in known else exported(column, record)
                for column in columns
            ]


def exported(column: Column[Any], record: Any) -> Any:
    """The value of a column without its looks: text, a number, true or false, a list, or None."""
    return plain(column.export(record) if column.export else column.value(record))


def plain(value: Any) -> Any:
    """A cell's value as JSON knows it; times are UTC in ISO 8601."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds")
        case Link() | Copyable():
            return str(value.text)
        case Status():
            return str(value.word)
        case Telephone() | Party():
            return value.number or None
        case Promise():
            return str(value)
        case tuple() | list():
            return [plain(one) for one in value]
        case bool() | int() | float() | str() | None:
            return value
        case _:
            return str(value)


def cell(value: Any) -> str:
    """A plain value as the text of a CSV cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "; ".join(map(cell, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if _is_formula(text) else text


def typed(text: str) -> str:
    """What became of a text in ``cell``, without the apostrophe that it begins with there."""
    return text[1:] if text.startswith("'") and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet would run it; apostrophes before it are there to be read back."""
    text = text.lstrip("'")
    return bool(FORMULA.match(text)) and not HARMLESS.fullmatch(text)


def _line(cells: list[str]) -> bytes:
    target = io.StringIO()
    # Where a comma is a decimal sign, spreadsheets part cells at the semicolons outside of quotes.
    csv.writer(target, quoting=csv.QUOTE_ALL).writerow(cells)
    return target.getvalue().encode()
