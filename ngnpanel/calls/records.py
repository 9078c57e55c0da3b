"""What a decision about a call looks at: the call, the callee and everything set for the callee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Final

EVERYBODY: Final = "everybody"
NOBODY: Final = "nobody"
VOICE_MAILBOX: Final = "<voice-mailbox>"
ANONYMOUS: Final = "anonymous@anonymous.invalid"
MAX_HOPS: Final = 5


class Phones(StrEnum):
    """What the phones of the callee do once the call reaches them."""

    RING = "ring"
    BUSY = "busy"
    SILENT = "silent"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that arrives: the caller as ``user@domain`` and who forwarded the call so far.

    ``groups`` are contact groups that the caller is known to be in, besides those that the
    callee's contacts give; a preview asks "and if somebody of my family calls?" with it.
    """

    caller: str = ""
    groups: frozenset[str] = frozenset()
    diverted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyRule:
    """Who is accepted on some days of the week (Monday 1 … Sunday 64) from ``start`` to ``stop``.

    Times are HH:MM of the callee's own clock; ``stop`` is outside the interval, except that 23:59
    means the end of the day. A start later than the stop reaches into the next day. Equal times
    cover nothing.
    """

    days: int
    start: str
    stop: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryRule:
    """Who is accepted until a moment, whatever the weekly rules say; ``until`` None has no end."""

    groups: frozenset[str]
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRule:
    """A temporary rule that replaces any other at ``start`` and holds until a moment."""

    groups: frozenset[str]
    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A caller pattern (``%`` stands for any text) and the contact group that it belongs to."""

    pattern: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A phone that is online: where it is reached and what it is called."""

    contact: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """An account as far as incoming calls are concerned.

    ``diversions`` maps a condition (FUNV FUNC FNOL FBUS FNOA and the R twins) to its target;
    missing and empty mean none. ``mailbox`` is the number of the mailbox, empty for none.
    """

    address: str
    timezone: tzinfo = UTC
    groups: frozenset[str] = frozenset()
    rejected: tuple[str, ...] = ()
    weekly: tuple[WeeklyRule, ...] = ()
    temporary: TemporaryRule | None = None
    contacts: tuple[Contact, ...] = ()
    diversions: Mapping[str, str] = field(default_factory=dict)
    registrations: tuple[Registration, ...] = ()
    mailbox: str = ""
    timeout: int = 35
