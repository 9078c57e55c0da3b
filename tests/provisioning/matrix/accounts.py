"""SIP accounts, their groups, and the aliases that lead to them."""

from __future__ import annotations

from typing import Any

from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import ALICE, Ask, about, reading, searching, writing
from tests.provisioning.soap import sip_id, soap

INFO = sip_id("info@customer.example")


def furnish(world: World) -> None:
    """An alias of alice with her owner, and a group."""
    soap("Sip", "addAlias", {"id": INFO, "target": ALICE, "owner": world["owner"]})
    soap("Sip", "addToGroup", ALICE, "sms")


def adding(**members: Any) -> Ask:
    """A new address in the domain: nobody else knows the domain."""
    new = {"id": sip_id("new@customer.example"), **members}
    return Ask(arguments=about(new), owner=1000, sibling=1000, stranger=1000)


def alias(argument: Any, *, owner: int) -> Ask:
    """Something about the alias itself."""
    return Ask(arguments=about(argument), owner=owner, sibling=1020, stranger=1020)


ASKS: dict[tuple[str, str], Ask] = {
    ("Sip", "addAccount"): adding(password="x"),
    ("Sip", "updateAccount"): Ask(
        arguments=about({"id": ALICE}), owner=9002, sibling=1010, stranger=1010
    ),
    ("Sip", "deleteAccount"): writing(),
    ("Sip", "getAccount"): reading(),
    ("Sip", "getAccounts"): searching(
        {"filter": {"username": "alice", "domain": "customer.example"}}
    ),
    ("Sip", "addAlias"): adding(target=ALICE),
    ("Sip", "updateAlias"): alias({"id": INFO, "target": ALICE}, owner=9002),
    ("Sip", "deleteAlias"): alias(INFO, owner=9002),
    ("Sip", "getAlias"): alias(INFO, owner=0),
    ("Sip", "getAliases"): searching({"filter": {"aliasUsername": "info"}}),
    ("Sip", "getAliasesForAccount"): searching(ALICE),
    ("Sip", "addToGroup"): writing("blocked"),
    ("Sip", "removeFromGroup"): writing("sms"),
    ("Sip", "getGroups"): reading(),
}
