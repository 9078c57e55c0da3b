"""Zones as records, their defaults, and the SOA and NS data that their attributes make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import names

MAX_SECONDS: Final = 2**31 - 1
MAX_NAMESERVERS: Final = 20
# The local part of the mailbox is one label of the SOA record, and the whole a name of 255 bytes.
MAX_LOCAL: Final = 63
MAX_MAILBOX: Final = 253
# Seconds that a new zone gets where 0 or nothing was sent (contract G52).
DEFAULTS: Final = {
    "ttl": 3600,
    "refresh": 14400,
    "retry": 3600,
    "expire": 1209600,
    "minimum": 3600,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone; it gives its records their customer and reseller.

    ``ttl`` is that of the SOA and NS records, ``minimum`` the default TTL of all others; they and
    ``refresh``, ``retry`` and ``expire`` are seconds, 0 stands for the default. ``nameservers`` are
    host names, none stands for those of the platform. ``serial`` is kept by the platform.
    """

    name: str
    ttl: int = 0
    nameservers: tuple[str, ...] = ()
    email: str = ""
    serial: int = 0
    refresh: int = 0
    retry: int = 0
    expire: int = 0
    minimum: int = 0
    customer: int = 0
    reseller: int = 0
    change_date: datetime | None = None
    info: str = ""


def checked(zone: Zone, platform: Iterable[str] = ()) -> Zone:
    """The zone as it is stored: full names, defaults in place; raises RuleError.

    ``platform`` are the name servers of a zone that names none.
    """
    name = names.zone_name(zone.name)
    seconds: dict[str, Any] = {
        field: _seconds(getattr(zone, field), field) or default
        for field, default in DEFAULTS.items()
    }
    return replace(
        zone,
        name=name,
        nameservers=_nameservers(zone.nameservers, name) or tuple(platform),
        email=_mailbox(zone.email),
        **seconds,
    )


def with_nameserver(zone: Zone, server: str) -> Zone:
    """The zone with one more name server, the last one; raises RuleError."""
    added = (*zone.nameservers, server)
    return replace(zone, nameservers=_nameservers(added, zone.name))


def without_nameserver(zone: Zone, server: str) -> Zone:
    """The zone without this name server; raises RuleError where none would be left.

    A zone that names none is served by the platform's own, which is for its form to choose.
    """
    gone = names.absolute(names.host(server, zone.name, "nameservers"), zone.name)
    left = tuple(each for each in zone.nameservers if each != gone)
    if zone.nameservers and not left:
        raise RuleError("It is the only name server of the zone.", "nameservers")
    return replace(zone, nameservers=left)


def soa(zone: Zone) -> str:
    """The data of the SOA record in presentation form.

    A zone without name servers names itself as primary, one without mailbox hostmaster.
    """
    primary = zone.nameservers[0] if zone.nameservers else zone.name
    local, _at, host = (zone.email or f"hostmaster@{zone.name}").rpartition("@")
    mailbox = f"{''.join(_escaped(char) for char in local)}.{host}."
    timers = f"{zone.serial} {zone.refresh} {zone.retry} {zone.expire} {zone.minimum}"
    return f"{primary}. {mailbox} {timers}"


def ns(zone: Zone) -> tuple[str, ...]:
    """The data of the NS records at the top of the zone."""
    return tuple(f"{server}." for server in zone.nameservers)


def _nameservers(servers: tuple[str, ...], zone: str) -> tuple[str, ...]:
    """Full names of hosts, each once; a single label lies in the zone."""
    if len(servers) > MAX_NAMESERVERS:
        raise RuleError("Enter at most %(most)s name servers.", "nameservers", most=MAX_NAMESERVERS)
    given = [text for text in servers if text.strip()]
    return tuple(
        dict.fromkeys(names.absolute(names.host(text, zone, "nameservers"), zone) for text in given)
    )


def _mailbox(text: str) -> str:
    address = rules.email(text)
    if len(address.partition("@")[0]) > MAX_LOCAL:
        raise RuleError("Use at most %(most)s characters before the @.", "email", most=MAX_LOCAL)
    if len(address) > MAX_MAILBOX:
        raise RuleError("Shorten this to at most %(most)s characters.", "email", most=MAX_MAILBOX)
    return address


def _seconds(number: int, field: str) -> int:
    if not 0 <= number <= MAX_SECONDS:
        raise RuleError("Enter seconds from 1 to %(most)s.", field, most=MAX_SECONDS)
    return number


def _escaped(char: str) -> str:
    """A character of the SOA mailbox: only letters, digits, - and _ need no backslash."""
    return char if char.isalnum() or char in "-_" else f"\\{char}"
