"""Presence, where whoever knows the SIP password may do everything, whatever the header says."""

from __future__ import annotations

from typing import Any

from ngnpanel.provisioning import models
from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import Ask, about
from tests.provisioning.soap import sip_id, soap

PETRA = sip_id("petra@customer.example")
PASSWORD = "petra's password"


def furnish(_world: World) -> None:
    """An account with a known password, its presence and somebody who watches it."""
    soap("Sip", "addAccount", {"id": PETRA, "password": PASSWORD})
    soap("Presence", "setPresenceInformation", PETRA, PASSWORD, {"activity": "busy"})
    soap("Presence", "setPolicy", PETRA, PASSWORD, {"allow": ["bob@example.com"]})
    account = models.Account.objects.get(username="petra", domain__name="customer.example")
    models.PresenceWatcher.objects.create(account=account, watcher="bob@example.com")


def knowing(*arguments: Any) -> Ask:
    """A call with address and password."""
    return Ask(arguments=about(PETRA, PASSWORD, *arguments), owner=0, sibling=0, stranger=0)


ASKS: dict[tuple[str, str], Ask] = {
    ("Presence", "setPresenceInformation"): knowing({"activity": "idle", "note": "Lunch"}),
    ("Presence", "getPresenceInformation"): knowing(),
    ("Presence", "deletePresenceInformation"): knowing(),
    ("Presence", "getWatchers"): knowing(),
    ("Presence", "setPolicy"): knowing({"deny": ["example.net"]}),
    ("Presence", "getPolicy"): knowing(),
}
