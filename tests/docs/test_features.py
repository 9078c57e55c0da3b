"""Every row of docs/features.md names the tests that prove it, and all of them are there."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.docs.examples import DOCS

PAGE: Final = DOCS / "features.md"
ROW: Final = re.compile(r"\|(?P<cells>.*)\|")
NAME: Final = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)(?:\[([\w-]+)\])?`")


def rows() -> Iterator[tuple[str, str]]:
    """Each row of the tables that have tests, with its last cell."""
    has_tests = False
    for line in PAGE.read_text().splitlines():
        row = ROW.fullmatch(line)
        if row is None:
            continue
        first, *_between, last = (cell.strip() for cell in row["cells"].split(" | "))
        if first in ("Before", "Asked for", "What"):
            has_tests = last == "Test"
        elif has_tests and not first.startswith("---"):
            yield f"{first} -> {last}"[:60], last


def cases(function: Any) -> set[str]:
    """The names of the cases that a test is run with."""
    marks = getattr(function, "pytestmark", [])
    found: set[str] = set()
    for mark in marks:
        if mark.name == "parametrize" and callable(mark.kwargs.get("ids")):
            found |= {mark.kwargs["ids"](value) for value in mark.args[1]}
    return found


def test_every_row_names_a_test() -> None:
    found = list(rows())
    assert len(found) > 150
    assert not [row for row, tests in found if not NAME.findall(tests)]


def test_every_test_that_is_named_is_there() -> None:
    named = sorted(set(NAME.findall(PAGE.read_text())))
    assert PAGE.read_text().count("tests/") == len(NAME.findall(PAGE.read_text())) + 1
    missing = []
    for path, name, case in named:
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        function = getattr(module, name, None)
        if function is None or (case and case not in cases(function)):
            missing.append(f"{path}::{name}[{case}]")
    assert not missing


@pytest.mark.parametrize("word", ["CDRTool", "shared", "incumbent"])
def test_the_page_stands_alone(word: str) -> None:
    assert word.lower() not in PAGE.read_text().lower()
