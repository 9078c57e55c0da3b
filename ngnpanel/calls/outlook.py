"""What happens to calls during a period: stretches of time, each with its verdict.

Only four things change by themselves while the clock goes on: the weekly rules, the end of the
temporary rule, planned rules that begin, and the clock itself where summer time begins or ends.
Each of them names its moments, so nothing is tried out minute by minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.records import Call, Callee, Phones, PlannedRule, TemporaryRule
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
    callee: Callee,
    call: Call,
    *,
    start: datetime,
    stop: datetime,
    phones: Phones = Phones.RING,
    planned: Sequence[PlannedRule] = (),
) -> tuple[Stretch, ...]:
    """The stretches from ``start`` to ``stop`` in their order, without gap or overlap.

    Neighbours differ: by what happens, or by the record that says so. The phones are taken to do
    ``phones`` and to stay registered all the time. ``planned`` rules are written in their order.
    """
    if start.tzinfo is None or stop.tzinfo is None:
        raise ValueError("a period must know its time zone")
    first, last = start.astimezone(UTC), stop.astimezone(UTC)
    found: list[Stretch] = []
    for begin, end in pairwise([first, *changes(callee, first, last, planned), last]):
        verdict = evaluate(later(callee, planned, begin), call, moment=begin, phones=phones)
        if found and gist(found[-1].verdict) == gist(verdict):
            found[-1] = replace(found[-1], stop=end)
        elif begin < end:
            found.append(Stretch(start=begin, stop=end, verdict=verdict))
    return tuple(found)


def by_group(
    callee: Callee,
    groups: Iterable[str],
    *,
    start: datetime,
    stop: datetime,
    planned: Sequence[PlannedRule] = (),
) -> Mapping[str, tuple[Stretch, ...]]:
    """The outlook for somebody, and for callers of each of these contact groups."""
    callers = {SOMEBODY: Call(), **{group: Call(groups=frozenset({group})) for group in groups}}
    return {
        name: outlook(callee, call, start=start, stop=stop, planned=planned)
        for name, call in callers.items()
    }


def later(callee: Callee, planned: Sequence[PlannedRule], moment: datetime) -> Callee:
    """The account as it is at ``moment``, when the planned rule that began last holds.

    It leaves no temporary rule behind when it ends, whatever was there before.
    """
    begun = [plan for plan in planned if plan.start <= moment]
    if not begun:
        return callee
    # Of several at the same moment the one that is written last stays.
    last = max(reversed(begun), key=lambda plan: plan.start)
    return replace(callee, temporary=TemporaryRule(groups=last.groups, until=last.until))


def changes(
    callee: Callee, start: datetime, stop: datetime, planned: Sequence[PlannedRule] = ()
) -> list[datetime]:
    """The moments between ``start`` and ``stop`` at which a verdict may change, in their order."""
    moments = set(edges(callee.weekly, start, stop, callee.timezone))
    if callee.temporary and callee.temporary.until:
        moments.add(callee.temporary.until.astimezone(UTC))
    for plan in planned:
        moments |= {plan.start.astimezone(UTC), plan.until.astimezone(UTC)}
    return sorted(moment for moment in moments if start < moment < stop)


def gist(verdict: Verdict) -> tuple[object, ...]:
    """What of a verdict counts as a change: what happens, and the record that decided."""
    step = verdict.step
    ends = (verdict.outcome, verdict.target, verdict.sip_code)
    return (*ends, step.name, step.kind, step.key, step.message.key)
