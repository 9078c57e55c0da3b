"""The operations on SIP accounts."""

from __future__ import annotations

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def tell(scene: Scene) -> Story:
    """Alice, with everything that a record can hold, and bob; both stay for the other sections."""
    domain, customer, reseller = scene.domain, scene.customer, scene.reseller
    alice = {
        "id": {"username": "alice", "domain": domain},
        "password": "pässword",
        "firstName": "Alice",
        "lastName": "O'Hara & Šimić",
        "email": "alice@example.net",
        "acl": [{"ip": "192.0.2.0", "mask": 24, "tag": "office"}, {"ip": "198.51.100.7"}],
        "groups": ["free-pstn", "missed-calls"],
        "properties": [{"name": "language", "value": "nl"}],
        "timezone": "Europe/Amsterdam",
        "rpid": "31201234567",
        "quota": 25,
        "callLimit": 2,
        "prepaid": False,
        "timeout": 40,
        "owner": customer,
    }
    stored = {
        **alice,
        "customer": customer,
        "reseller": reseller,
        "groups": ...,
        "acl": [
            {"ip": "192.0.2.0", "mask": 24, "tag": "office"},
            {"ip": "198.51.100.7", "mask": 32},
        ],
        "ha1": ...,
    }
    yield Step(port="Sip", operation="addAccount", arguments=(alice,), expected=stored)
    yield Step(port="Sip", operation="addAccount", arguments=(alice,), fault=1011)
    # A reseller that may not change it gets prepaid accounts only.
    bob = {"id": {"username": "bob", "domain": domain}, "password": "b", "firstName": "Bob"}
    yield Step(
        port="Sip",
        operation="addAccount",
        arguments=(bob,),
        expected={"firstName": "Bob", "prepaid": True},
        login=scene.reseller_login,
    )
    found = yield Step(
        port="Sip", operation="getAccount", arguments=(alice["id"],), expected=stored
    )
    nobody = {"username": "nobody", "domain": domain}
    yield Step(port="Sip", operation="getAccount", arguments=(nobody,), fault=1010)
    yield Step(
        port="Sip",
        operation="updateAccount",
        arguments=({**found.value, "quota": 30},),
        expected={**stored, "quota": 30},
    )
    query = {
        "filter": {"domain": domain, "username": "%"},
        "orderBy": {"attribute": "username", "direction": "DESC"},
        "range": {"start": 0, "count": 1},
    }
    yield Step(
        port="Sip",
        operation="getAccounts",
        arguments=(query,),
        expected={"total": 2, "accounts": [{"id": bob["id"], "firstName": "Bob"}]},
    )
    yield Step(
        port="Sip",
        operation="getAccounts",
        arguments=({"filter": {"domain": domain, "groups": ["missed-calls"]}},),
        expected={"total": 1, "accounts": [{"id": alice["id"], "quota": 30, "prepaid": False}]},
    )
