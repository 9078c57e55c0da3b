"""Prefixes of barred numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngnpanel.accounts.domain import barring
from ngnpanel.accounts.domain.rules import RuleError

PREFIXES = st.from_regex(r"\+[1-9][0-9]{0,14}", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+31900", ("+31900",)),
        ("0031 900", ("+31900",)),
        ("+31 (0)900 - 12.34", ("+319001234",)),
        ("+31900, +49137\n0044 9;+31900\r\n", ("+31900", "+49137", "+449")),
        ("  \n , ", ()),
    ],
)
def test_prefixes_are_typed_in_any_form(typed: str, stored: tuple[str, ...]) -> None:
    assert barring.typed(typed) == stored


@pytest.mark.parametrize("typed", ["0900", "900", "+0900", "+", "00", "+31x", "+3190012345678901"])
def test_what_is_no_prefix_is_refused(typed: str) -> None:
    with pytest.raises(RuleError):
        barring.typed(f"+31900,{typed}")


def test_a_prefix_below_a_shorter_one_blocks_nothing_more() -> None:
    found = ("+31900", "+31", "+319001", "+49")
    assert barring.covered(found) == {"+31900": "+31", "+319001": "+31"}


@settings(max_examples=50)
@given(st.lists(PREFIXES, max_size=8))
def test_without_the_covered_ones_the_same_numbers_are_blocked(found: list[str]) -> None:
    left = set(found) - barring.covered(found).keys()
    assert all(any(one.startswith(short) for short in left) for one in found)
    assert not barring.covered(left)
