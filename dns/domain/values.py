"""The data of records, one rule for each type: how it is stored, and how a zone file writes it.

``value`` never holds the priority, which is a member of its own; only NAPTR carries its preference
in both (contract G55). Host names in a value stay as they were sent (G56).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError, marked
from ngnpanel.accounts.domain.zone_texts import quoted
from ngnpanel.dns.domain import names, texts

MAX_VALUE: Final = 4096
MAX_SHORT: Final = 2**16 - 1
WEIGHT: Final = marked("The weight is a number from 0 to %(most)s.")
PORT: Final = marked("The port is a number from 0 to %(most)s.")
PREFERENCE: Final = marked("The preference is a number from 0 to %(most)s.")
ORDER: Final = marked("The order is a number from 0 to %(most)s.")
DEGREES: Final = {"N": 90, "S": 90, "E": 180, "W": 180}
PLACE: Final = r"(\d{1,3})(?: (\d{1,2})(?: (\d{1,2}(?:\.\d{1,3})?))?)?"
METRES: Final = r"\d{1,8}(?:\.\d{1,2})?m?"
LOCATION: Final = re.compile(
    rf"{PLACE} ([NS]) {PLACE} ([EW]) (-?{METRES})((?: {METRES}){{0,3}})", re.IGNORECASE | re.ASCII
)
MIN_ALTITUDE: Final = -100_000.0
MAX_ALTITUDE: Final = 42_849_672.95
MAX_SIZE: Final = 90_000_000.0

# A value as it is stored, and the priority that is stored with it.
Data = tuple[str, int | None]


def checked(kind: str, value: str, priority: int | None, zone: str) -> Data:
    """Value and priority of a record in ``zone`` as they are stored; raises RuleError."""
    text = value.strip(" ")
    if len(text) > MAX_VALUE:
        raise RuleError("Shorten this to at most %(most)s characters.", "value", most=MAX_VALUE)
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise RuleError("Leave out tabs, line ends and other control characters.", "value")
    if priority is not None and not 0 <= priority <= MAX_SHORT:
        raise RuleError("Enter a priority from 0 to %(most)s.", "priority", most=MAX_SHORT)
    return RULES[kind](text, priority, zone)


def rdata(kind: str, value: str, priority: int | None, zone: str) -> str:
    """The stored data in presentation form, with full names: the same for all spellings."""
    match kind:
        case "CNAME" | "NS" | "PTR":
            return _dotted(value, zone)
        case "MX":
            return f"{priority} {_dotted(value, zone)}"
        case "SRV" | "NAPTR":
            rest, _blank, target = value.rpartition(" ")
            first = f"{priority} " if kind == "SRV" else ""
            return f"{first}{rest} {_dotted(target, zone)}"
        case "TXT":
            return " ".join(quoted(piece) for piece in texts.strings(value))
        case _:
            return value


def _ipv4(text: str, _priority: int | None, _zone: str) -> Data:
    try:
        return str(ipaddress.IPv4Address(text)), None
    except ValueError:
        raise RuleError("Enter an IPv4 address, for example 192.0.2.1.", "value") from None


def _ipv6(text: str, _priority: int | None, _zone: str) -> Data:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        address = None
    if address is None or address.scope_id:
        raise RuleError("Enter an IPv6 address, for example 2001:db8::1.", "value")
    return str(address), None


def _host(text: str, _priority: int | None, zone: str) -> Data:
    return names.host(text, zone), None


def _mx(text: str, priority: int | None, zone: str) -> Data:
    if " " in text:
        raise RuleError("Enter the mail server alone: the priority is a field of its own.", "value")
    return names.host(text, zone, root=True), priority or 0


def _srv(text: str, priority: int | None, zone: str) -> Data:
    words = text.split()
    if len(words) != 3:
        raise RuleError("Enter weight, port and target, for example 0 5060 sip.", "value")
    weight, port, target = words
    return (
        f"{_short(weight, WEIGHT)} {_short(port, PORT)} {names.host(target, zone, root=True)}",
        priority or 0,
    )


def _naptr(text: str, priority: int | None, zone: str) -> Data:
    """Order, preference, flags, service, regexp, replacement.

    The preference may be missing when ``priority`` has it, and the replacement after a regexp,
    because clients drop a dot at the end.
    """
    words = texts.tokens(text)
    numbers = [word for _quoted, word in words[:2]]
    has_preference = len(words) > 4 and not words[1][0] and numbers[1].isdecimal()
    strings = [word for _quoted, word in words[2 if has_preference else 1 :]]
    if priority is None and has_preference:
        priority = _short(numbers[1], PREFERENCE)
    if len(strings) not in (3, 4) or priority is None:
        raise RuleError(
            'Enter order, preference, "flags", "service", "regexp" and replacement,'
            ' for example 100 10 "s" "SIP+D2U" "" _sip._udp.',
            "value",
        )
    flags, service, regexp = strings[:3]
    replacement = strings[3] if len(strings) == 4 else names.ROOT if regexp else ""
    for string in (flags, service, regexp):
        _require_ascii_string(string)
    if not re.fullmatch(r"[A-Za-z0-9]*", flags, re.ASCII):
        raise RuleError("The flags of a NAPTR record are letters and digits.", "value")
    order = _short(numbers[0], ORDER)
    target = names.host(replacement, zone, root=True)
    return f'{order} {priority} "{flags}" "{service}" "{regexp}" {target}', priority


def _txt(text: str, _priority: int | None, _zone: str) -> Data:
    if not text:
        raise RuleError("Enter the text.", "value")
    texts.strings(text)
    return text, None


def _loc(text: str, _priority: int | None, _zone: str) -> Data:
    """Latitude, longitude, altitude, size and precisions as in RFC 1876."""
    found = LOCATION.fullmatch(" ".join(text.split()))
    if found is None or not (
        _is_on_earth(*found.groups()[:4]) and _is_on_earth(*found.groups()[4:8])
    ):
        raise RuleError("Enter a place, for example 52 22 23 N 4 53 32 E -2m.", "value")
    altitude, sizes = found[9], found[10].split()
    if not MIN_ALTITUDE <= _metres(altitude) <= MAX_ALTITUDE:
        raise RuleError("Enter an altitude from -100000 to 42849672.95 m.", "value")
    if any(_metres(size) > MAX_SIZE for size in sizes):
        raise RuleError("Sizes and precisions are at most 90000000 m.", "value")
    return found[0].upper().replace("M", "m"), None


RULES: Final[dict[str, Callable[[str, int | None, str], Data]]] = {
    "A": _ipv4,
    "AAAA": _ipv6,
    "CNAME": _host,
    "LOC": _loc,
    "MX": _mx,
    "NAPTR": _naptr,
    "NS": _host,
    "PTR": _host,
    "SRV": _srv,
    "TXT": _txt,
}


def _short(text: str, sentence: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 5 or int(text) > MAX_SHORT:
        raise RuleError(sentence, "value", most=MAX_SHORT)
    return int(text)


def _require_ascii_string(inner: str) -> None:
    if not inner.isascii():
        raise RuleError("Use ASCII characters alone in a NAPTR record.", "value")
    texts.string(inner)


def _is_on_earth(degrees: str, minutes: str | None, seconds: str | None, side: str) -> bool:
    rest = float(minutes or 0) * 60 + float(seconds or 0)
    if float(minutes or 0) >= 60 or float(seconds or 0) >= 60:
        return False
    return int(degrees) * 3600 + rest <= DEGREES[side.upper()] * 3600


def _metres(text: str) -> float:
    return float(text.lower().rstrip("m"))


def _dotted(target: str, zone: str) -> str:
    return f"{names.absolute(target, zone)}."
