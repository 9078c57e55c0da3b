"""Serials of zones: the date and a number of the day, never decreasing (contract G51)."""

from __future__ import annotations

from datetime import date
from typing import Final

from ngnpanel.accounts.domain.rules import MAX_INT, RuleError

# The contract's serials are of 32 bits with a sign. The last day that fits is in 2147; what is
# above it stays free, so that no imported serial is the end of a zone's changes.
LAST_YEAR: Final = 2147
MAX_IMPORTED: Final = 2147_12_31_99


def next_serial(current: int, today: date) -> int:
    """The serial after ``current`` (0 for a new zone): YYYYMMDDnn, nn from 1.

    More than 99 changes a day run on into the numbers of the next days, and a serial that is ahead
    of the date is counted up. Never less than ``current``, and greater as long as 32 bits last.
    """
    first_of_day = int(today.strftime("%Y%m%d")) * 100 + 1 if today.year <= LAST_YEAR else 0
    return min(max(current + 1, first_of_day), MAX_INT)


def imported_serial(current: int, written: int) -> int:
    """The higher of the serial that a zone has and the one that the administrator wrote.

    A lower one is ignored; raises RuleError for one that leaves no room for the changes to come.
    """
    if written > MAX_IMPORTED:
        raise RuleError("Enter a serial of at most %(most)s.", "serial", most=MAX_IMPORTED)
    return max(current, written)
