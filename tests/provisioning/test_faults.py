"""The table of faults, and that a test exists for every code that the server raises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ngnpanel.provisioning.faults import FAULTS, Fault
from ngnpanel.soap.errors import CONFLICT, DENIED, INVALID, NOT_FOUND

SERVER = Path(__file__).parents[2] / "ngnpanel" / "provisioning"
TESTS = Path(__file__).parent


def test_every_code_has_one_short_text() -> None:
    assert len(set(FAULTS.values())) == len(FAULTS)
    assert all(text and len(text) < 70 and not text.endswith(".") for text in FAULTS.values())


def test_the_panel_knows_the_fate_of_every_code() -> None:
    known = NOT_FOUND | CONFLICT | INVALID | DENIED | {9000}
    assert set(FAULTS) - known == set()


def test_a_fault_says_its_own_text_or_that_of_its_code() -> None:
    assert Fault(1010).text == FAULTS[1010]
    assert Fault(1010, "Gone", "id").text == "Gone"
    assert str(Fault(1010, "Gone")) == "1010 Gone"


def test_a_code_outside_the_table_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Fault(1)


def test_every_code_that_is_raised_has_a_test() -> None:
    source = "".join(path.read_text() for path in SERVER.rglob("*.py"))
    tests = "".join(path.read_text() for path in TESTS.glob("test_*.py") if path != Path(__file__))
    raised = set(re.findall(r"Fault\(\s*([0-9]{4})", source))
    assert raised >= {"1010", "9000", "9003"}
    assert {code for code in raised if not re.search(rf"\b{code}\b", tests)} == set()
