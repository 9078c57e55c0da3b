"""Downloads: what a spreadsheet gets is data, never a formula, and every character survives."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web import exporting, selection
from ngnpanel.web.parts import Column, Copyable, Link, Party, Status, Telephone

COLUMNS: tuple[Column[Any], ...] = (
    Column(name="name", label="Name", render=lambda row: row["name"]),
)


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(1)"),
        *(
            " =1+1",
            "\u00a0=1+1",
            "\u3000@x",
            "\n-2+3",
            "\uff1d1+1",
            "\uff0b1",
            "\uff0d1",
            "\uff20x",
        ),
    ],
)
def test_a_formula_is_text(text: str) -> None:
    assert exporting.cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["+31208005161", "-5", "+31 20 800 51 61", "12.5", "a=b", ""])
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert exporting.cell(text) == text


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), max_size=5))
def test_every_text_comes_back_from_both_forms(texts: list[str]) -> None:
    rows = [{"name": text} for text in texts]
    read = csv.reader(
        io.StringIO(b"".join(exporting.as_csv(COLUMNS, rows)).decode("utf-8-sig"), "")
    )
    assert [line[0] if line else "" for line in list(read)[1:]] == [
        exporting.cell(text) for text in texts
    ]
    found = json.loads(b"".join(exporting.as_json(COLUMNS, rows)))
    assert [row["name"] for row in found] == texts


def test_a_semicolon_begins_no_cell() -> None:
    text = b"".join(exporting.as_csv(COLUMNS, [{"name": "a;=1+1"}])).decode("utf-8-sig")
    assert next(list(csv.reader([line], delimiter=";")) for line in text.splitlines()[1:]) == [
        ["a;=1+1"]
    ]


def test_cells_lose_their_looks_and_keep_their_meaning() -> None:
    moment = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    looks = (Link("a", "/b/"), Copyable("c"), Status("On", "green"), Telephone("+31"), Party(7))
    assert [exporting.plain(one) for one in looks] == ["a", "c", "On", "+31", 7]
    assert exporting.plain(moment) == "2026-11-23T12:00:00+00:00"
    assert exporting.cell(exporting.plain((True, None, "x"))) == "yes; ; x"


class Echo:
    """A platform that answers every window with the same rows, and always has one more."""

    platform, impersonate = None, 0

    def __init__(self) -> None:
        self.calls = 0

    def key(self, record: str) -> str:
        """The row itself."""
        return record

    def page(self, _api: object, query: Query) -> Page[str]:
        """The first rows, whatever was asked for."""
        self.calls += 1
        return Page(("a", "b"), query.start + 3)


def test_a_list_that_does_not_go_on_breaks_off() -> None:
    echo: Any = Echo()
    found: list[str] = []
    with pytest.raises(Unavailable):
        found.extend(selection.every(echo, echo, Query()))
    assert (found, echo.calls) == (["a", "b"], 2)


def test_a_download_that_fails_at_first_is_refused_and_one_that_fails_later_breaks_off() -> None:
    def failing(after: int) -> Iterator[Any]:
        yield from range(after)
        raise Unavailable("away")

    columns: list[Column[int]] = [Column(name="number", label="Number", render=lambda row: row)]
    with pytest.raises(Unavailable):
        exporting.response("numbers", "csv", columns, failing(0))
    answer = exporting.response("numbers", "csv", columns, failing(exporting.WINDOW))
    lines = iter(answer)
    assert [next(lines) for _line in range(3)][2] == b'"0"\r\n'
    with pytest.raises(ConnectionResetError):
        list(lines)
