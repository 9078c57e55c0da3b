"""The answer to "what happens to this call", with the steps that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

# Every message that a step can carry; whoever shows them has one sentence for each.
MESSAGES: Final = (
    "hops.passed",
    "hops.loop",
    "hops.too-many",
    "blocked.passed",
    "blocked.refused",
    "anonymous.passed",
    "anonymous.allowed",
    "anonymous.refused",
    "rejected.passed",
    "rejected.refused",
    "accept.no-rules",
    "accept.no-rule-now",
    "accept.temporary",
    "accept.weekly",
    "accept.temporary-nobody",
    "accept.weekly-nobody",
    "accept.temporary-others",
    "accept.weekly-others",
    "divert.forward",
    "divert.redirect",
    "divert.voicemail",
    "divert.no-mailbox",
    "unavailable.refused",
    "unconditional.passed",
    "not-online.passed",
    "not-online.refused",
    "ring.ringing",
    "ring.failed",
    "busy.passed",
    "busy.refused",
    "no-answer.refused",
    "no-answer.unreachable",
)


class Outcome(StrEnum):
    """What happens to a call at the callee."""

    RING = "ring"
    FORWARD = "forward"
    REDIRECT = "redirect"
    VOICEMAIL = "voicemail"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be: one of MESSAGES and the values that it names."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was looked at.

    ``kind`` and ``key`` name the record that spoke (a group, a rejected caller, a rule by its
    place, a diversion by its condition); both are empty where no record did. ``decided`` is True
    for the step that ended the call's way.
    """

    name: str
    message: Message
    kind: str = ""
    key: str = ""
    decided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of a call.

    ``target`` holds the contacts that ring, or the one address that the call goes to; it is empty
    for a refusal. ``sip_code`` is what the caller's phone is told.
    """

    outcome: Outcome
    target: tuple[str, ...]
    sip_code: int
    reason: Message
    trail: tuple[Step, ...]

    @property
    def step(self) -> Step:
        """The step that decided."""
        return self.trail[-1]
