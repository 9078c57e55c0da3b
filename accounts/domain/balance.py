"""Prepaid credit of accounts, vouchers, and their rules (contract 5.7, G24 to G26).

Sums are decimals with four places inside the platform and doubles on the wire. They have at most 15
digits: that many a double carries without loss.
"""

from __future__ import annotations

import math
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId

DIGITS: Final = 15
PLACES: Final = 4
SMALLEST: Final = Decimal(1).scaleb(-PLACES)
MAX_AMOUNT: Final = Decimal(10 ** (DIGITS - PLACES)) - SMALLEST
ZERO: Final = Decimal(0).scaleb(-PLACES)
# Texts of the rating engine, which clients know.
CREDIT_ACTION: Final = "Set balance"
DEBIT_ACTION: Final = "Debit balance"
NUMBER_DIGITS: Final = 16
VOUCHER_NUMBER: Final = re.compile(r"[0-9]{16}", re.ASCII)
MAX_TYPED: Final = 64
MAX_TITLE: Final = 120
# Three digits behind a sign may be thousands or parts: such an amount is refused.
TYPED: Final = re.compile(r"([+-]?)([0-9]{1,11})(?:[.,]([0-9]{1,2}|[0-9]{4}))?", re.ASCII)


def decimals(value: float | Decimal) -> int:
    """How many decimals of a sum are shown: two, and four where it has more than that."""
    exact = round(Decimal(str(value)), PLACES)
    return 2 if exact == round(exact, 2) else PLACES


def written(value: float | Decimal) -> str:
    """A sum for lists and files that programs read: without currency and separators."""
    return f"{Decimal(str(value)):.{decimals(value)}f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidAccount:
    """The credit of an account; the members about a running call are never filled."""

    balance: float = 0.0
    account: SipId | None = None
    call_in_progress: bool | None = None
    max_session_time: int | None = None
    session_time: int | None = None
    destination: str = ""
    last_call_price: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidCard:
    """What somebody types from a voucher: the number of its row and its secret number."""

    id: int
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceChange:
    """The credit before and after a change."""

    old_balance: float = field(metadata={"wire": "old_balance"})
    new_balance: float = field(metadata={"wire": "new_balance"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditHistoryEntry:
    """One change of a balance.

    ``value`` is positive for credit and negative for debit, ``balance`` what was left, ``session``
    the Call-ID of the call that was paid.
    """

    date: datetime
    action: str = ""
    description: str = ""
    value: float = 0.0
    balance: float = 0.0
    session: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others of its account; the platform numbers none."""
        return f"{self.date.timestamp():.3f}:{self.value:.4f}:{self.balance:.4f}"

    @property
    def is_idle(self) -> bool:
        """Whether a call was accounted that cost nothing."""
        return bool(self.session) and not self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditHistory:
    """The newest changes first; ``total`` counts those that were not asked for as well."""

    total: int = 0
    entries: tuple[CreditHistoryEntry, ...] = ()


def amount(number: float | Decimal, field: str = "value") -> Decimal:
    """A sum as it is kept: four places, half away from zero; raises RuleError out of bounds."""
    if not math.isfinite(number):
        raise RuleError("Enter an amount such as 12.50.", field)
    exact = Decimal(str(number))
    if abs(exact) > MAX_AMOUNT:
        raise RuleError("Enter an amount of at most %(most)s.", field, most=Decimal(MAX_AMOUNT))
    # Adding zero makes nothing of the sign of a negative zero.
    return exact.quantize(SMALLEST, ROUND_HALF_UP) + ZERO


def change(number: float | Decimal, field: str = "value") -> Decimal:
    """What a balance is changed by: a sum that is not nothing."""
    found = amount(number, field)
    if not found:
        raise RuleError("Enter an amount other than 0.", field)
    return found


def typed(text: str, field: str = "value") -> Decimal:
    """What a balance is changed by, as somebody typed it: with a dot or a comma, signed or not."""
    found = TYPED.fullmatch(re.sub(r"\s", "", text).replace("\N{MINUS SIGN}", "-"))
    if found is None:
        raise RuleError("Enter an amount such as 12.50, without thousands separators.", field)
    return change(Decimal(f"{found[1]}{found[2]}.{found[3] or 0}"), field)


def voucher_number(typed: str) -> str:
    """The digits of a secret number as printed or typed; spaces and hyphens between them go.

    Empty when it cannot be the number of any voucher.
    """
    digits = re.sub(r"[\s-]", "", typed[:MAX_TYPED])
    return digits if VOUCHER_NUMBER.fullmatch(digits) else ""


def new_voucher_number() -> str:
    """A secret number that nobody can guess."""
    return f"{secrets.randbelow(10**NUMBER_DIGITS):0{NUMBER_DIGITS}d}"


def refund_of(entry: CreditHistoryEntry) -> str:
    """The description of what takes a booking back, by which it is found again."""
    title = (entry.description or entry.action)[:MAX_TITLE]
    return f"Refund: {title} ({entry.date.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"
