"""The Presence port, where a SIP address and its password take the place of the header."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story

# Of alice, in the section of the accounts.
PASSWORD: Final = "pässword"
WATCHER: Final = "watcher@example.net"


def tell(scene: Scene) -> Story:
    """What alice tells, whom she tells it, and who watches her."""
    alice = {"username": "alice", "domain": scene.domain}
    yield step("getPresenceInformation", alice, "wrong", fault=9001)
    busy = {"activity": "busy", "note": "Déjeuner <until> 13:00"}
    yield step("setPresenceInformation", alice, PASSWORD, busy)
    yield step("getPresenceInformation", alice, PASSWORD, expected=busy)
    yield step("deletePresenceInformation", alice, PASSWORD)
    nothing = {"activity": "", "note": ""}
    yield step("getPresenceInformation", alice, PASSWORD, expected=nothing)
    policy = {
        "allow": ["example.net", "bob@example.com"],
        "deny": ["spam@example.com"],
        "confirm": [],
    }
    yield step("setPolicy", alice, PASSWORD, policy)
    yield step("getPolicy", alice, PASSWORD, expected=policy)
    yield step("setPolicy", alice, PASSWORD, {**policy, "confirm": ["two words"]}, fault=9004)
    watch(scene)
    watchers = [{"id": WATCHER, "status": "allow", "online": True}]
    yield step("getWatchers", alice, PASSWORD, expected=watchers)


def step(operation: str, *arguments: Any, **how: Any) -> Step:
    return Step(port="Presence", operation=operation, arguments=arguments, **how)


def watch(scene: Scene) -> None:
    """Writes a watcher of alice as a presence server does: no operation makes one."""
    with sqlite3.connect(scene.database) as connection:
        connection.execute(
            "INSERT INTO provisioning_presencewatcher (account_id, watcher, is_online)"
            " SELECT a.id, ?, 1 FROM provisioning_account a"
            " JOIN provisioning_domain d ON d.id = a.domain_id"
            " WHERE a.username = 'alice' AND d.name = ?",
            (WATCHER, scene.domain),
        )
    connection.close()
