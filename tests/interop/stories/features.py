"""The operations on what belongs to a SIP account."""

from __future__ import annotations

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def tell(scene: Scene) -> Story:
    """Groups, diversions, rules for callers and the phonebook of alice and bob."""
    yield from groups(scene.domain)
    yield from diversions_and_rules(scene.domain)
    yield from phonebook(scene.domain)


def groups(domain: str) -> Story:
    """The three operations on groups."""
    bob = {"username": "bob", "domain": domain}
    yield Step(port="Sip", operation="addToGroup", arguments=(bob, "anonymous"))
    yield Step(port="Sip", operation="addToGroup", arguments=(bob, "anonymous"), fault=1030)
    yield Step(
        port="Sip", operation="getGroups", arguments=(bob,), expected=["anonymous", "prepaid"]
    )
    yield Step(port="Sip", operation="removeFromGroup", arguments=(bob, "anonymous"))
    yield Step(port="Sip", operation="removeFromGroup", arguments=(bob, "anonymous"), fault=1031)
    yield Step(port="Sip", operation="getGroups", arguments=(bob,), expected=["prepaid"])


def diversions_and_rules(domain: str) -> Story:
    """Diversions, accept rules and rejected callers."""
    alice = {"username": "alice", "domain": domain}
    nobody = {"username": "nobody", "domain": domain}
    diversions = {"FBUS": "<voice-mailbox>", "FUNV": "sip:bob@example.net"}
    yield Step(port="Sip", operation="setCallDiversions", arguments=(alice, diversions))
    yield Step(
        port="Sip",
        operation="getCallDiversions",
        arguments=(alice,),
        expected={**diversions, "FUNC": "", "RBUS": ""},
    )
    yield Step(port="Sip", operation="setCallDiversions", arguments=(nobody, {}), fault=1010)
    week = [
        {"days": 31, "start": "09:00", "stop": "17:30", "groups": ["everybody"]},
        {"days": 96, "start": "00:00", "stop": "23:59", "groups": ["nobody"]},
    ]
    accepted = {"persistent": week, "temporary": {"groups": ["nobody"], "duration": 30}}
    yield Step(port="Sip", operation="setAcceptRules", arguments=(alice, accepted))
    yield Step(
        port="Sip",
        operation="getAcceptRules",
        arguments=(alice,),
        expected={"rules": accepted, "nonEmptyGroups": ["everybody", "nobody"]},
    )
    wrong = {"persistent": [{"days": 0, "start": "09:00", "stop": "17:00", "groups": ["nobody"]}]}
    yield Step(port="Sip", operation="setAcceptRules", arguments=(alice, wrong), fault=9004)
    members = ["spam@example.net", "%@example.invalid"]
    yield Step(port="Sip", operation="setRejectMembers", arguments=(alice, members))
    yield Step(port="Sip", operation="getRejectMembers", arguments=(alice,), expected=members)
    yield Step(port="Sip", operation="getRejectMembers", arguments=(nobody,), fault=1010)


def phonebook(domain: str) -> Story:
    """The four operations on contacts."""
    alice = {"username": "alice", "domain": domain}
    mum = {"uri": "mum@example.net", "name": "Mum", "group": "family"}
    dan = {"uri": "dan@example.net", "name": "Dän", "group": "friends"}
    yield Step(
        port="Sip", operation="addPhonebookEntry", arguments=(alice, mum), expected={"name": "Mum"}
    )
    yield Step(port="Sip", operation="addPhonebookEntry", arguments=(alice, dan), expected=dan)
    yield Step(port="Sip", operation="addPhonebookEntry", arguments=(alice, mum), fault=1041)
    mum = {**mum, "name": "Mother"}
    yield Step(port="Sip", operation="updatePhonebookEntry", arguments=(alice, mum))
    yield Step(
        port="Sip",
        operation="getPhonebookEntries",
        arguments=(alice, {"name": "%o%"}, {"start": 0, "count": 100}),
        expected={"entries": [mum]},
    )
    yield Step(port="Sip", operation="deletePhonebookEntry", arguments=(alice, "mum@example.net"))
    yield Step(
        port="Sip",
        operation="deletePhonebookEntry",
        arguments=(alice, "mum@example.net"),
        fault=1040,
    )
