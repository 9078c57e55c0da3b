"""Calls of an account, as the SIP proxy accounted them, and what may be asked about them."""

from __future__ import annotations

import quopri
from dataclasses import dataclass, field
from typing import Final

from ngnpanel.accounts.domain.rules import MAX_INT, RuleError

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 500
MAX_CALL_ID: Final = 255
MAX_TAG: Final = 128
MAX_NODE: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQuery:
    """Which calls: Unix times, both included, and how many at most; None leaves a side open."""

    from_date: int | None = None
    to_date: int | None = None
    limit: int | None = None

    @property
    def most(self) -> int:
        """How many calls to answer with; 0 asks for no number of its own (G28)."""
        return min(self.limit or DEFAULT_LIMIT, MAX_LIMIT)

    def check(self) -> None:
        """Raises RuleError for a time before 1970, or fewer calls than none."""
        for name, value in (
            ("fromDate", self.from_date),
            ("toDate", self.to_date),
            ("limit", self.limit),
        ):
            if value is not None and not 0 <= value <= MAX_INT:
                raise RuleError("Enter a number from 0 to %(most)s.", name, most=MAX_INT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsQuery:
    """Calls of both directions; None asks for none of a direction."""

    placed: CallQuery | None = None
    received: CallQuery | None = None

    def check(self) -> None:
        """Raises RuleError for what CallQuery refuses."""
        for query in (self.placed, self.received):
            if query is not None:
                query.check()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call; times are Unix seconds, ``duration`` seconds.

    ``stop_time`` 0 means that it goes on; a received call of no duration that does not go on was
    missed. ``price`` and ``rate`` are those of placed calls, where they are known. Clients read the
    texts that come from SIP messages as quoted-printable: see ``quoted``.
    """

    session_id: str = ""
    from_tag: str = ""
    to_tag: str = ""
    from_uri: str = field(default="", metadata={"wire": "fromURI"})
    from_header: str = ""
    to_uri: str = field(default="", metadata={"wire": "toURI"})
    start_time: int | None = None
    stop_time: int = 0
    duration: int = 0
    status: int | None = None
    price: float | None = None
    proxy_ip: str = field(default="", metadata={"wire": "proxyIP"})
    application_types: tuple[str, ...] = ()
    rate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The calls of an account, the newest first."""

    placed: tuple[Call, ...] = ()
    received: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSummary:
    """Number of calls, their price and their duration in seconds, all together."""

    calls: int = 0
    price: float = 0.0
    duration: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStatistics:
    """Usage by direction; None for a direction that was not asked about."""

    placed: CallSummary | None = None
    received: CallSummary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedCall:
    """A call whose trace is asked for: by its Call-ID, and its tags where they are known.

    ``node_ip`` names the proxy that handled it.
    """

    node_ip: str = ""
    call_id: str = ""
    from_tag: str = ""
    to_tag: str = ""

    def check(self) -> None:
        """Raises RuleError without a Call-ID, and for texts that no call can have."""
        if not self.call_id.strip():
            raise RuleError("Enter the Call-ID of the call.", "callId")
        for name, text, most in (
            ("nodeIp", self.node_ip, MAX_NODE),
            ("callId", self.call_id, MAX_CALL_ID),
            ("fromTag", self.from_tag, MAX_TAG),
            ("toTag", self.to_tag, MAX_TAG),
        ):
            if len(text) > most:
                raise RuleError("Shorten this to at most %(most)s characters.", name, most=most)
            if not text.isprintable():
                raise RuleError("Leave out control characters.", name)


def quoted(text: str) -> str:
    """``text`` in a form that quoted-printable decoding (RFC 2045 section 6.7) turns back into it.

    >>> quoted("tag=2a")
    'tag=3D2a'
    """
    return text.replace("=", "=3D")


def unquoted(text: str) -> str:
    """What ``quoted`` was given; a client may send back what it got without decoding it."""
    return text.replace("=3D", "=")


def decoded(text: str) -> str:
    """Text of a call record as it was before quoted-printable, whatever platform wrote it.

    >>> decoded("audio=2C video")
    'audio, video'
    """
    return quopri.decodestring(text.encode()).decode(errors="replace")
