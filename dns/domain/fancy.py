"""Fancy records: mail addresses of a zone that are forwarded, hosts that are redirected."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import names
from ngnpanel.dns.domain.records import one_of

FORWARDING: Final = "MBOXFW"
REDIRECTION: Final = "URL"
TYPES: Final = (FORWARDING, REDIRECTION)
MAX_URL: Final = 2048
# RFC 3986; everything else is percent-encoded.
URL_CHARACTERS: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FancyRecord:
    """A forwarding (MBOXFW: ``name`` local@zone, ``value`` a mail address) or a redirection.

    Of a redirection (URL) ``name`` is a host, relative to the zone or in full, and ``value`` an
    http or https address. ``owner`` is a customer id, 0 for none; ``customer`` and ``reseller`` are
    those of the zone.
    """

    id: int = 0
    zone: str = ""
    name: str = ""
    type: str = ""
    value: str = ""
    owner: int = 0
    customer: int = 0
    reseller: int = 0
    change_date: datetime | None = None


def checked(record: FancyRecord, zone: str) -> FancyRecord:
    """The record as it is stored in ``zone``; raises RuleError."""
    kind = one_of(record.type, TYPES)
    if kind == REDIRECTION:
        name, value = names.full_name(record.name, zone), web_address(record.value)
    else:
        name, value = _mailbox(record.name, zone), destination(record.value)
        if value.lower() == name:
            raise RuleError("An address cannot be forwarded to itself.", "value")
    return replace(record, zone=zone, name=name, type=kind, value=value)


def _mailbox(text: str, zone: str) -> str:
    """An address of the zone in lower case; its local part alone is enough."""
    local, at, host = text.strip().rpartition("@")
    if not at:
        local, host = host, zone
    # Not a rule for mail addresses in general: labels of a zone may have underscores.
    is_local = rules.EMAIL_LOCAL.fullmatch(local) and ".." not in local
    if not is_local or host.lower().removesuffix(".") != zone:
        raise RuleError(
            "Enter an address of the zone, for example info@%(zone)s.", "name", zone=zone
        )
    if len(local) + 1 + len(zone) > rules.MAX_EMAIL:
        raise RuleError(
            "Shorten this to at most %(most)s characters.", "name", most=rules.MAX_EMAIL
        )
    return f"{local.lower()}@{zone}"


def destination(text: str) -> str:
    """Where mail is forwarded to, as it is stored; raises RuleError."""
    address = rules.email(text.strip().rstrip("."), "value")
    if not address:
        raise RuleError("Enter the address that mail is forwarded to.", "value")
    return address


def web_address(text: str) -> str:
    """Where visitors are sent, as it is stored; raises RuleError."""
    address = text.strip()
    if len(address) > MAX_URL:
        raise RuleError("Shorten this to at most %(most)s characters.", "value", most=MAX_URL)
    if not URL_CHARACTERS.fullmatch(address):
        raise RuleError("Write blanks and other letters percent-encoded, for example %20.", "value")
    try:
        parts = urlsplit(address)
        is_complete = parts.scheme in ("http", "https") and _is_host(parts.hostname or "")
        is_complete = is_complete and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete:
        raise RuleError("Enter a web address, for example https://www.example.com/.", "value")
    return address


def _is_host(text: str) -> bool:
    """Whether a URL's host is a name or an address; raises ValueError for a wrong IPv6 address."""
    if ":" in text:
        return not ipaddress.IPv6Address(text).scope_id
    return all(names.LABEL.fullmatch(label) for label in text.removesuffix(".").split("."))
