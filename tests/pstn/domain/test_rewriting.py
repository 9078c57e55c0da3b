"""What a gateway rule does to a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.pstn.domain import rewriting
from ngnpanel.pstn.domain.routing import GatewayRule


def test_the_reference_example() -> None:
    rule = GatewayRule(gateway_id=1, prefix="0031", strip=2, prepend="+")
    assert rewriting.example(rule) == "0031208005161"
    assert rewriting.rewritten(rule, "0031208005161") == "+31208005161"


@pytest.mark.parametrize(
    ("least", "most", "fits"),
    [(0, 0, True), (13, 13, True), (14, 0, False), (0, 12, False), (13, 0, True)],
)
def test_lengths_bound_the_numbers(least: int, most: int, fits: bool) -> None:
    rule = GatewayRule(gateway_id=1, prefix="0031", min_length=least, max_length=most)
    assert rewriting.fits(rule, "0031208005161") == fits


def test_nothing_is_left_of_a_number_that_loses_all_digits() -> None:
    rule = GatewayRule(gateway_id=1, strip=32)
    assert rewriting.rewritten(rule, rewriting.example(rule)) == ""


@given(
    prefix=st.sampled_from(["", "00", "0031", "0049", "0012025550123", "001234567890123"]),
    least=st.integers(0, 32),
    most=st.integers(0, 32),
)
def test_an_example_always_fits_its_rule(prefix: str, least: int, most: int) -> None:
    if most and least > most:
        return
    rule = GatewayRule(gateway_id=1, prefix=prefix, min_length=least, max_length=most)
    number = rewriting.example(rule)
    if number:
        assert rewriting.fits(rule, number)
    else:
        assert 0 < most < len(prefix)
