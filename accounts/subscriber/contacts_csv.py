"""Contacts as CSV: address, name and group are written; what other programs write is read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber.address_book import Entry, label_in
from ngnpanel.accounts.subscriber.contacts_columns import Columns, by_content, by_header
from ngnpanel.web.exporting import cell, typed

COLUMNS: Final = ("address", "name", "group")
SEPARATORS: Final = (",", ";", "\t", "|")
# Rows that tell what parts the cells and what is in them.
SAMPLE: Final = 30
# Between several values in one cell: as Google, then as Outlook and people write them.
SEVERAL: Final = ":::"
SEVERAL_GROUPS: Final = re.compile(r":::|[;,]")


def write(contacts: Iterable[Contact]) -> str:
    """A header and a line for each contact, with the mark that Excel knows UTF-8 by.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    target = io.StringIO()
    lines = csv.writer(target, quoting=csv.QUOTE_ALL)
    lines.writerow(COLUMNS)
    lines.writerows([cell(one.uri), cell(one.name), cell(one.group)] for one in contacts)
    return "\ufeff" + target.getvalue()


def read(text: str) -> Iterator[Entry]:
    """An entry for each number of each row; raises RuleError for what holds no contacts.

    The first row may name the columns, as address books do in several languages; without names the
    columns are known by what is in them.
    """
    text = text.removeprefix("\ufeff")
    lines = re.split(r"\r\n|\n|\r", text)
    told = re.fullmatch(r"(?i)sep=(.)", lines[0].strip())
    separator = told[1] if told else _separator(lines)
    rows = _rows(lines, separator)
    if told:
        next(rows, None)
    sample = list(islice(rows, SAMPLE))
    if not sample:
        raise RuleError("There is nothing in it.")
    columns = by_header(sample[0][1])
    if columns is None:
        columns = by_content([cells for _line, cells in sample])
    else:
        sample = sample[1:]
    if columns is None:
        raise RuleError(
            "No column has telephone numbers or addresses. Name one of them “number” in the first"
            " line, or choose a vCard file."
        )
    for line, cells in sample:
        yield from _entries(line, cells, columns)
    for line, cells in rows:
        yield from _entries(line, cells, columns)


def _separator(lines: Sequence[str]) -> str:
    """What parts the cells: it names most columns, or gives most rows as many cells."""

    def weight(separator: str) -> tuple[int, int, int]:
        rows = [cells for _line, cells in _sampled(lines, separator)]
        if not rows:
            return 0, 0, 0
        named = by_header(rows[0])
        counts = [len(cells) for cells in rows]
        usual = max(set(counts), key=lambda count: (counts.count(count), count))
        return len(named.known) if named else 0, counts.count(usual) * (usual > 1), usual

    return max(SEPARATORS, key=weight)


def _sampled(lines: Sequence[str], separator: str) -> list[tuple[int, list[str]]]:
    try:
        return list(islice(_rows(lines, separator), SAMPLE))
    except RuleError:
        return []


def _rows(lines: Sequence[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row that has any, and the line where it begins."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            plain = [typed(one.strip()) for one in cells]
            if any(plain):
                yield line, plain
            last, line = line, reader.line_num + 1
        is_open = last + 1 < line and '"' in "".join(lines[last - 1 :])
    except csv.Error:
        is_open, last = True, line
    if is_open and sum(line.count('"') for line in lines[last - 1 :]) % 2:
        raise RuleError(
            "The quotation mark in line %(line)s has no end, so that all below it would be lost.",
            line=last,
        )


def _entries(line: int, cells: Sequence[str], columns: Columns) -> Iterator[Entry]:
    def at(place: int | None) -> str:
        return cells[place] if place is not None and place < len(cells) else ""

    found: dict[str, str] = {}
    for number in columns.numbers:
        words = at(number.kind) or number.label
        for address in at(number.place).split(SEVERAL):
            if address.strip():
                found.setdefault(typed(address.strip()), label_in(words))
    parts = (at(place).strip() for place in columns.name_parts)
    name = at(columns.name) or " ".join(part for part in parts if part) or at(columns.firm)
    groups = SEVERAL_GROUPS.split(at(columns.group))
    # A row without an address is told about, not passed over.
    for address, label in (found or {"": ""}).items():
        yield Entry(
            line=line,
            address=address,
            name=name,
            groups=tuple(group.strip() for group in groups if group.strip()),
            label=label if len(found) > 1 else "",
        )
