"""What belongs to an account: diversions, accept rules, contacts, devices and its mailbox."""

from __future__ import annotations

from typing import Any

from ngnpanel.provisioning import models
from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import ALICE, Ask, about, reading, writing
from tests.provisioning.soap import sip_id, soap

BARE = sip_id("bare@customer.example")
CONTACT = {"uri": "bob@example.com", "name": "Bob"}


def furnish(world: World) -> None:
    """A contact, settings and a mailbox of alice, and an account without a mailbox."""
    soap("Sip", "addPhonebookEntry", ALICE, CONTACT)
    soap("Sip", "setRejectMembers", ALICE, ["spam@example.com"])
    soap("Sip", "setCallDiversions", ALICE, {"FBUS": "bob@example.com"})
    soap("Voicemail", "addAccount", {"sipId": ALICE, "password": "1234"})
    soap("Sip", "addAccount", {"id": BARE, "password": "x", "owner": world["owner"]})
    models.Location.objects.create(
        ruid="matrix", username="alice", domain="customer.example", contact="sip:a@192.0.2.9"
    )


def mailbox(sip_id: dict[str, Any]) -> Ask:
    """A write of a mailbox record."""
    record = {"sipId": sip_id, "password": "1234"}
    return Ask(arguments=about(record), owner=9002, sibling=1010, stranger=1010)


ASKS: dict[tuple[str, str], Ask] = {
    ("Sip", "setCallDiversions"): writing({"FUNC": "bob@example.com"}),
    ("Sip", "getCallDiversions"): reading(),
    ("Sip", "setAcceptRules"): writing({}),
    ("Sip", "getAcceptRules"): reading(),
    ("Sip", "setRejectMembers"): writing([]),
    ("Sip", "getRejectMembers"): reading(),
    ("Sip", "addPhonebookEntry"): writing({"uri": "carol@example.com"}),
    ("Sip", "updatePhonebookEntry"): writing(CONTACT),
    ("Sip", "deletePhonebookEntry"): writing(CONTACT["uri"]),
    ("Sip", "getPhonebookEntries"): reading({}, None),
    ("Sip", "getSipDeviceLocations"): Ask(
        arguments=about([ALICE]), owner=0, sibling=1010, stranger=1010
    ),
    ("Voicemail", "addAccount"): mailbox(BARE),
    ("Voicemail", "updateAccount"): mailbox(ALICE),
    ("Voicemail", "deleteAccount"): writing(),
    ("Voicemail", "getAccount"): reading(),
    ("Voicemail", "setAnnouncement"): writing(None),
}
