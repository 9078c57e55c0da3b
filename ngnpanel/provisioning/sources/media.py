"""Media of calls: streams out of traced session descriptions, live sessions, relays.

- streams: the SDP bodies (RFC 4566) of the messages in ``sip_trace``, and the counters that phones
  add when they hang up (``P-RTP-Stat``)
- live sessions: ``dialog`` and ``dialog_vars`` of Kamailio's dialog module
- relays: ``rtpengine`` and ``rtpproxy`` of the modules of these names
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ngnpanel.accounts.domain.calls import TracedCall
from ngnpanel.provisioning.sources import tables
from ngnpanel.provisioning.sources.sessions import Description, counters, description
from ngnpanel.provisioning.sources.tables import Parameter
from ngnpanel.provisioning.sources.traces import Message, TraceTable, place

DIALOGS: Final = "dialog"
VARIABLES: Final = "dialog_vars"
RELAYS: Final = ("rtpengine", "rtpproxy")
DIALOG_COLUMNS: Final = ("callid", "from_uri", "to_uri", "start_time", "hash_entry", "hash_id")
# Answered, and confirmed by the caller.
LIVE_STATES: Final = (3, 4)
CALLER_AGENT: Final = "caller_ua"
CALLEE_AGENT: Final = "callee_ua"
MAX_SESSIONS: Final = 1000
MAX_RELAYS: Final = 500
ACTIVE: Final = "active"
CLOSED: Final = "closed"
SCHEME: Final = re.compile(r"^sips?:", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Stream:
    """One stream of a call; times are seconds since it was answered, addresses are ``ip:port``.

    ``local`` is the address of the relay towards that side, ``remote`` the address of the side.
    """

    media_type: str
    status: str = ACTIVE
    start_time: int = 0
    end_time: int = 0
    timeout_wait: int = 0
    caller_local: str = ""
    callee_local: str = ""
    caller_remote: str = ""
    callee_remote: str = ""
    caller_codec: str = ""
    callee_codec: str = ""
    caller_bytes: int = 0
    callee_bytes: int = 0
    caller_packets: int = 0
    callee_packets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaTrace:
    """What is known about the media of one call; ``duration`` is seconds."""

    duration: int
    streams: tuple[Stream, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A call that goes on."""

    call_id: str
    from_uri: str
    to_uri: str
    caller_ua: str
    callee_ua: str
    duration: int
    streams: tuple[Stream, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A media relay that the proxy may use."""

    ip: str
    is_enabled: bool


class MediaTables:
    """Media as the tables of a Kamailio proxy tell of them."""

    def __init__(self, traces: TraceTable) -> None:
        self._traces = traces

    def trace(self, call: TracedCall, now: datetime) -> MediaTrace | None:
        """The streams of a call, None when no session description of it was traced; one query."""
        return _trace(self._traces.messages(call), int(now.timestamp()))

    def sessions(self, now: datetime) -> tuple[Session, ...]:
        """The calls that go on, the newest first; three queries."""
        table = tables.find(DIALOGS)
        if table is None or not table.has(*DIALOG_COLUMNS, "state", "id"):
            return ()
        columns = tables.columns(table, DIALOG_COLUMNS, "d")
        found = tables.rows(
            f"SELECT {columns} FROM {DIALOGS} d WHERE d.state IN ({tables.marks(LIVE_STATES)})"  # noqa: S608 - names of columns
            f" ORDER BY d.id DESC LIMIT {MAX_SESSIONS}",
            LIVE_STATES,
        )
        agents = _agents([row[4] for row in found])
        messages = self._traces.messages_of({row[0] for row in found})
        seconds = int(now.timestamp())
        return tuple(
            _session(row, agents.get(row[4:6], {}), messages.get(row[0], ()), seconds)
            for row in found
        )

    def relays(self) -> tuple[Relay, ...]:
        """The relays that the proxy is told to use, by address; one query a table."""
        relays: dict[str, bool] = {}
        for name in RELAYS:
            table = tables.find(name)
            if table is None or not table.has("url"):
                continue
            columns = tables.columns(table, ("url", "disabled"), "r")
            query = f"SELECT {columns} FROM {name} r LIMIT {MAX_RELAYS}"  # noqa: S608 - names of columns
            for url, disabled in tables.rows(query, ()):
                ip = place(url).ip
                relays[ip] = relays.get(ip, False) or not tables.number(disabled)
        return tuple(Relay(ip=ip, is_enabled=relays[ip]) for ip in sorted(relays))


def _agents(entries: Sequence[int]) -> dict[tuple[object, ...], dict[str, str]]:
    """The user agents that the proxy's script noted, by the two hashes of a dialog."""
    table = tables.find(VARIABLES)
    if table is None or not entries:
        return {}
    wanted: list[Parameter] = [*sorted(set(entries))]
    found = tables.rows(
        f"SELECT hash_entry, hash_id, dialog_key, dialog_value FROM {VARIABLES}"  # noqa: S608 - names of columns
        f" WHERE hash_entry IN ({tables.marks(wanted)}) AND dialog_key IN (%s, %s)",
        [*wanted, CALLER_AGENT, CALLEE_AGENT],
    )
    agents: dict[tuple[object, ...], dict[str, str]] = {}
    for entry, number, key, value in found:
        agents.setdefault((entry, number), {})[key] = value
    return agents


def _session(
    row: tables.Row, agents: dict[str, str], messages: Iterable[Message], now: int
) -> Session:
    call_id, from_uri, to_uri, start = row[:4]
    trace = _trace(tuple(messages), now)
    return Session(
        call_id=call_id,
        from_uri=SCHEME.sub("", from_uri),
        to_uri=SCHEME.sub("", to_uri),
        caller_ua=agents.get(CALLER_AGENT, ""),
        callee_ua=agents.get(CALLEE_AGENT, ""),
        duration=max(now - int(start), 0),
        streams=trace.streams if trace else (),
    )


def _trace(messages: Sequence[Message], now: int) -> MediaTrace | None:
    """The streams by what was offered and answered; the caller is who sent the first INVITE."""
    described = [(message, description(message.text)) for message in messages]
    streams = _streams([(message, found) for message, found in described if found])
    if not streams:
        return None
    answers = [m.at for m in messages if m.status.startswith("2") and m.method == "INVITE"]
    ends = [m.at for m in messages if m.method == "BYE"]
    start = answers[0] if answers else 0
    end = ends[0] if ends else now
    duration = max(end - start, 0) if start else 0
    for stream in streams:
        stream.status = CLOSED if ends or not start else ACTIVE
        stream.end_time = duration
    _count(streams, messages)
    return MediaTrace(duration=duration, streams=tuple(streams))


def _streams(described: Sequence[tuple[Message, Description]]) -> list[Stream]:
    offers = [(m, d) for m, d in described if m.method == "INVITE" and not m.status]
    if not offers:
        return []
    caller_tag = offers[0][0].from_tag
    streams = [Stream(media_type=media.kind) for media in offers[0][1]]
    for message, found in described:
        # A request comes from the side of its From tag, an answer goes back to it.
        is_answer = bool(message.status)
        is_callers = (message.from_tag == caller_tag) != is_answer
        for stream, media in zip(streams, found, strict=False):
            if message.is_incoming and is_callers:
                stream.caller_remote = media.address
            elif message.is_incoming:
                stream.callee_remote = media.address
            elif is_callers:
                stream.callee_local = media.address
            else:
                stream.caller_local = media.address
            if not is_answer:
                continue
            if message.is_incoming != is_callers:
                stream.callee_codec = media.codec
            else:
                stream.caller_codec = media.codec
    return streams


def _count(streams: Sequence[Stream], messages: Sequence[Message]) -> None:
    """What each side says that it sent; phones speak of their audio alone."""
    audio = next((stream for stream in streams if stream.media_type == "audio"), None)
    first = next((message for message in messages if message.method == "INVITE"), None)
    if audio is None or first is None:
        return
    for message in messages:
        counted = (
            counters(message.text) if message.method == "BYE" and message.is_incoming else None
        )
        if counted is None:
            continue
        if (message.from_tag == first.from_tag) != bool(message.status):
            audio.caller_packets, audio.caller_bytes = counted
        else:
            audio.callee_packets, audio.callee_bytes = counted
