"""Every scope at both doors, for one act of each area."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.provisioning.endpoint import handle
from ngnpanel.provisioning.guesses import GUESSES
from ngnpanel.soap import wire
from ngnpanel.tokens import scopes
from ngnpanel.tokens.models import JSON, SOAP
from tests.people import ALICE, DOMAIN, People
from tests.provisioning.soap import Person, request, sip_id
from tests.tokens.minting import mint, owner
from tests.tokens.test_json import ACT, LOOK, ask

ID = sip_id(str(ALICE))
# What the server answers to whoever may: any fault but 9002 with a scope in it.
CALLS: dict[str, tuple[Any, ...]] = {
    "customers.read": ("Customer", "getCustomers", None),
    "customers.change": ("Customer", "deleteAccount", 999),
    "domains.read": ("Sip", "getDomains", None),
    "domains.change": ("Sip", "deleteDomain", "none.example"),
    "accounts.read": ("Sip", "getAliasesForAccount", ID),
    "accounts.change": ("Sip", "deleteAccount", sip_id(f"none@{DOMAIN}")),
    "settings.read": ("Sip", "getCallDiversions", ID),
    "settings.change": ("Voicemail", "deleteAccount", sip_id(f"none@{DOMAIN}")),
    "calls.read": ("Sip", "getPrepaidStatus", [ID]),
    "money.change": ("Rating", "deleteEntityProfiles", f"subscriber://none@{DOMAIN}"),
    "numbers.read": ("Enum", "getRanges", None),
    "numbers.change": ("Enum", "deleteNumber", {"number": "31", "tld": "e164.arpa"}),
    "dns.read": ("Dns", "getZones", None),
    "dns.change": ("Dns", "deleteZone", "none.example"),
    "pstn.read": ("Sip", "getRoutes", None),
    "pstn.change": ("Sip", "deleteCarrier", 999),
    "tools.read": ("Network", "getStatus"),
}
# Areas that no operation or no action is about.
SILENT = {"money.read", "work.read", "work.change"}


def gives(scope: str, needed: str) -> bool:
    """Whether a token of one scope does what another one is for, said once more in plain words."""
    area, _dot, level = needed.partition(".")
    return scope in (needed, f"{area}.change") or (scope == "all.read" and level == "read")


@pytest.mark.parametrize("scope", scopes.SCOPES)
def test_a_scope_opens_its_own_acts_at_both_doors_and_no_other(people: People, scope: str) -> None:
    GUESSES.forget()
    made = mint(owner(people), scope)
    person = Person("reseller", made.text, admin=False)
    opened = set()
    for needed, (port, operation, *arguments) in CALLS.items():
        found = wire.parse_reply(
            handle(request(port, operation, *arguments, as_=person), client="192.0.2.1").body
        )
        text = found.text if isinstance(found, wire.FaultReply) else ""
        if "it lacks" in text:
            assert text.endswith(f"it lacks {needed}")
        else:
            opened.add(needed)
    assert opened == {needed for needed in CALLS if gives(scope, needed)}
    assert (ask(made.text, LOOK).status_code == 200) is gives(scope, "settings.read")
    acted = ask(made.text, ACT, post=True)
    assert acted.status_code == (200 if gives(scope, "settings.change") else 403)


def test_each_scope_has_an_act_here_or_none_at_all() -> None:
    assert set(CALLS) | SILENT >= set(scopes.SCOPES) - {scopes.READ_ALL}


@pytest.mark.parametrize("doors", [(JSON,), (SOAP,), (JSON, SOAP)])
def test_a_door_that_is_not_named_stays_shut(people: People, doors: tuple[str, ...]) -> None:
    GUESSES.forget()
    made = mint(owner(people), *scopes.SCOPES, doors=doors)
    person = Person("reseller", made.text, admin=False)
    reply = handle(request("Sip", "getAccount", ID, as_=person), client="192.0.2.1")
    assert (reply.status == 200) is (SOAP in doors)
    assert (ask(made.text).status_code == 200) is (JSON in doors)
