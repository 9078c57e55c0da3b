"""What the SIP proxy knows: calls of an account, traces, media, the network."""

from __future__ import annotations

from typing import Any

from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import Ask, about, reading

CALLS = {"placed": {"limit": 1}, "received": {"limit": 1}}
TRACED = {"nodeIp": "192.0.2.5", "callId": "call-1", "fromTag": "f1"}


def furnish(world: World) -> None:
    """Nothing: no operation makes what a proxy writes."""


def watching(*arguments: Any, administrator: int = 0) -> Ask:
    """What tells of the whole platform is the administrator's."""
    return Ask(
        arguments=about(*arguments),
        administrator=administrator,
        reseller=9002,
        customer=9002,
        owner=9002,
        sibling=9002,
        stranger=9002,
    )


ASKS: dict[tuple[str, str], Ask] = {
    ("Sip", "getCalls"): reading(CALLS),
    ("Sip", "getCallStatistics"): reading(CALLS),
    ("Sip", "getSipTrace"): watching(TRACED),
    ("Sip", "getMediaTrace"): watching(TRACED, administrator=1060),
    ("Sip", "getMediaSummary"): watching(),
    ("Sip", "getMediaSessions"): watching(),
    ("Network", "getStatistics"): watching(),
    ("Network", "getStatus"): watching(),
}
