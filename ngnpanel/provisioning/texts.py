"""Texts of records checked against the columns that keep them."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, Final

from django.db.models import Model

from ngnpanel.accounts.domain import rules
from ngnpanel.provisioning.faults import Fault
from ngnpanel.soap.records import wire_name

MAX_PARAGRAPH: Final = 65536
LINE_ENDS: Final = str.maketrans("", "", "\r\n\t")


def lines(record: Any, table: type[Model], names: Iterable[str]) -> dict[str, str]:
    """Fields of ``record`` that are one line and fit the column of the same name."""
    wires = _wires(type(record))  # type: ignore[arg-type] # a class is hashable
    return {
        name: rules.plain_text(getattr(record, name), limit(table, name), wires[name])
        for name in names
    }


def paragraphs(record: Any, table: type[Model], names: Iterable[str]) -> dict[str, str]:
    """The same for texts that may have line ends."""
    wires = _wires(type(record))  # type: ignore[arg-type] # a class is hashable
    return {
        name: paragraph(getattr(record, name), wires[name], limit(table, name)) for name in names
    }


def paragraph(text: str, field: str, most: int = MAX_PARAGRAPH) -> str:
    """Text of several lines, at most ``most`` characters long."""
    if len(text) > most:
        raise Fault(9004, f"Shorten this to at most {most} characters.", field)
    rules.plain_text(text.translate(LINE_ENDS), most, field)
    return text


def amount(number: int | None, field: str) -> int | None:
    """A count or sum that is not negative and fits its column."""
    if number is not None and not 0 <= number <= rules.MAX_INT:
        raise Fault(9004, f"Enter a number from 0 to {rules.MAX_INT}.", field)
    return number


def few(items: Collection[Any], most: int, field: str) -> None:
    """Raises Fault 9004 for a longer list than anybody needs; databases have limits, too."""
    if len(items) > most:
        raise Fault(9004, f"Send at most {most} of these.", field)


def limit(table: type[Model], column: str) -> int:
    """How long a text of a column may be."""
    return getattr(table._meta.get_field(column), "max_length", None) or MAX_PARAGRAPH  # noqa: SLF001 - Django's own documented interface


@cache
def _wires(kind: type[Any]) -> dict[str, str]:
    return {field.name: wire_name(field) for field in dataclasses.fields(kind)}
