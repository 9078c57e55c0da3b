"""Every section of the story is told, and the record of it is whole."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

from ngnpanel.provisioning.operations import OPERATIONS
from tests.interop import coverage, stories


def test_each_module_with_a_section_is_in_the_declared_order() -> None:
    found = {
        module.name
        for module in pkgutil.iter_modules(stories.__path__)
        if hasattr(importlib.import_module(f"{stories.__name__}.{module.name}"), "tell")
    }
    assert found == set(stories.SECTIONS)
    assert len(set(stories.SECTIONS)) == len(stories.SECTIONS)
    assert stories.SECTIONS[-1] == "farewell"


def test_the_record_names_every_served_operation_and_at_least_four_clients_for_each() -> None:
    told = coverage.operations_told()
    assert set(told) == set(OPERATIONS)
    stacks = set(coverage.CLIENT_NAMES) - {"pear"}
    assert all(len(stacks & set(names)) >= 4 for names in told.values())


def test_a_record_is_written_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "RECORD", tmp_path / "told.txt")
    coverage.RECORD.write_text("")
    coverage.record("php", {("Sip", "getAccount"), ("Dns", "getZone")})
    coverage.record("zeep", {("Sip", "getAccount")})
    assert coverage.operations_told() == {
        ("Dns", "getZone"): ("php",),
        ("Sip", "getAccount"): ("zeep", "php"),
    }
    coverage.record("php", {("Sip", "getAccount")})
    assert coverage.told_by("php") == {("Sip", "getAccount")}
    assert coverage.told_by("node") == set()
