"""Where the devices of an account are registered, as the SIP proxy tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol

from django.db.models import Q

from ngnpanel.accounts.domain.devices import Device
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.models.features import Location

# scheme, user part, host (a literal IPv6 address in brackets), port, parameters
CONTACT: Final = re.compile(
    r"(?P<scheme>sips?):(?:[^@]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:;?>\[\]]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<parameters>;[^?>]*)?",
    re.IGNORECASE,
)
TRANSPORT: Final = re.compile(r";transport=(?P<name>[A-Za-z-]+)", re.IGNORECASE)
DEFAULT_PORTS: Final = {"tls": 5061, "ws": 80, "wss": 443}
DEFAULT_PORT: Final = 5060
# A registrar writes a contact that never ends with an expiry at the start of the epoch.
PERMANENT: Final = datetime(1970, 1, 2, tzinfo=UTC)


class Registrations(Protocol):
    """A source of registrations; another proxy's store needs only this."""

    def of(self, sip_ids: Sequence[SipId], now: datetime) -> dict[SipId, tuple[Device, ...]]:
        """The live registrations of each account, the preferred and newest first."""


class Endpoint(NamedTuple):
    """The place that a contact URI names; ``transport`` is empty when it does not tell."""

    address: str
    port: int
    transport: str


class LocationTable:
    """Registrations in the ``location`` table of a Kamailio registrar."""

    def of(self, sip_ids: Sequence[SipId], now: datetime) -> dict[SipId, tuple[Device, ...]]:
        """One query for all accounts, whatever their number."""
        if not sip_ids:
            return {}
        users: dict[str, list[str]] = {}
        for sip_id in sip_ids:
            users.setdefault(sip_id.domain, []).append(sip_id.username)
        wanted = Q()
        for domain, names in users.items():
            wanted |= Q(domain=domain, username__in=names)
        live = Q(expires__gt=now) | Q(expires__lt=PERMANENT)
        rows = Location.objects.filter(wanted & live)
        found: dict[SipId, tuple[Device, ...]] = dict.fromkeys(sip_ids, ())
        for row in rows.order_by("-q", "-last_modified", "-id"):
            key = SipId(username=row.username, domain=row.domain or "")
            found[key] += (_device(row, now),)
        return found


def parse_contact(uri: str) -> Endpoint | None:
    """Address, port and transport of a SIP URI (RFC 3261 section 19.1); None when it is not one."""
    match = CONTACT.match(uri.strip().lstrip("<"))
    if match is None:
        return None
    named = TRANSPORT.search(match["parameters"] or "")
    transport = named["name"].lower() if named else ""
    if match["scheme"].lower() == "sips" and transport in ("", "tcp"):
        transport = "tls"
    port = int(match["port"] or DEFAULT_PORTS.get(transport, DEFAULT_PORT))
    return Endpoint(match["host"].strip("[]"), port, transport)


def _device(row: Location, now: datetime) -> Device:
    contact = parse_contact(row.contact) or Endpoint(row.contact, DEFAULT_PORT, "")
    public = parse_contact(row.received or "")
    # The proxy's own socket (udp:192.0.2.1:5060) decides only when no URI names a transport.
    socket, colon, _rest = (row.socket or "").partition(":")
    named = (contact.transport, public.transport if public else "", socket if colon else "")
    permanent = row.expires < PERMANENT
    return Device(
        address=contact.address,
        port=contact.port,
        public_address=public.address if public else "",
        public_port=public.port if public else None,
        expires=None if permanent else int((row.expires - now).total_seconds()),
        user_agent=row.user_agent,
        transport=next((name for name in named if name), "udp").lower(),
        contact=row.contact,
    )
