"""How a step reports: its lines for the trail and, where it ends the call's way, the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ngnpanel.calls.verdict import Message, Outcome, Step, Verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """How a step ends the call's way; the members are those of a verdict."""

    outcome: Outcome
    sip_code: int
    target: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a step has to say: lines for the trail, the last of them with the decision if any."""

    steps: tuple[Step, ...]
    decision: Decision | None = None


def passed(name: str, message: Message, kind: str = "", key: str = "") -> Finding:
    """A line of a step after which the call goes on."""
    return Finding((Step(name=name, message=message, kind=kind, key=key),))


def refused(name: str, sip_code: int, message: Message, kind: str = "", key: str = "") -> Finding:
    """The last line of a call that is refused."""
    step = Step(name=name, message=message, kind=kind, key=key)
    return decided(step, Decision(Outcome.REFUSE, sip_code))


def decided(step: Step, decision: Decision) -> Finding:
    """The last line of a call."""
    return Finding((replace(step, decided=True),), decision)


def added(notes: tuple[Step, ...], finding: Finding) -> Finding:
    """A finding with lines in front."""
    return Finding(notes + finding.steps, finding.decision)


def said(key: str, **values: Any) -> Message:
    """A message with its values."""
    spoken: Mapping[str, Any] = values
    return Message(key, spoken)


def verdict_of(trail: tuple[Step, ...], decision: Decision) -> Verdict:
    """The verdict that the last line of ``trail`` gives."""
    return Verdict(
        outcome=decision.outcome,
        target=decision.target,
        sip_code=decision.sip_code,
        reason=trail[-1].message,
        trail=trail,
        alternatives=decision.alternatives,
        headers=decision.headers,
    )
