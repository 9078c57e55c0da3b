"""The operations on aliases."""

from __future__ import annotations

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def tell(scene: Scene) -> Story:
    """The six operations on aliases."""
    domain, reseller = scene.domain, scene.reseller
    name = {"username": "sales", "domain": domain}
    alice, bob = ({"username": user, "domain": domain} for user in ("alice", "bob"))
    alias = {"id": name, "target": alice}
    stored = {**alias, "reseller": reseller}
    yield Step(port="Sip", operation="addAlias", arguments=(alias,), expected=stored)
    yield Step(port="Sip", operation="addAlias", arguments=(alias,), fault=1021)
    yield Step(port="Sip", operation="getAlias", arguments=(name,), expected=stored)
    yield Step(
        port="Sip",
        operation="getAliasesForAccount",
        arguments=(alice,),
        expected=[stored],
    )
    moved = {"id": name, "target": bob}
    yield Step(port="Sip", operation="updateAlias", arguments=(moved,), expected=moved)
    yield Step(
        port="Sip",
        operation="getAliases",
        arguments=({"filter": {"targetUsername": "bob", "targetDomain": domain}},),
        expected={"total": 1, "aliases": [moved]},
    )
    yield Step(port="Sip", operation="getAliasesForAccount", arguments=(alice,), expected=[])
    yield Step(port="Sip", operation="deleteAlias", arguments=(name,))
    yield Step(port="Sip", operation="deleteAlias", arguments=(name,), fault=1020)
