"""Prefixes of telephone numbers that an account must not call (contract 5.9)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError

PREFIX: Final = re.compile(r"\+[1-9][0-9]*", re.ASCII)
# + and the 15 digits of the longest number (ITU-T E.164).
MAX_LENGTH: Final = 16
MAX_PREFIXES: Final = 1000


def prefix(text: str, field: str = "prefixes") -> str:
    """One prefix: + and digits, the first of which is not 0."""
    digits = text.strip()
    if not PREFIX.fullmatch(digits):
        raise RuleError(
            "“%(value)s” is no prefix: write + and the digits after it, for example +31900.",
            field,
            value=digits[:50],
        )
    if len(digits) > MAX_LENGTH:
        raise RuleError(
            "Shorten the prefix to at most %(most)s digits.", field, most=MAX_LENGTH - 1
        )
    return digits


def prefixes(texts: Iterable[str], field: str = "prefixes") -> tuple[str, ...]:
    """The prefixes in their order; empty items and repetitions are dropped."""
    found = tuple(dict.fromkeys(prefix(text, field) for text in texts if text.strip()))
    if len(found) > MAX_PREFIXES:
        raise RuleError("Send at most %(most)s prefixes.", field, most=MAX_PREFIXES)
    return found


def typed(text: str, field: str = "prefixes") -> tuple[str, ...]:
    """Prefixes as people write them: one a line or between commas, 00 for +, any spacing."""
    return prefixes(map(one_typed, re.split(r"[,;\n\r]", text)), field)


def one_typed(text: str) -> str:
    """One prefix without what people put between digits; 00 in front becomes +."""
    digits = re.sub(r"[\s./()\-]", "", text.replace("(0)", ""))
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def covered(found: Iterable[str]) -> dict[str, str]:
    """The prefixes that block nothing more, each with the shortest one that contains it."""
    known = sorted(set(found), key=len)
    return {
        each: shorter
        for each in known
        for shorter in [next(one for one in known if each.startswith(one))]
        if shorter != each
    }
