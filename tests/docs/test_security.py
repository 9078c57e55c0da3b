"""Every promise of docs/security.md names the tests that prove it, and all of them are there."""

from __future__ import annotations

import importlib

from tests.docs.examples import DOCS
from tests.docs.test_features import NAME

PAGE = (DOCS / "security.md").read_text()


def test_every_promise_names_a_test() -> None:
    promises, _end, _rest = PAGE.partition("### What is not promised")
    rows = [line for line in promises.splitlines() if line.startswith("| ")]
    rows = [row for row in rows if not row.startswith(("| ---", "| Promise |"))]
    assert len(rows) > 40
    assert not [row for row in rows if not NAME.findall(row)]


def test_every_test_that_is_named_is_there() -> None:
    named = sorted(set(NAME.findall(PAGE)))
    assert PAGE.count("`tests/") == len(NAME.findall(PAGE))
    missing = []
    for path, name, _case in named:
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        if not hasattr(module, name):
            missing.append(f"{path}::{name}")
    assert not missing
