"""What an operation knows about the request that it serves."""

from __future__ import annotations

from dataclasses import dataclass

from ngnpanel.provisioning.caller import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: who asks, the id that ties its log lines together, and the client's address."""

    caller: Caller
    request_id: str = ""
    client: str = ""
