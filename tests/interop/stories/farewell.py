"""The end of the story: what the opening made is deleted."""

from __future__ import annotations

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def tell(scene: Scene) -> Story:
    """Everything is deleted, from the inside out."""
    domain, login = scene.domain, scene.reseller_login
    yield Step(port="Sip", operation="deleteDomain", arguments=(domain,), fault=1002)
    yield Step(port="Customer", operation="deleteAccount", arguments=(scene.customer,), fault=5002)
    for user in ("alice", "bob"):
        sip_id = {"username": user, "domain": domain}
        yield Step(port="Sip", operation="deleteAccount", arguments=(sip_id,), login=login)
    yield Step(port="Sip", operation="deleteAccount", arguments=(sip_id,), fault=1010)
    yield Step(port="Sip", operation="deleteDomain", arguments=(domain,))
    yield Step(port="Customer", operation="deleteAccount", arguments=(scene.customer,))
    yield Step(port="Customer", operation="deleteAccount", arguments=(scene.reseller,))
