"""What an operation knows about the request that it serves."""

from __future__ import annotations

from dataclasses import dataclass, field

from ngnpanel.provisioning.caller import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: who asks, the id that ties its log lines together, and the client's address.

    ``changes`` collects kind and key of what the operation wrote; the endpoint stores them in the
    change feed within the same transaction.
    """

    caller: Caller
    request_id: str = ""
    client: str = ""
    changes: list[tuple[str, str]] = field(default_factory=list)

    def changed(self, kind: str, key: object) -> None:
        """Note that the record ``key`` of a kind was added, changed or deleted.

        The kinds are those of ``feed.KINDS``; the key is the text that names the record to people,
        for example ``alice@example.com``.
        """
        self.changes.append((kind, str(key)))
