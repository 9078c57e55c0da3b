"""The calls of the last two weeks, with what call records hold in quoted-printable decoded."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any, Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.calls import Call, CallQuery, CallsQuery, decoded
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.jsonapi.actions.action import (
    NUMBER,
    TEXT,
    WHOLE,
    Action,
    Answer,
    Asked,
    listed,
    or_null,
    record,
)

DAYS: Final = 14
MOST: Final = 50
# The proxy asked for another way to sign in: no call that a person made.
HIDDEN_STATUS: Final = 435


def get_history(asked: Asked) -> Answer:
    """One call; what still goes on is left out."""
    subject = asked.subject
    query = CallQuery(from_date=int(time.time()) - DAYS * 86400, limit=MOST)
    found = subject.api.sip.calls(subject.id, CallsQuery(placed=query, received=query))
    return {
        "placed": _shown(asked, found.placed, lambda call: call.to_uri),
        "received": _shown(asked, found.received, lambda call: call.from_uri),
    }


def _shown(
    asked: Asked, calls: tuple[Call, ...], party: Callable[[Call], str]
) -> list[dict[str, Any]]:
    account = asked.subject.account
    zone = zone_of(account)

    def local(seconds: int | None) -> str:
        moment = datetime.fromtimestamp(seconds or 0, UTC).astimezone(zone)
        return f"{moment:%Y-%m-%d %H:%M:%S}"

    return [
        {
            "remoteParty": _party(party(call)),
            "displayName": _name(call.from_header) if party(call) == call.from_uri else "",
            "startTime": local(call.start_time),
            "stopTime": local(call.stop_time),
            "timezone": account.timezone,
            "duration": call.duration,
            "status": call.status or 0,
            "price": call.price,
            "sessionId": decoded(call.session_id),
            "fromTag": decoded(call.from_tag),
            "toTag": decoded(call.to_tag),
            "proxyIP": call.proxy_ip,
            "media": _media(call),
        }
        for call in calls
        if call.stop_time and call.status != HIDDEN_STATUS
    ]


def _party(uri: str) -> str:
    """The other side as an address without scheme and parameters; 00 of a number becomes +."""
    address = re.split(r"[;?]", rules.without_scheme(decoded(uri)), maxsplit=1)[0]
    user, at, host = address.rpartition("@")
    return f"{rules.with_plus(user)}{at}{host}" if at else rules.with_plus(address)


def _name(header: str) -> str:
    """The name in a From header; quotes and the address go."""
    return parseaddr(decoded(header))[0].strip()


def _media(call: Call) -> list[str]:
    """The kinds of media; some platforms put all into one text."""
    found = [part.strip() for text in call.application_types for part in decoded(text).split(",")]
    return [part for part in found if part]


ENTRY: Final = record(
    remoteParty=TEXT,
    displayName=TEXT,
    startTime=TEXT,
    stopTime=TEXT,
    timezone=TEXT,
    duration=WHOLE,
    status=WHOLE,
    price=or_null(NUMBER),
    sessionId=TEXT,
    fromTag=TEXT,
    toTag=TEXT,
    proxyIP=TEXT,
    media=listed(TEXT),
)
ACTIONS: Final = (
    Action(
        name="get_history",
        text="Completed calls of the last 14 days, 50 of each direction, the newest first; times in"
        " the time zone of the account.",
        run=get_history,
        answer=record(placed=listed(ENTRY), received=listed(ENTRY)),
    ),
)
