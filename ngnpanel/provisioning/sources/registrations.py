"""Where the devices of an account are registered: the ``location`` table of a Kamailio registrar.

The table of the server's own database has the same form, for a proxy that writes there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from ngnpanel.accounts.domain.devices import Device
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.sources import moments, tables
from ngnpanel.provisioning.sources.moments import Condition
from ngnpanel.provisioning.sources.tables import Parameter, Table

TABLE: Final = "location"
NEEDED: Final = ("username", "domain", "contact", "expires")
COLUMNS: Final = (
    *("username", "domain", "contact", "received", "user_agent", "socket"),
    *("expires", "q", "last_modified", "id"),
)
TIMES: Final = ("expires", "last_modified")
# More than the accounts that may be asked about at once ever have.
MAX_ROWS: Final = 10_000
# scheme, user part, host (a literal IPv6 address in brackets), port, parameters
CONTACT: Final = re.compile(
    r"(?P<scheme>sips?):(?:[^@]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:;?>\[\]]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<parameters>;[^?>]*)?",
    re.IGNORECASE,
)
TRANSPORT: Final = re.compile(r";transport=(?P<name>[A-Za-z-]+)", re.IGNORECASE)
DEFAULT_PORTS: Final = {"tls": 5061, "ws": 80, "wss": 443}
DEFAULT_PORT: Final = 5060


class Endpoint(NamedTuple):
    """The place that a contact URI names; ``transport`` is empty when it does not tell."""

    address: str
    port: int
    transport: str


class _Row(NamedTuple):
    """One row of the table, in the order of COLUMNS."""

    username: str
    domain: str
    contact: str
    received: str | None
    user_agent: str | None
    socket: str | None
    expires: int
    q: float
    modified: int
    id: int

    @property
    def is_permanent(self) -> bool:
        """A registrar writes a contact that never ends with an expiry at the start of the epoch."""
        return self.expires < moments.DAY


class LocationTable:
    """Registrations in the ``location`` table of a Kamailio registrar."""

    def of(self, sip_ids: Sequence[SipId], now: datetime) -> dict[SipId, tuple[Device, ...]]:
        """One query for all accounts, whatever their number."""
        found: dict[SipId, tuple[Device, ...]] = dict.fromkeys(sip_ids, ())
        table = _table()
        if not sip_ids or table is None:
            return found
        for row in sorted(_rows(table, sip_ids, now), key=_preference):
            key = SipId(username=row.username, domain=row.domain)
            if key in found:
                found[key] += (_device(row, now),)
        return found

    def online(self, now: datetime) -> dict[str, int]:
        """How many accounts of each domain have a device registered; one query."""
        table = _table()
        if table is None:
            return {}
        live, parameters = _live(table, now)
        username, domain = (f"l.{tables.quote(name)}" for name in ("username", "domain"))
        counted = tables.rows(
            f"SELECT {domain}, COUNT(DISTINCT {username}) FROM {tables.quote(TABLE)} l"  # noqa: S608 - names of columns
            f" WHERE {live} GROUP BY {domain}",
            parameters,
        )
        return {str(name).lower(): int(count) for name, count in counted if name}


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


def _table() -> Table | None:
    table = tables.find(TABLE)
    return table if table and table.has(*NEEDED) else None


def _rows(table: Table, sip_ids: Sequence[SipId], now: datetime) -> list[_Row]:
    users: dict[str, list[str]] = {}
    for sip_id in sip_ids:
        users.setdefault(sip_id.domain, []).append(sip_id.username)
    live, live_parameters = _live(table, now)
    parameters: list[Parameter] = []
    wanted = []
    for domain, names in users.items():
        wanted.append(f"(l.username IN ({tables.marks(names)}) AND l.domain = %s)")
        parameters += [*names, domain]
    columns = tables.columns(table, COLUMNS, "l", TIMES)
    found = tables.rows(
        f"SELECT {columns} FROM {tables.quote(TABLE)} l"  # noqa: S608 - names of columns
        f" WHERE ({' OR '.join(wanted)}) AND {live} LIMIT {MAX_ROWS}",
        [*parameters, *live_parameters],
    )
    return [_row(row) for row in found]


def _live(table: Table, now: datetime) -> Condition:
    """The condition that a registration has not ended."""
    running, running_parameters = moments.between(
        table, "expires", "l", int(now.timestamp()) + 1, moments.END
    )
    permanent, permanent_parameters = moments.between(table, "expires", "l", 0, moments.DAY - 1)
    condition = f"{running} OR {permanent}"
    if tables.vendor() == "sqlite":
        condition += f" OR l.{tables.quote('expires')} = 0"
    return f"({condition})", [*running_parameters, *permanent_parameters]


def _row(row: tables.Row) -> _Row:
    username, domain, contact, received, user_agent, socket, expires, q, modified, number = row
    return _Row(
        username=username,
        domain=domain,
        contact=str(contact or ""),
        received=str(received or ""),
        user_agent=user_agent,
        socket=socket,
        expires=moments.seconds(expires) or 0,
        q=tables.number(q) or 0.0,
        modified=moments.seconds(modified) or 0,
        id=int(number or 0),
    )


def _preference(row: _Row) -> tuple[float, int, int]:
    """The preferred and then the newest first."""
    return -row.q, -row.modified, -row.id


def _device(row: _Row, now: datetime) -> Device:
    contact = parse_contact(row.contact) or Endpoint(row.contact, DEFAULT_PORT, "")
    public = parse_contact(row.received or "")
    # The proxy's own socket (udp:192.0.2.1:5060) decides only when no URI names a transport.
    socket, colon, _rest = (row.socket or "").partition(":")
    named = (contact.transport, public.transport if public else "", socket if colon else "")
    return Device(
        address=contact.address,
        port=contact.port,
        public_address=public.address if public else "",
        public_port=public.port if public else None,
        expires=None if row.is_permanent else row.expires - int(now.timestamp()),
        user_agent=row.user_agent or "",
        transport=next((name for name in named if name), "udp").lower(),
        contact=row.contact,
    )
