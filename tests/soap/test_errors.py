"""Fault codes are sorted into the few fates that the panel knows."""

from __future__ import annotations

import pytest

from ngnpanel.soap.errors import (
    CONFLICT,
    DENIED,
    INVALID,
    NOT_FOUND,
    Conflict,
    Denied,
    Invalid,
    NotFound,
    RemoteError,
    Unavailable,
    error_for,
)


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        (1010, NotFound),
        (1031, NotFound),
        (2000, NotFound),
        (1011, Conflict),
        (1030, Conflict),
        (9003, Conflict),
        (9004, Invalid),
        (3005, Invalid),
        (9002, Denied),
        (9005, Denied),
        (9000, Unavailable),
        (0, Unavailable),
        (4711, Conflict),
    ],
)
def test_a_code_has_one_fate(code: int, fate: type[RemoteError]) -> None:
    error = error_for(code, "why", "email")
    assert type(error) is fate
    assert (error.code, error.text, error.field) == (code, "why", "email")


def test_no_code_has_two_fates() -> None:
    fates = [NOT_FOUND, CONFLICT, INVALID, DENIED]
    assert sum(len(codes) for codes in fates) == len(frozenset().union(*fates))
