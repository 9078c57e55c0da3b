"""Sip.getSipTrace, getMediaTrace, getMediaSummary and getMediaSessions: JSON texts in strings.

They tell of the whole platform, so they are the administrator's; the panel asks for the trace of a
call only after it found the call among those of the account.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from ngnpanel.accounts.domain.calls import TracedCall
from ngnpanel.provisioning import rights
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.sources import MEDIA, TRACES
from ngnpanel.provisioning.sources.media import Session
from ngnpanel.provisioning.sources.traces import Message
from ngnpanel.soap.records import format_time


def get_sip_trace(call: Call, traced: TracedCall) -> str:
    """The messages of a call; an empty array when none was kept."""
    rights.require_administrator(call.caller)
    traced.check()
    return json.dumps([_message(message) for message in TRACES.messages(traced)])


def get_media_trace(call: Call, traced: TracedCall) -> str:
    """The streams of a call; raises Fault 1060 when nothing is known about them."""
    rights.require_administrator(call.caller)
    traced.check()
    found = MEDIA.trace(traced, timezone.now())
    if found is None:
        raise Fault(1060, f"There is no media trace for the call {traced.call_id}", "callId")
    return json.dumps(asdict(found))


def get_media_summary(call: Call) -> str:
    """The media relays; what the proxy does not know about them is null.

    Streams can be told apart by relay only where there is a single one.
    """
    rights.require_administrator(call.caller)
    relays = MEDIA.relays()
    sessions = MEDIA.sessions(timezone.now()) if len(relays) == 1 else None
    return json.dumps(
        [
            {
                "ip": relay.ip,
                "version": "",
                "uptime": None,
                "bps_relayed": None,
                "session_count": None if sessions is None else len(sessions),
                "stream_count": {} if sessions is None else _stream_count(sessions),
                "status": "ok" if relay.is_enabled else "disabled",
            }
            for relay in relays
        ]
    )


def get_media_sessions(call: Call) -> str:
    """The calls that go on, the newest first."""
    rights.require_administrator(call.caller)
    return json.dumps([asdict(session) for session in MEDIA.sessions(timezone.now())])


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "direction": "in" if message.is_incoming else "out",
        "from_ip": message.source.ip,
        "from_port": message.source.port,
        "to_ip": message.target.ip,
        "to_port": message.target.port,
        "to_proto": message.target.protocol,
        "method": message.method,
        "status": message.status,
        "time_stamp": format_time(datetime.fromtimestamp(message.at, UTC)),
        "message": message.text,
    }


def _stream_count(sessions: tuple[Session, ...]) -> dict[str, int]:
    return dict(Counter(stream.media_type for each in sessions for stream in each.streams))
