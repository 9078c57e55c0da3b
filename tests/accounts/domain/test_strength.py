"""Which passwords are too easy, and how strong the others are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngnpanel.accounts.domain import strength
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.strength import Level

NAMES = ("alice.smith@acme.example", "Alice", "Li")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Sh0rt!", "Use at least 8"),
        ("password", "Many people"),
        ("P4ssw0rd!!", "Many people"),
        ("qwertyuiop12", "Many people"),
        ("abcdefghij", "Many people"),
        ("98765432", "Many people"),
        ("zzzzzzzzzzzzzzzz", "Many people"),
        ("ALICE-4711-xyz", "Leave your name"),
        ("my acme phone 9", "Leave your name"),
        ("abababababab", "easy to guess"),
        ("83726151", "easy to guess"),
    ],
)
def test_an_easy_password_is_refused_with_a_reason(password: str, words: str) -> None:
    with pytest.raises(RuleError) as refused:
        strength.check(password, *NAMES)
    assert words in refused.value.text
    assert strength.level(password, *NAMES) is Level.REFUSED


@pytest.mark.parametrize(
    ("password", "level"),
    [
        ("kxqmwzvpt", Level.FAIR),
        ("limonade li", Level.GOOD),
        ("Kx7mwz4vpt", Level.GOOD),
        ("a walk along the river at 9", Level.STRONG),
    ],
)
def test_levels(password: str, level: Level) -> None:
    assert strength.level(password, *NAMES) is level


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=64), st.text(min_size=1, max_size=10))
def test_no_text_breaks_it_and_more_is_never_weaker(password: str, more: str) -> None:
    assert strength.bits(password + more) >= strength.bits(password)
    strength.level(password, more)
