"""Caller ids made of what an account has: of its name, with digits in front, with fewer digits."""

from __future__ import annotations

import re
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account

PREFIX: Final = re.compile(r"\+?[0-9]{1,15}", re.ASCII)
NUMBER: Final = re.compile(r"\+?[0-9]+", re.ASCII)
MOST_DIGITS: Final = 20


def prefix(text: str, field: str = "prefix") -> str:
    """Digits that come in front of a number, with + before them where it is international."""
    digits = text.replace(" ", "")
    if not PREFIX.fullmatch(digits):
        raise RuleError("Enter at most 15 digits, with or without + in front.", field)
    return digits


def of_name(account: Account) -> str:
    """The user part of the address, where it is a number; raises RuleError."""
    name = account.id.username
    if not NUMBER.fullmatch(name):
        raise RuleError("Its name is no number.", "rpid")
    return rules.phone_number(name, "rpid")


def prefixed(number: str, digits: str) -> str:
    """A caller id with ``digits`` in front; raises RuleError."""
    if not number:
        raise RuleError("It has no caller id.", "rpid")
    if number.startswith("+"):
        raise RuleError("Its caller id is international already.", "rpid")
    return _checked(digits + number)


def shortened(number: str, count: int) -> str:
    """A caller id without its first ``count`` digits, and without the + before them.

    Raises RuleError where no number would be left.
    """
    if not number:
        raise RuleError("It has no caller id.", "rpid")
    left = number.removeprefix("+")[count:]
    if len(left) < 2:
        raise RuleError("Too little of its caller id would be left.", "rpid")
    return _checked(left)


def _checked(number: str) -> str:
    if len(number.removeprefix("+")) > MOST_DIGITS:
        raise RuleError("The caller id would have more than %(most)s digits.", most=MOST_DIGITS)
    return rules.phone_number(number, "rpid")
