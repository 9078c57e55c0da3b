"""Rules about single values: each takes what was typed and returns what is stored.

A value that breaks its rule raises ``RuleError`` whose text tells a person how to mend it. The
panel's forms and the provisioning server call the same functions.
"""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

USERNAME: Final = re.compile(r"[a-z0-9._\-+*#]{1,64}")
HOST_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
TOP_LABEL: Final = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
EMAIL_LOCAL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
INTERNATIONAL: Final = re.compile(r"00([1-9][0-9]{5,14})")
# A code of two characters with a digit.
NUMBERED: Final = re.compile(r"[0-9][0-9A-Z]|[A-Z][0-9]", re.ASCII)
SIP_SCHEME: Final = re.compile(r"^sips?:", re.IGNORECASE)
DEFAULT_TIMEOUT: Final = 35
MAX_TIMEOUT: Final = 900
MAX_INT: Final = 2**31 - 1
MAX_EMAIL: Final = 254
# Names of the time zone database that say nothing about the time.
NO_TIMEZONES: Final = frozenset({"Factory", "localtime"})


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence that can be translated: constant, and what changes is among the ``values``.

    It names them as ``%(name)s``; a ``Decimal`` is written by the habits of the reader. As text it
    is in English, as the server answers.
    """

    sentence: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        if not self.values:
            return self.sentence
        return self.sentence % {
            name: f"{value:,}" if isinstance(value, Decimal) else value
            for name, value in self.values.items()
        }


class RuleError(ValueError):
    """A value breaks its rule; ``text`` says how to mend it, ``field`` names the record's field.

    The sentence and its values are those of ``saying``.
    """

    def __init__(self, sentence: str, field: str = "", **values: object) -> None:
        self.saying = Saying(sentence, values)
        self.text = str(self.saying)
        self.field = field
        super().__init__(self.text)

    @classmethod
    def of(cls, saying: Saying, field: str = "") -> RuleError:
        """The error that says this."""
        return cls(saying.sentence, field, **saying.values)


def saying(sentence: str, **values: object) -> Saying:
    """A sentence with what changes in it."""
    return Saying(sentence, values)


def marked(sentence: str) -> str:
    """The sentence itself, found here by whoever gathers the ones to translate."""
    return sentence


def username(text: str, field: str = "username") -> str:
    """The stored form of the user part of a SIP address (contract G17)."""
    name = text.strip().lower()
    if not name:
        raise RuleError(
            "Enter the user part of the address, for example alice or 31208005161.",
            field,
        )
    if not USERNAME.fullmatch(name):
        raise RuleError(
            "Use at most 64 letters, digits and the characters . _ - + * # in the user part.",
            field,
        )
    return name


def domain_name(text: str, field: str = "domain") -> str:
    """The stored form of a domain name: lower case, no trailing dot, at least two labels."""
    name = text.strip().lower().rstrip(".")
    labels = name.split(".")
    if (
        len(name) > 253
        or len(labels) < 2
        or not all(HOST_LABEL.fullmatch(label) for label in labels)
        or not TOP_LABEL.fullmatch(labels[-1])
    ):
        raise RuleError(
            "Enter a domain name of letters, digits, hyphens and dots, for example example.com.",
            field,
        )
    return name


def email(text: str, field: str = "email") -> str:
    """A mail address with its domain in lower case; empty stays empty."""
    address = text.strip()
    if not address:
        return ""
    local, at, host = address.rpartition("@")
    if not at or not EMAIL_LOCAL.fullmatch(local) or ".." in local:
        raise RuleError("Enter a mail address such as alice@example.com.", field)
    try:
        host = domain_name(host)
    except RuleError:
        raise RuleError("Enter a mail address such as alice@example.com.", field) from None
    if len(local) + 1 + len(host) > MAX_EMAIL:
        raise RuleError("Shorten this to at most %(most)s characters.", field, most=MAX_EMAIL)
    return f"{local}@{host}"


def phone_number(text: str, field: str = "tel") -> str:
    """A telephone number as digits with an optional leading +; empty stays empty.

    Spaces, dots, hyphens, slashes and brackets between the digits are dropped.
    """
    number = re.sub(r"[\s./()\-]", "", text)
    if number and not re.fullmatch(r"\+?[0-9]{2,20}", number):
        raise RuleError("Enter a telephone number of digits, for example +31208005161.", field)
    return number


def mobile_number(text: str, field: str = "mobile_number") -> str:
    """A telephone number as + and digits; 00 in front becomes +, empty stays empty."""
    number = phone_number(text, field)
    if number.startswith("00"):
        number = "+" + number[2:]
    if number and not number.startswith("+"):
        raise RuleError("Begin the number with + and the country code, for example +31.", field)
    return number


def quick_dial(text: str, field: str = "quickdial_prefix") -> str:
    """The digits that complete a short number, at most 15; empty stays empty."""
    digits = text.replace(" ", "")
    if not re.fullmatch(r"[0-9]{0,15}", digits):
        raise RuleError("Enter at most 15 digits and nothing else, for example 3120800.", field)
    return digits


def access_number(text: str, field: str = "") -> str:
    """What is dialled to reach a service, such as *21*; empty stays empty."""
    digits = text.replace(" ", "")
    if not re.fullmatch(r"[0-9*#+]{0,32}", digits):
        raise RuleError("Enter at most 32 digits and the characters * # +, for example *70.", field)
    return digits


def whole_number(text: str, field: str = "") -> str:
    """A whole number from 0 as text; empty stays empty."""
    digits = text.strip()
    if not re.fullmatch(r"[0-9]{0,9}", digits):
        raise RuleError("Enter a whole number without dots and units.", field)
    return digits


def with_plus(number: str) -> str:
    """A stored number as people write it: + in front of the country code instead of 00."""
    found = INTERNATIONAL.fullmatch(number)
    return f"+{found[1]}" if found else number


def timezone(text: str, field: str = "timezone") -> str:
    """A name of the time zone database, for example Europe/Amsterdam; empty stays empty."""
    name = text.strip()
    if name and not is_timezone(name):
        raise RuleError("Choose a time zone from the list, for example Europe/Amsterdam.", field)
    return name


def is_timezone(name: str) -> bool:
    """Whether the time zone database has this name, offered or not."""
    return name in _all_timezones()


@cache
def timezones() -> frozenset[str]:
    """The time zones to choose from: those of places, and UTC."""
    names = _all_timezones()
    return frozenset(name for name in names if "/" in name and not name.startswith("Etc/")) | {
        "UTC"
    }


@cache
def _all_timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - NO_TIMEZONES


def network(text: str, field: str = "acl") -> tuple[str, int]:
    """An IPv4 network ``address/prefix`` (a bare address is /32) as (network address, prefix)."""
    try:
        parsed = ipaddress.IPv4Network(text.strip(), strict=False)
    except ValueError:
        raise RuleError(
            "“%(value)s” is no IPv4 network: write it as 192.0.2.0/24 or 192.0.2.7.",
            field,
            value=text.strip()[:50],
        ) from None
    return str(parsed.network_address), parsed.prefixlen


def country(text: str, field: str = "country") -> str:
    """Two upper-case letters or N/A (contract G72); UK stands for Great Britain.

    Databases of addresses name what is no country with a digit (A1): that is N/A.
    """
    return _two_letters(
        text, field, marked("Enter a country as two letters, for example NL, or N/A.")
    )


def state(text: str, field: str = "state") -> str:
    """A two-letter state code or N/A (contract G72).

    Databases of addresses number the regions of all other countries (07): those are N/A.
    """
    return _two_letters(
        text, field, marked("Enter a state as two letters, for example CA, or N/A.")
    )


def _two_letters(text: str, field: str, sentence: str) -> str:
    code = text.strip().upper()
    if code in ("", "N/A") or NUMBERED.fullmatch(code):
        return "N/A"
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise RuleError(sentence, field)
    return code


def timeout(seconds: int, field: str = "timeout") -> int:
    """Seconds a phone rings before the no-answer condition: 0 (the default) to 900."""
    if not 0 <= seconds <= MAX_TIMEOUT:
        raise RuleError("Enter seconds between 1 and %(most)s.", field, most=MAX_TIMEOUT)
    return seconds


def plain_text(text: str, limit: int, field: str = "") -> str:
    """Text of one line without control characters, at most ``limit`` characters long."""
    if len(text) > limit:
        raise RuleError("Shorten this to at most %(most)s characters.", field, most=limit)
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise RuleError("Leave out tabs, line ends and other control characters.", field)
    return text


def without_scheme(uri: str) -> str:
    """A SIP address without its sip: or sips: scheme."""
    return SIP_SCHEME.sub("", uri.strip())
