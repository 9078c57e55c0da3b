"""SIP messages of a call out of the ``sip_trace`` table of Kamailio's siptrace module."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from ngnpanel.accounts.domain.calls import TracedCall, unquoted
from ngnpanel.provisioning.sources import moments, tables
from ngnpanel.provisioning.sources.tables import Parameter

TABLE: Final = "sip_trace"
NEEDED: Final = ("id", "callid", "msg", "fromip", "toip", "fromtag", "direction", "time_stamp")
COLUMNS: Final = (
    *("id", "callid", "time_stamp", "method", "status", "direction"),
    *("fromip", "toip", "fromtag", "totag", "msg"),
)
TIMES: Final = ("time_stamp",)
MAX_MESSAGES: Final = 500
MAX_MESSAGES_OF_MANY: Final = 5000
HIDDEN: Final = "***"
RESPONSE: Final = f'response="{HIDDEN}"'
ADDRESS: Final = re.compile(
    r"(?:(?P<protocol>udp|tcp|tls|sctp|ws|wss):)?(?P<host>\[[^\]]*\]|[^:]*|.*?)(?::(?P<port>\d{1,5}))?",
    re.IGNORECASE | re.DOTALL,
)
# The value of a header goes on in lines that begin with a blank (RFC 3261 section 7.3.1).
CREDENTIALS: Final = re.compile(
    r"^(?P<name>(?:proxy-)?authorization[ \t]*:[ \t]*)"
    r"(?P<value>(?:[^\r\n]|\r(?!\n)|\r?\n[ \t])*)",
    re.IGNORECASE | re.MULTILINE,
)
DIGEST: Final = re.compile(r"\bresponse\s*=\s*(?:\"[^\"]*\"|[^\s,]*)", re.IGNORECASE)
# The same, passing over the quoted texts of other parameters: one may read like a response.
PARAMETERS: Final = re.compile(rf"(?P<response>{DIGEST.pattern})|=\s*\"[^\"]*\"", re.IGNORECASE)
# Proofs of the server that it knows the password, and keys of encrypted media.
OTHERS: Final = (
    re.compile(r"(?P<keep>\brspauth\s*=\s*)(?:\"[^\"]*\"|[^\s,]*)", re.IGNORECASE),
    re.compile(r"(?P<keep>^a=crypto:[^:\r\n]*:)[^\r\n]*", re.IGNORECASE | re.MULTILINE),
    re.compile(r"(?P<keep>^a=ice-pwd:)[^\r\n]*", re.IGNORECASE | re.MULTILINE),
    re.compile(r"(?P<keep>^k=)[^\r\n]*", re.MULTILINE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message came from or went to; ``port`` 0 is unknown."""

    ip: str
    port: int = 0
    protocol: str = "udp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message that the proxy saw; ``at`` is Unix seconds, ``is_incoming`` seen from the proxy.

    ``text`` has no secrets any more.
    """

    id: int
    call_id: str
    at: int
    method: str
    status: str
    is_incoming: bool
    source: Place
    target: Place
    from_tag: str
    to_tag: str
    text: str


class TraceTable:
    """Messages in the ``sip_trace`` table."""

    def messages(self, call: TracedCall) -> tuple[Message, ...]:
        """What was sent for one call, in order; one query."""
        # Call records have quoted texts, which a client may decode or not.
        call_ids = {call.call_id, unquoted(call.call_id)}
        from_tags = {call.from_tag, unquoted(call.from_tag)} - {""}
        to_tags = {call.to_tag, unquoted(call.to_tag)} - {""}
        return tuple(
            message
            for message in _messages(call_ids, MAX_MESSAGES)
            if _belongs(message, from_tags, to_tags)
        )

    def messages_of(self, call_ids: Collection[str]) -> dict[str, tuple[Message, ...]]:
        """What was sent for each of many calls; one query."""
        found: dict[str, tuple[Message, ...]] = {}
        for message in _messages(call_ids, MAX_MESSAGES_OF_MANY):
            found[message.call_id] = (*found.get(message.call_id, ()), message)
        return found


def without_secrets(text: str) -> str:
    """A SIP message that proves no password and opens no encrypted media.

    What is left out is written as ``***``: the response of digest credentials, other credentials as
    a whole, and keys in SDP (RFC 3261, 7616, 4568).
    """
    text = CREDENTIALS.sub(_without_credentials, text)
    for pattern in OTHERS:
        text = pattern.sub(rf"\g<keep>{HIDDEN}", text)
    return text


def place(text: str) -> Place:
    """An address as the proxy writes it: ``udp:192.0.2.1:5060``, parts of it may be missing."""
    match = ADDRESS.fullmatch(text.strip())
    if match is None:
        return Place(ip=text)
    return Place(
        ip=match["host"].strip("[]"),
        port=int(match["port"] or 0),
        protocol=(match["protocol"] or "udp").lower(),
    )


def _messages(call_ids: Collection[str], most: int) -> list[Message]:
    table = tables.find(TABLE)
    if table is None or not table.has(*NEEDED) or not call_ids:
        return []
    wanted: list[Parameter] = [*sorted(call_ids)]
    columns = tables.columns(table, COLUMNS, "t", TIMES)
    order = [name for name in ("time_stamp", "time_us", "id") if table.has(name)]
    found = tables.rows(
        f"SELECT {columns} FROM {TABLE} t WHERE t.callid IN ({tables.marks(wanted)})"  # noqa: S608 - names of columns
        f" ORDER BY {', '.join(f't.{name}' for name in order)} LIMIT {most}",
        wanted,
    )
    return [_message(row) for row in found]


def _message(row: tables.Row) -> Message:
    number, call_id, at, method, status, direction, source, target, from_tag, to_tag, text = row
    return Message(
        id=int(number),
        call_id=call_id,
        at=moments.seconds(at) or 0,
        method=method or "",
        status=str(status or ""),
        is_incoming=str(direction).lower() != "out",
        source=place(source),
        target=place(target),
        from_tag=from_tag or "",
        to_tag=to_tag or "",
        text=without_secrets(_text(text)),
    )


def _text(value: object) -> str:
    """The message; some databases give binary columns."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _belongs(message: Message, from_tags: set[str], to_tags: set[str]) -> bool:
    """Whether a message is of the dialog; the callee's requests have the tags the other way."""
    tags = {message.from_tag, message.to_tag} - {""}
    if from_tags and not tags & from_tags:
        return False
    return not to_tags or not message.to_tag or bool(tags & to_tags)


def _without_credentials(match: re.Match[str]) -> str:
    value = match["value"]
    if value.strip().lower().startswith("digest"):
        # Both ways, because quotation marks may also be missing.
        value = DIGEST.sub(RESPONSE, PARAMETERS.sub(_without_response, value))
        return match["name"] + value
    return f"{match['name']}{HIDDEN}"


def _without_response(match: re.Match[str]) -> str:
    return match[0] if match["response"] is None else RESPONSE
