"""Carriers, gateways, gateway rules and routes as records, and the rules of their values."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import MAX_INT, RuleError, marked

TRANSPORTS: Final = ("udp", "tcp", "tls")
DEFAULT_PORT: Final = 5060
MAX_PORT: Final = 65535
MAX_NAME: Final = 64
# More than any telephone number has digits, 00 included.
MAX_DIGITS: Final = 32
PREFIX: Final = re.compile(r"00([1-9][0-9]{0,14})?")
PREPEND: Final = re.compile(r"\+?[0-9*#]*")
SEPARATORS: Final = re.compile(r"[\s.()\-]")
BROADCAST: Final = ipaddress.IPv4Address("255.255.255.255")
NO_HOST: Final = marked(
    "Enter an IP address or a host name, for example 192.0.2.7 or gw.example.com."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A telephone company; its gateways and routes inherit its reseller (0: the platform's)."""

    name: str
    id: int = 0
    reseller: int = 0
    change_date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A machine of a carrier that takes calls; ``carrier`` is the carrier's name, read only."""

    name: str
    carrier_id: int = field(metadata={"wire": "carrier_id"})
    ip: str
    id: int = 0
    carrier: str = ""
    port: int = DEFAULT_PORT
    transport: str = TRANSPORTS[0]
    reseller: int = 0
    change_date: datetime | None = None

    @property
    def endpoint(self) -> str:
        """Transport, address and port as one text."""
        address = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"{self.transport}:{address}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRule:
    """How a gateway wants numbers that begin with ``prefix``.

    ``strip`` leading digits are taken off and ``prepend`` is put in front. It applies to numbers
    of ``min_length`` to ``max_length`` digits, 0 being no bound. ``gateway`` and ``carrier`` are
    names, read only like ``carrier_id`` and ``reseller``.
    """

    gateway_id: int = field(metadata={"wire": "gateway_id"})
    id: int = 0
    gateway: str = ""
    carrier: str = ""
    carrier_id: int = field(default=0, metadata={"wire": "carrier_id"})
    prefix: str = ""
    strip: int = 0
    prepend: str = ""
    min_length: int = 0
    max_length: int = 0
    reseller: int = 0
    change_date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which carrier takes numbers that begin with ``prefix``; the longest prefix wins.

    An empty prefix fits every number. ``originator`` restricts the route to the calls of one
    domain or address; empty is everybody's. Routes of one prefix are tried by ``priority``, the
    lowest first.
    """

    id: int = 0
    carrier_id: int = field(default=0, metadata={"wire": "carrier_id"})
    carrier: str = ""
    prefix: str = ""
    originator: str = ""
    priority: int = 0
    reseller: int = 0
    change_date: datetime | None = None


def name(text: str, field: str = "name") -> str:
    """The name of a carrier or a gateway, without spaces around it."""
    stripped = text.strip()
    if not stripped:
        raise RuleError("Enter a name.", field)
    return rules.plain_text(stripped, MAX_NAME, field)


def address(text: str, field: str = "ip") -> str:
    """An IPv4 or IPv6 address of one machine in its usual form, without brackets."""
    literal = text.strip()
    if ":" in literal and literal.startswith("[") and literal.endswith("]"):
        literal = literal[1:-1]
    try:
        # A zone (fe80::1%eth0) means something on one machine only.
        parsed = None if "%" in literal else ipaddress.ip_address(literal)
    except ValueError:
        parsed = None
    if parsed is None:
        raise RuleError("Enter an IP address, for example 192.0.2.7 or 2001:db8::7.", field)
    if parsed.is_unspecified or parsed.is_multicast or parsed == BROADCAST:
        raise RuleError("Enter the address of one machine.", field)
    return str(parsed)


def host(text: str, field: str = "ip") -> str:
    """An address, or a host name in lower case (contract G39)."""
    literal = text.strip()
    if ":" in literal or not literal.rstrip(".").rpartition(".")[2].strip("0123456789"):
        # Host names have no colon, and their last label no digits alone.
        return address(literal, field)
    try:
        return rules.domain_name(literal, field)
    except RuleError:
        raise RuleError(NO_HOST, field) from None


def port(number: int, field: str = "port") -> int:
    """A port number, 1 to 65535."""
    if not 1 <= number <= MAX_PORT:
        raise RuleError("Enter a port from 1 to %(most)s.", field, most=MAX_PORT)
    return number


def transport(text: str, field: str = "transport") -> str:
    """udp, tcp or tls; empty is udp."""
    chosen = text.strip().lower() or TRANSPORTS[0]
    if chosen not in TRANSPORTS:
        raise RuleError("Choose udp, tcp or tls.", field)
    return chosen


def prefix(text: str, field: str = "prefix") -> str:
    """00 and the first digits of a number with country code; + becomes 00, empty stays empty."""
    digits = SEPARATORS.sub("", text)
    if digits.startswith("+"):
        digits = "00" + digits[1:]
    if digits and not PREFIX.fullmatch(digits):
        raise RuleError("Begin with 00 and the country code, for example 0031.", field)
    return digits


def prepend(text: str, field: str = "prepend") -> str:
    """What is put in front of a number: digits, * and #, with an optional + before them."""
    digits = SEPARATORS.sub("", text)
    if len(digits) > MAX_DIGITS:
        raise RuleError("Shorten this to at most %(most)s characters.", field, most=MAX_DIGITS)
    if not PREPEND.fullmatch(digits):
        raise RuleError("Use digits only, for example 0031.", field)
    return digits


def strip(count: int, field: str = "strip") -> int:
    """How many leading digits are taken off, 0 to 32."""
    return _digits(count, field)


def lengths(least: int, most: int) -> tuple[int, int]:
    """The bounds of a number's length, 0 being no bound (contract G42)."""
    _digits(least, "minLength")
    _digits(most, "maxLength")
    if most and least > most:
        raise RuleError("The maximum length is less than the minimum length.", "maxLength")
    return least, most


def originator(text: str, field: str = "originator") -> str:
    """Whose calls: a domain, an address user@domain, an IP address or a user; empty is anybody."""
    uri = rules.without_scheme(text).lower()
    if not uri:
        return ""
    user, at, domain = uri.rpartition("@")
    try:
        if at:
            return f"{rules.username(user, field)}@{host(domain, field)}"
        return uri if rules.USERNAME.fullmatch(uri) else host(uri, field)
    except RuleError:
        raise RuleError(
            "Enter a domain or an address, for example example.com or alice@example.com.", field
        ) from None


def priority(number: int, field: str = "priority") -> int:
    """The place of a route among those of the same prefix, 0 first."""
    if not 0 <= number <= MAX_INT:
        raise RuleError("Enter a number from 0 to %(most)s.", field, most=MAX_INT)
    return number


def _digits(count: int, field: str) -> int:
    if not 0 <= count <= MAX_DIGITS:
        raise RuleError("Enter a number of digits from 0 to %(most)s.", field, most=MAX_DIGITS)
    return count
