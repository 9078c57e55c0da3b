"""The registrations of accounts."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def tell(scene: Scene) -> Story:
    """Where alice is registered, and bob who is not."""
    domain = scene.domain
    register(scene.database, "alice", domain)
    alice, bob = ({"username": user, "domain": domain} for user in ("alice", "bob"))
    device = {"address": "192.0.2.10", "port": 5062, "userAgent": "Desk phone 3", "expires": ...}
    yield Step(
        port="Sip",
        operation="getSipDeviceLocations",
        arguments=([bob, alice],),
        expected=[{"locations": []}, {"sipId": alice, "locations": [device]}],
    )


def register(database: Path, username: str, domain: str) -> None:
    """Writes a registration as a SIP proxy does: no operation makes one."""
    ends = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=1)
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO location (ruid, username, domain, contact, expires, user_agent)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                f"{username}-{domain}",
                *(username, domain, f"sip:{username}@192.0.2.10:5062"),
                *(ends.isoformat(" "), "Desk phone 3"),
            ),
        )
    connection.close()
