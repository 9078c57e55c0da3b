"""Caller ids that are made of what accounts have."""

from __future__ import annotations

import pytest

from ngnpanel.accounts.domain import caller_ids
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, SipId


def named(name: str) -> Account:
    """An account of that name."""
    return Account(id=SipId(username=name, domain="acme.example"))


@pytest.mark.parametrize("name", ["31208005161", "+31208005161"])
def test_a_number_for_a_name_is_a_caller_id(name: str) -> None:
    assert caller_ids.of_name(named(name)) == name


@pytest.mark.parametrize("name", ["alice", "1", "31-20", "312080051611234567890", "3120*"])
def test_other_names_are_none(name: str) -> None:
    with pytest.raises(RuleError):
        caller_ids.of_name(named(name))


@pytest.mark.parametrize(
    ("number", "digits", "wanted"),
    [
        ("208005161", "31", "31208005161"),
        ("208005161", "+31", "+31208005161"),
        ("208005161", "0031", "0031208005161"),
    ],
)
def test_digits_come_in_front(number: str, digits: str, wanted: str) -> None:
    assert caller_ids.prefixed(number, digits) == wanted


@pytest.mark.parametrize(
    ("number", "digits", "problem"),
    [
        ("", "31", "no caller id"),
        ("+31208005161", "31", "international already"),
        ("12345678901", "1234567890", "more than 20 digits"),
    ],
)
def test_digits_that_make_no_number_are_refused(number: str, digits: str, problem: str) -> None:
    with pytest.raises(RuleError, match=problem):
        caller_ids.prefixed(number, digits)


@pytest.mark.parametrize(
    ("number", "count", "wanted"),
    [
        ("31208005161", 2, "208005161"),
        ("+31208005161", 2, "208005161"),
        ("0031208005161", 4, "208005161"),
    ],
)
def test_the_first_digits_go(number: str, count: int, wanted: str) -> None:
    assert caller_ids.shortened(number, count) == wanted


@pytest.mark.parametrize(
    ("number", "count", "problem"),
    [("", 1, "no caller id"), ("123", 2, "Too little"), ("123", 9, "Too little")],
)
def test_nothing_is_emptied(number: str, count: int, problem: str) -> None:
    with pytest.raises(RuleError, match=problem):
        caller_ids.shortened(number, count)


@pytest.mark.parametrize(("typed", "kept"), [("31", "31"), (" +31 20", "+3120"), ("0031", "0031")])
def test_digits_are_taken_as_people_write_them(typed: str, kept: str) -> None:
    assert caller_ids.prefix(typed) == kept


@pytest.mark.parametrize("typed", ["", "+", "31a", "1234567890123456", "٣١"])
def test_what_is_no_digits_is_refused(typed: str) -> None:
    with pytest.raises(RuleError, match="Enter at most 15 digits"):
        caller_ids.prefix(typed)
