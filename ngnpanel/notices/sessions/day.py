"""The calls of one day: which were missed, which were sent on to somebody else, which were taken.

The platform tells a call that an account diverted among those that it placed, since it pays for
them: then somebody else stands as the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from ngnpanel.accounts.domain.calls import Call, Calls, decoded
from ngnpanel.accounts.subscriber.standing import CHALLENGED
from ngnpanel.accounts.subscriber.statistics import MISSED, kind_of
from ngnpanel.calls import patterns
from ngnpanel.calls.records import ANONYMOUS

# When the calls of yesterday are told, by the clock of the account.
TIME: Final = time(2, 15)
IN_BRACKETS: Final = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The calls of a day in three lists, the earliest first."""

    missed: tuple[Call, ...] = ()
    diverted: tuple[Call, ...] = ()
    received: tuple[Call, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missed or self.diverted or self.received)


def day_to_tell(now: datetime, zone: tzinfo) -> date | None:
    """Yesterday by this clock, None before it is time to speak of it."""
    here = now.astimezone(zone)
    if here.time() < TIME:
        return None
    return here.date() - timedelta(days=1)


def caller_of(call: Call) -> str:
    """Who called, as the header says it, else as the platform knows it."""
    header = IN_BRACKETS.search(decoded(call.from_header))
    return patterns.plain(header.group(1) if header else decoded(call.from_uri))


def may_be_diverted(call: Call, account: str) -> bool:
    """Whether somebody else than the account itself placed a call of its own."""
    return any(who not in ("", account, ANONYMOUS) for who in _callers(call))


def sort(calls: Calls, own: Iterable[str]) -> Sorted:
    """The three lists; ``own`` are the addresses and numbers that mean the account itself."""
    mine = frozenset(map(patterns.plain, own))
    diverted = [call for call in calls.placed if _is_one(call) and _is_diverted(call, mine)]
    sent_on = {decoded(call.session_id) for call in diverted}
    received = [
        call
        for call in calls.received
        # A call that was sent on is told once.
        if _is_one(call) and caller_of(call) not in mine and decoded(call.session_id) not in sent_on
    ]
    return Sorted(
        missed=_in_order(one for one in received if kind_of(one, is_placed=False) == MISSED),
        diverted=_in_order(diverted),
        received=_in_order(one for one in received if kind_of(one, is_placed=False) != MISSED),
    )


def _is_one(call: Call) -> bool:
    """No call of anybody: the phone was only asked for its password."""
    return call.status != CHALLENGED


def _is_diverted(call: Call, mine: frozenset[str]) -> bool:
    users = {address.partition("@")[0] for address in mine}
    return any(
        who not in ("", ANONYMOUS) and who not in mine and who.partition("@")[0] not in users
        for who in _callers(call)
    )


def _callers(call: Call) -> tuple[str, str]:
    return patterns.plain(decoded(call.from_uri)), caller_of(call)


def _in_order(calls: Iterable[Call]) -> tuple[Call, ...]:
    return tuple(sorted(calls, key=lambda call: call.start_time or 0))
