"""Names in the DNS: how they are written, made full and checked.

Full names have no trailing dot and are in lower case. A wildcard is only the first label of a
record's name. Names of other scripts are written in their ASCII form (xn--…).
"""

from __future__ import annotations

import re
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError

MAX_NAME: Final = 253
APEX: Final = "@"
ROOT: Final = "."
# Underscores name services (_sip._udp), a slash a part of a reverse zone (RFC 2317).
LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_/-]{0,61}[a-z0-9_])?")
ZONE_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
DIGITS: Final = re.compile(r"[0-9.]+")
# The service in front of the name that offers it: _sip._tcp.
SERVICE: Final = re.compile(r"^(_[^.]*\.)+")


def zone_name(text: str, field: str = "name") -> str:
    """The stored form of a zone's name; raises RuleError.

    At least two labels, the last of them no number: a zone of digits alone would look like an
    address.
    """
    name = ascii_name(text, field).rstrip(".")
    if DIGITS.fullmatch(name):
        raise RuleError("The name of a zone cannot consist of digits alone.", field)
    labels = name.split(".")
    if (
        len(name) > MAX_NAME
        or len(labels) < 2
        or not all(ZONE_LABEL.fullmatch(label) for label in labels)
        or not rules.TOP_LABEL.fullmatch(labels[-1])
    ):
        raise RuleError("Enter the name of a zone, for example example.com.", field)
    return name


def full_name(text: str, zone: str, field: str = "name") -> str:
    """The full name of a record in ``zone`` (contract G54); raises RuleError.

    A name that is the zone, or ends in it, is full already, anything else is relative; empty text
    and @ are the zone itself. Trailing dots do not matter.
    """
    name = ascii_name(text, field).rstrip(".")
    if name in ("", APEX):
        return zone
    if not is_in(name, zone):
        name = f"{name}.{zone}"
    first, _dot, rest = name.partition(".")
    _require_labels(rest if first == "*" else name, field)
    if len(name) > MAX_NAME:
        raise RuleError(
            "Shorten this: a full name has at most %(most)s characters.", field, most=MAX_NAME
        )
    return name


def host(text: str, zone: str, field: str = "value", *, root: bool = False) -> str:
    """A target as it is stored: as it was sent (contract G56); raises RuleError.

    ``root`` allows a single dot, which says in SRV, MX and NAPTR that there is no target.
    """
    name = ascii_name(text, field)
    if name == ROOT and root:
        return ROOT
    if not name.rstrip("."):
        raise RuleError("Enter a host name, for example sip.example.com.", field)
    target = absolute(name, zone)
    if target != zone:
        _require_labels(target, field)
    if len(target) > MAX_NAME:
        raise RuleError(
            "Shorten this: a full name has at most %(most)s characters.", field, most=MAX_NAME
        )
    if target.rpartition(".")[2].isdigit():
        raise RuleError("Enter a host name, not an address.", field)
    return text.strip()


def absolute(target: str, zone: str) -> str:
    """The full name that a target in a record of ``zone`` stands for, empty for the root.

    Clients drop trailing dots, so a name says only by its form whether it is full. Relative are
    names of one label (``sip``), also behind a service (``_sips._tcp.push``), and names that end
    in a service (``_sip._tcp``): no top level domain begins with an underscore, and none offers
    services. @ is the zone itself.
    """
    name = target.lower()
    if name.endswith("."):
        return name[:-1]
    if name == APEX:
        return zone
    last = name.rpartition(".")[2]
    is_relative = last.startswith("_") or "." not in SERVICE.sub("", name)
    return f"{name}.{zone}" if is_relative and not is_in(name, zone) else name


def is_in(name: str, zone: str) -> bool:
    """Whether a full name is ``zone`` itself or lies below it."""
    return name == zone or name.endswith(f".{zone}")


def parents(name: str) -> list[str]:
    """The names above a full name, nearest first, without the top level: a.b.nl -> b.nl."""
    labels = name.split(".")
    return [".".join(labels[first:]) for first in range(1, len(labels) - 1)]


def ascii_name(text: str, field: str) -> str:
    """A name in lower case; one of another script is refused rather than guessed."""
    name = text.strip(" ")
    if not name.isascii():
        raise RuleError(
            "Write a name of other letters in its ASCII form, for example xn--bcher-kva.example.",
            field,
        )
    return name.lower()


def _require_labels(name: str, field: str) -> None:
    if not all(LABEL.fullmatch(label) for label in name.split(".")):
        raise RuleError(
            "Use letters, digits, hyphens, underscores and dots, with at most 63 characters"
            " between the dots.",
            field,
        )
