"""Numbers that are generated from a range: which they are, and the accounts behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError, Saying, marked, saying
from ngnpanel.enum.domain.ranges import DEFAULT_DIGITS, MAX_DIGITS, Range

MIN_LENGTH, MAX_LENGTH = 4, MAX_DIGITS
# The user part of an account has at least so many digits.
MIN_USERNAME: Final = 3
# A file of credentials and a preview for more than this serve nobody.
MOST: Final = 100_000
ADDED: Final = re.compile(r"[0-9]{0,15}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """All numbers of one length that begin alike.

    ``stem`` is what they begin with: the prefix of a range, and digits added to it.
    """

    stem: str
    length: int

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return int(10 ** (self.length - len(self.stem)))

    @property
    def first(self) -> int:
        """The lowest number: the stem and noughts."""
        return int(self.stem.ljust(self.length, "0"))

    @property
    def last(self) -> int:
        """The highest number: the stem and nines."""
        return self.first + self.size - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some consecutive numbers that begin with ``head`` and have ``open`` digits behind it."""

    head: str
    open: int
    first: int
    last: int

    @property
    def pattern(self) -> str:
        """What finds all numbers with this head and length, in a search of the platform."""
        return self.head + "_" * self.open

    def user_pattern(self, strip: int) -> str:
        """The same for the user parts that are left when digits are taken off in front."""
        return self.pattern[strip:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to have generated.

    ``range`` is the key of the range, ``added`` the digits after its prefix, ``length`` that of a
    number. ``count`` numbers are looked at one after the other; with ``from_free`` those that are
    taken do not count. ``strip`` digits are taken off a number to make the user part of the
    account, ``rpid_strip`` to make the caller id. ``owner`` is a customer's id, 0 for none. The
    rest concerns the accounts: ``acl`` are networks as text, ``language`` is that of their letters.
    """

    range: str
    added: str = ""
    length: int = DEFAULT_DIGITS
    count: int = 1
    from_free: bool = False
    domain: str = ""
    strip: int = 0
    owner: int = 0
    info: str = ""
    accounts: bool = True
    pstn: bool = False
    prepaid: bool = False
    rpid_strip: int = 0
    quota: int = 0
    call_limit: int = 0
    acl: tuple[str, ...] = ()
    language: str = "en"

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Order:
        """The order in the parameters of a job; what a later version added is left out."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in params.items() if name in known}
        return cls(**{**values, "acl": tuple(values.get("acl", ()))})

    def params(self) -> dict[str, Any]:
        """As the parameters of a job."""
        return {**asdict(self), "acl": list(self.acl)}

    def block(self, prefix: str) -> Block:
        """The numbers that may be meant; ``prefix`` is that of the range."""
        return Block(stem=prefix + self.added, length=self.length)

    def username(self, number: str) -> str:
        """The user part of the account behind a number."""
        return number[self.strip :]

    def mapto(self, number: str) -> str:
        """What a number leads to."""
        return f"sip:{self.username(number)}@{self.domain}"

    def rpid(self, number: str) -> str:
        """The caller id of the account; only accounts that call telephone numbers have one."""
        return number[self.rpid_strip :] if self.pstn else ""


def default_length(offered: Range) -> int:
    """How many digits a number has unless somebody says otherwise: the most of the range."""
    return offered.max_digits or max(DEFAULT_DIGITS, len(offered.id.prefix))


def added(text: str, field: str = "added") -> str:
    """Digits that follow the prefix of a range; blanks are dropped, nothing is fine."""
    digits = text.replace(" ", "")
    if not ADDED.fullmatch(digits):
        raise RuleError("Enter at most 15 digits and nothing else, for example 51.", field)
    return digits


def length(offered: Range, number: int, field: str = "length") -> int:
    """How many digits the numbers get: as many as the range takes, from 4 to 15."""
    least = max(offered.min_digits, MIN_LENGTH, len(offered.id.prefix))
    most = min(offered.max_digits or MAX_DIGITS, MAX_DIGITS)
    if not least <= number <= most:
        if least == most:
            raise RuleError("The numbers of this range have %(most)s digits.", field, most=most)
        raise RuleError(
            "The numbers of this range have %(least)s to %(most)s digits.",
            field,
            least=least,
            most=most,
        )
    return number


def block(prefix: str, more: str, digits: int, field: str = "added") -> Block:
    """The numbers that begin with ``prefix`` and ``more``; RuleError when none is that short."""
    found = Block(stem=prefix + more, length=digits)
    if len(found.stem) > digits:
        raise RuleError(
            "With the prefix of the range these are more digits than the %(length)s of a number.",
            field,
            length=digits,
        )
    return found


def count(number: int, within: Block, field: str = "count") -> int:
    """How many numbers are wanted: not more than there are."""
    if number > within.size:
        raise RuleError(
            "%(most)s numbers of %(length)s digits begin with +%(stem)s. Enter that or less.",
            field,
            most=within.size,
            length=within.length,
            stem=within.stem,
        )
    if not 1 <= number <= MOST:
        raise RuleError("Enter a number from 1 to %(most)s.", field, most=MOST)
    return number


def strip(digits: int, whole: int, field: str = "strip") -> int:
    """How many digits are taken off a number of ``whole`` digits to make a user part."""
    most = whole - MIN_USERNAME
    if not 0 <= digits <= most:
        raise RuleError(
            "Take off at most %(most)s digits: the name of an account keeps 3.", field, most=most
        )
    return digits


def rpid_strip(digits: int, whole: int, field: str = "rpid_strip") -> int:
    """How many digits are taken off a number of ``whole`` digits to make the caller id."""
    most = whole - MIN_USERNAME
    if not 0 <= digits <= most:
        raise RuleError("Take off at most %(most)s digits: a caller id keeps 3.", field, most=most)
    return digits


def without_account(username: str) -> Saying | None:
    """Why a user part is none of an account; None when it is one."""
    if len(username) < MIN_USERNAME:
        return saying(marked("Without account: its name would have less than 3 digits."))
    if username.startswith("0"):
        return saying(marked("Without account: its name would begin with 0."))
    return None


def networks(text: str, field: str = "acl") -> tuple[str, ...]:
    """Networks, one a line, each once and as it is stored."""
    found = (rules.network(line, field) for line in text.split())
    return tuple(dict.fromkeys(f"{address}/{mask}" for address, mask in found))


def windows(within: Block, start: int, digits: int = 3) -> Iterator[Window]:
    """The block from the number ``start`` to its end, in pieces of at most 10 ** ``digits``.

    Each piece is found with one pattern, so that one question tells what is there already.
    """
    open_digits = min(digits, within.length - len(within.stem))
    step = 10**open_digits
    at = max(start, within.first)
    while at <= within.last:
        end = at // step * step + step - 1
        head = str(at)[: within.length - open_digits]
        yield Window(head=head, open=open_digits, first=at, last=min(end, within.last))
        at = end + 1
