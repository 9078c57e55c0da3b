"""Trusted peers as records, and the rules of their values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.pstn.domain import routing

PROTOCOLS: Final = ("any", "udp", "tcp", "tls", "sctp")
MAX_TOKEN: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedPeer:
    """A machine whose calls are believed because of its address ``ip``, the key of the record.

    A tenant of Microsoft Teams (``msteams``) may have a host name instead. ``tags`` and ``tag``
    are one text. ``call_limit`` counts concurrent calls. Calls from the peer get ``strip`` digits
    taken off and ``prefix`` put in front, and take the carrier ``carrier_name`` and the routes of
    ``originator``. None in a written record means that the member was not there. ``from_pattern``
    is of old clients, and dropped.
    """

    ip: str
    protocol: str = ""
    tag: str | None = None
    description: str = ""
    reseller: int = 0
    change_date: datetime | None = None
    tags: str | None = None
    billing_id: str = ""
    call_limit: int | None = None
    blocked: int | None = None
    prepaid: bool | None = None
    enum_lookup: bool | None = None
    transit: bool | None = None
    msteams: bool | None = None
    tenant: str = ""
    carrier_name: str = ""
    originator: str = ""
    strip: int = 0
    prefix: str = ""
    auth_token: str | None = field(default=None, repr=False)
    owner: int | None = None
    customer: int = 0
    from_pattern: str = ""

    @property
    def label(self) -> str | None:
        """The text of ``tags``, which wins over ``tag`` (contract G36); None when neither is."""
        return self.tag if self.tags is None else self.tags


def key(text: str, *, is_tenant: bool, field: str = "ip") -> str:
    """The address of a peer as it is stored; only a Teams tenant may have a host name."""
    return routing.host(text, field) if is_tenant else routing.address(text, field)


def protocol(text: str, field: str = "protocol") -> str:
    """A transport, or any; empty stays empty (contract G37)."""
    chosen = text.strip().lower()
    if chosen and chosen not in PROTOCOLS:
        raise RuleError("Choose any, udp, tcp, tls or sctp.", field)
    return chosen


def blocked(number: int, field: str = "blocked") -> bool:
    """An integer that is a flag (contract G35)."""
    if number not in (0, 1):
        raise RuleError("Enter 1 for blocked and 0 for not blocked.", field)
    return number == 1
