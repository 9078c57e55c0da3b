"""The operations on SIP domains."""

from __future__ import annotations

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def tell(scene: Scene) -> Story:
    """All but deleteDomain, which ends the story."""
    domain, customer, reseller = scene.domain, scene.customer, scene.reseller
    record = {"domain": domain, "customer": customer, "reseller": reseller}
    yield Step(port="Sip", operation="addDomain", arguments=(record,), expected=record)
    yield Step(port="Sip", operation="addDomain", arguments=(record,), fault=1001)
    changed = {**record, "match_sip_domain": domain, "verify_cert": True, "require_cert": False}
    yield Step(
        port="Sip",
        operation="updateDomain",
        arguments=(changed,),
        expected={"match_sip_domain": domain, "verify_cert": True},
    )
    yield Step(
        port="Sip",
        operation="getDomains",
        arguments=({"filter": {"domain": domain}, "range": {"start": 0, "count": 1}},),
        expected={
            "total": 1,
            "domains": [{"domain": domain, "customer": customer, "verify_cert": True}],
        },
    )
