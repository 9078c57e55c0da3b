"""The answer to "what happens to this call", with the steps that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

# Every message that a step at the callee can carry; whoever shows them has one sentence for each.
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
# The same for the way from the caller to there, or out.
WAY_MESSAGES: Final = (
    "caller.account",
    "caller.peer",
    "caller.gateway",
    "caller.foreign",
    "caller.diverted",
    "peer.blocked",
    "peer.full",
    "emergency.passed",
    "emergency.target",
    "emergency.unread",
    "emergency.no-target",
    "emergency.not-yours",
    "caller.not-blocked",
    "caller.blocked",
    "acl.passed",
    "acl.open",
    "acl.unknown",
    "acl.outside",
    "destination.account",
    "destination.alias",
    "destination.nobody",
    "destination.elsewhere",
    "destination.invalid",
    "destination.circle",
    "destination.too-many",
    "out.leaves",
    "out.refused",
    "number.international",
    "number.national",
    "number.quick-dial",
    "number.peer",
    "number.incomplete",
    "enum.skipped",
    "enum.no-range",
    "enum.no-number",
    "enum.no-mapping",
    "enum.mapping",
    "rights.foreign",
    "rights.gateway",
    "rights.peer",
    "rights.no-pstn",
    "rights.pstn",
    "rights.quota",
    "rights.no-quota",
    "rights.postpaid",
    "rights.balance",
    "rights.no-balance",
    "rights.balance-unread",
    "rights.barred",
    "rights.not-barred",
    "rights.limit",
    "rights.limit-unread",
    "rights.no-limit",
    "rights.full",
    "route.chosen",
    "route.hidden",
    "route.none",
    "route.no-gateway",
    "rule.applied",
    "rule.none",
    "caller-id.shown",
    "caller-id.hidden",
    "caller-id.none",
    "gateway.chosen",
    "forward.again",
)


class Outcome(StrEnum):
    """What happens to a call; ROUTE goes to a gateway, OUT to the proxy of another domain."""

    RING = "ring"
    FORWARD = "forward"
    REDIRECT = "redirect"
    VOICEMAIL = "voicemail"
    ROUTE = "route"
    EMERGENCY = "emergency"
    OUT = "out"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be: one of the messages above and the values that it names."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was looked at.

    ``kind`` and ``key`` name the record that spoke (a group, a rejected caller, a rule by its
    place, a diversion by its condition); both are empty where no record did. ``decided`` is True
    for the step that ended the call's way. ``account`` is the account whose settings were looked
    at, where a call meets several.
    """

    name: str
    message: Message
    kind: str = ""
    key: str = ""
    decided: bool = False
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of a call.

    ``target`` holds the contacts that ring, or the one address that the call goes to: for ROUTE the
    request URI. It is empty for a refusal, and where the records that name it could not be read.
    ``alternatives`` are the request URIs that are tried next, on 408, 480 and 5xx. ``headers`` go
    into the request. ``sip_code`` is what the caller's phone is told.
    """

    outcome: Outcome
    target: tuple[str, ...]
    sip_code: int
    reason: Message
    trail: tuple[Step, ...]
    alternatives: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def step(self) -> Step:
        """The step that decided."""
        return self.trail[-1]
