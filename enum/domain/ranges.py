"""ENUM ranges: prefixes of telephone numbers below a root of the DNS."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import takewhile
from typing import Final, Protocol

import phonenumbers

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError

DEFAULT_TLD: Final = "e164.arpa"
DEFAULT_TTL: Final = 3600
DEFAULT_DIGITS: Final = 11
MAX_DIGITS: Final = 15
# With fifteen digits and their dots in front, a name of the DNS has 253 characters.
MAX_TLD: Final = 253 - 2 * MAX_DIGITS
MAX_NAMESERVERS: Final = 13
LEADING_DIGITS: Final = re.compile(r"[0-9]+", re.ASCII)
DIGITS: Final = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RangeId:
    """The key of a range: international digits without plus, and the ENUM root."""

    prefix: str
    tld: str = DEFAULT_TLD

    def __str__(self) -> str:
        return f"{self.prefix}.{self.tld}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The numbers that begin with a prefix; it gives them their customer and reseller.

    ``min_digits`` and ``max_digits`` count the whole number, prefix included; 0 is the default.
    ``size`` is how many numbers there may be, 0 for no limit, and ``used`` how many there are.
    ``ttl`` is in seconds. Without ``nameservers`` the platform's own serve the zone. ``used``,
    ``serial`` and ``change_date`` are the platform's.
    """

    id: RangeId
    ttl: int = DEFAULT_TTL
    min_digits: int = 0
    max_digits: int = 0
    size: int = 0
    nameservers: tuple[str, ...] = ()
    used: int = 0
    serial: int = 0
    customer: int = 0
    reseller: int = 0
    change_date: datetime | None = None
    info: str = ""


class Tenant(Protocol):
    """Whoever holds a range; None is nobody."""

    @property
    def customer_id(self) -> int | None:
        """The customer's id."""

    @property
    def reseller_id(self) -> int | None:
        """The reseller's id."""


def digits(text: str, field: str) -> str:
    """International digits as they are stored: a plus in front and spaces are dropped."""
    number = text.replace(" ", "").removeprefix("+")
    if not DIGITS.fullmatch(number):
        raise RuleError(
            "Enter at most %(most)s digits that begin with the country code, without + or 00, for"
            " example 31208005100.",
            field,
            most=MAX_DIGITS,
        )
    return number


def tld(text: str, field: str = "tld") -> str:
    """The stored form of an ENUM root; empty is ``e164.arpa``."""
    name = rules.domain_name(text, field) if text.strip() else DEFAULT_TLD
    if len(name) > MAX_TLD:
        raise RuleError("Shorten this to at most %(most)s characters.", field, most=MAX_TLD)
    return name


def lengths(prefix: str, least: int, most: int) -> tuple[int, int]:
    """How many digits a number of a range has, at least and at most; 0 is the default of 11.

    A default gives way to the prefix and to the bound that is given.
    """
    for number, name in ((least, "minDigits"), (most, "maxDigits")):
        if number and not len(prefix) <= number <= MAX_DIGITS:
            raise RuleError(
                "Enter a number of digits from %(least)s, as many as the prefix has, to %(most)s.",
                name,
                least=len(prefix),
                most=MAX_DIGITS,
            )
    default = max(DEFAULT_DIGITS, len(prefix))
    least = least or min(default, most or default)
    most = most or max(default, least)
    if least > most:
        raise RuleError("A number cannot have more digits at least than at most.", "minDigits")
    return least, most


def lengths_in_words(offered: Range) -> str:
    """How many digits the numbers of a range have: 11, or 9 to 11 with a hyphen."""
    least, most = offered.min_digits, offered.max_digits
    return str(most) if least == most else f"{least}-{most}"


def ttl(seconds: int, field: str = "ttl") -> int:
    """Seconds that resolvers may keep an answer; 0 is the default of an hour."""
    if not 0 <= seconds <= rules.MAX_INT:
        raise RuleError("Enter seconds from 1 to %(most)s.", field, most=rules.MAX_INT)
    return seconds or DEFAULT_TTL


def nameservers(names: Iterable[str], field: str = "nameservers") -> tuple[str, ...]:
    """Host names, each once and in their order; empty ones are dropped."""
    hosts = dict.fromkeys(rules.domain_name(name, field) for name in names if name.strip())
    if len(hosts) > MAX_NAMESERVERS:
        raise RuleError("Enter at most %(most)s name servers.", field, most=MAX_NAMESERVERS)
    return tuple(hosts)


def is_country(prefix: str) -> bool:
    """Whether a prefix is a country code or the beginning of some: the numbers of a country."""
    return prefix in _country_beginnings()


@cache
def _country_beginnings() -> frozenset[str]:
    codes = (str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
    return frozenset(code[:end] for code in codes for end in range(1, len(code) + 1))


def beginnings(number: str) -> tuple[str, ...]:
    """The prefixes that ``number`` begins with, itself the last of them."""
    return tuple(number[:end] for end in range(1, len(number) + 1))


def around(number: str, root: str, offered: Iterable[Range]) -> Range | None:
    """The one of some ranges where a number below ``root`` lies: the longest it begins with."""
    fitting = [
        each for each in offered if each.id.tld == root and number.startswith(each.id.prefix)
    ]
    return max(fitting, key=lambda each: len(each.id.prefix), default=None)


def in_zones(name: str) -> dict[str, str]:
    """The digits in front of each root that a name of the DNS may be meant to lie below.

    The zones of all ranges that it can lie in begin with them (``zone_name``).
    """
    labels = name.split(".")
    found = {}
    for start in range(1, len(labels)):
        nearest = labels[max(start - MAX_DIGITS, 0) : start]
        digits = "".join(takewhile(lambda label: len(label) == 1, reversed(nearest)))
        number = LEADING_DIGITS.match(digits)
        if number:
            found[".".join(labels[start:])] = number[0]
    return found


def is_below(inner: Tenant, outer: Tenant) -> bool:
    """Whether who holds ``inner`` is ``outer``'s holder, or stands below it.

    Below the platform is everybody, below a reseller its customers. Ranges lie within each other
    only so: whoever may use a range may use what lies within it, too.
    """
    if not outer.reseller_id and not outer.customer_id:
        return True
    if inner.reseller_id != outer.reseller_id:
        return False
    return outer.customer_id in (None, outer.reseller_id, inner.customer_id)


def zone_name(number: str, root: str) -> str:
    """The name in the DNS of a number or of a range: its digits backwards (RFC 6116)."""
    return f"{'.'.join(reversed(number))}.{root}"
