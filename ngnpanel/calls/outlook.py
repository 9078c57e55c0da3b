"""What happens to calls during a period: stretches of time, each with its verdict.

Only three things change by themselves while the clock goes on: the weekly rules, the end of the
temporary rule, and the clock itself where summer time begins or ends. Each of them names its
moments, so nothing is tried out minute by minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.records import Call, Callee, Phones
from ngnpanel.calls.schedule import edges
from ngnpanel.calls.verdict import Verdict

# The key of the caller who is in no contact group.
SOMEBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From ``start`` to before ``stop`` calls end like ``verdict``, which is that of ``start``."""

    start: datetime
    stop: datetime
    verdict: Verdict


def outlook(
    callee: Callee, call: Call, *, start: datetime, stop: datetime, phones: Phones = Phones.RING
) -> tuple[Stretch, ...]:
    """The stretches from ``start`` to ``stop`` in their order, without gap or overlap.

    Neighbours differ: by what happens, or by the record that says so. The phones are taken to do
    ``phones`` and to stay registered all the time.
    """
    if start.tzinfo is None or stop.tzinfo is None:
        raise ValueError("a period must know its time zone")
    first, last = start.astimezone(UTC), stop.astimezone(UTC)
    found: list[Stretch] = []
    for begin, end in pairwise([first, *changes(callee, first, last), last]):
        verdict = evaluate(callee, call, moment=begin, phones=phones)
        if found and gist(found[-1].verdict) == gist(verdict):
            found[-1] = replace(found[-1], stop=end)
        elif begin < end:
            found.append(Stretch(start=begin, stop=end, verdict=verdict))
    return tuple(found)


def by_group(
    callee: Callee, groups: Iterable[str], *, start: datetime, stop: datetime
) -> Mapping[str, tuple[Stretch, ...]]:
    """The outlook for somebody, and for callers of each of these contact groups."""
    callers = {SOMEBODY: Call(), **{group: Call(groups=frozenset({group})) for group in groups}}
    return {name: outlook(callee, call, start=start, stop=stop) for name, call in callers.items()}


def changes(callee: Callee, start: datetime, stop: datetime) -> list[datetime]:
    """The moments between ``start`` and ``stop`` at which a verdict may change, in their order."""
    moments = set(edges(callee.weekly, start, stop, callee.timezone))
    if callee.temporary and callee.temporary.until:
        moments.add(callee.temporary.until.astimezone(UTC))
    return sorted(moment for moment in moments if start < moment < stop)


def gist(verdict: Verdict) -> tuple[object, ...]:
    """What of a verdict counts as a change: what happens, and the record that decided."""
    step = verdict.step
    ends = (verdict.outcome, verdict.target, verdict.sip_code)
    return (*ends, step.name, step.kind, step.key, step.message.key)
