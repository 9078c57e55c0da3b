"""What outside systems know: registrations, call records, traces, media, nodes (G34).

Each is a protocol with one implementation, which reads the tables of a Kamailio proxy. Another
source needs only the methods of its protocol, and its name in the last lines of this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from ngnpanel.accounts.domain.calls import Call, CallSummary, TracedCall
from ngnpanel.accounts.domain.devices import Device
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.sources.call_records import AccountingTables
from ngnpanel.provisioning.sources.media import MediaTables, MediaTrace, Relay, Session
from ngnpanel.provisioning.sources.network import Node, OneNode
from ngnpanel.provisioning.sources.registrations import LocationTable
from ngnpanel.provisioning.sources.traces import Message, TraceTable


class Registrations(Protocol):
    """Where devices are registered."""

    def of(self, sip_ids: Sequence[SipId], now: datetime) -> dict[SipId, tuple[Device, ...]]:
        """The live registrations of each account, the preferred and newest first."""

    def online(self, now: datetime) -> dict[str, int]:
        """How many accounts of each domain have a device registered."""


class CallRecords(Protocol):
    """Who called whom; ``first`` and ``last`` are Unix seconds, both included."""

    def placed(
        self, addresses: Sequence[SipId], first: int, last: int, limit: int
    ) -> tuple[Call, ...]:
        """Calls of which one of the addresses is the caller, the newest first."""

    def received(
        self, addresses: Sequence[SipId], first: int, last: int, limit: int
    ) -> tuple[Call, ...]:
        """Calls of which one of the addresses is the callee, the newest first."""

    def placed_summary(self, addresses: Sequence[SipId], first: int, last: int) -> CallSummary:
        """The sums of the placed calls."""

    def received_summary(self, addresses: Sequence[SipId], first: int, last: int) -> CallSummary:
        """The sums of the received calls."""


class Traces(Protocol):
    """What was sent for a call."""

    def messages(self, call: TracedCall) -> tuple[Message, ...]:
        """The messages of a call in order, without secrets."""


class Media(Protocol):
    """The media of calls."""

    def trace(self, call: TracedCall, now: datetime) -> MediaTrace | None:
        """The streams of a call, None when nothing is known about it."""

    def sessions(self, now: datetime) -> tuple[Session, ...]:
        """The calls that go on, the newest first."""

    def relays(self) -> tuple[Relay, ...]:
        """The media relays."""


class Network(Protocol):
    """The nodes that make up the platform."""

    def nodes(self, moment: datetime) -> tuple[Node, ...]:
        """The nodes that work."""


_TRACES: Final = TraceTable()
REGISTRATIONS: Final[Registrations] = LocationTable()
CALL_RECORDS: Final[CallRecords] = AccountingTables()
TRACES: Final[Traces] = _TRACES
MEDIA: Final[Media] = MediaTables(_TRACES)
NETWORK: Final[Network] = OneNode()
