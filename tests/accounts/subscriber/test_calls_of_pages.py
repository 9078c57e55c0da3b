"""How many SOAP calls a page of an account costs at most, whatever the account has."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ngnpanel.accounts.domain.accept import AcceptRules, WeeklyRule
from ngnpanel.accounts.domain.diversions import VOICE_MAILBOX, Diversions
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.domain.voicemail import Mailbox, VoicemailOptions
from ngnpanel.accounts.subscriber.urls import urlpatterns
from ngnpanel.soap import metering
from tests.accounts.subscriber.helping import register
from tests.people import ALICE, SALES, People, api

MOST = 4
# The overview, and the question in it, ask for everything that decides about a call.
MORE = {"subscriber-overview": 6, "subscriber-what-if": 6}
# What stands behind the address of the account.
REST = {
    "subscriber-identity-alias-delete": [str(SALES)],
    "subscriber-settings-delete-link": ["token"],
}
QUERIES = {
    "subscriber-what-if": "?caller=mum&at=2030-12-01T09:30",
    "subscriber-contacts-edit": "?uri=mum@home.example",
    "subscriber-contacts-delete": "?uri=mum@home.example",
    "subscriber-history": "?party=mum&direction=received",
}
GROUPS = ("free-pstn", "voicemail", "missed-calls")


def rich(people: People, **more: object) -> Account:
    """Alice with some of everything that a page may ask for."""
    admin = api()
    alice = replace(admin.sip.account(ALICE), password="", owner=people.customer, groups=GROUPS)
    alice = replace(alice.with_properties({"mobile_number": "+31612345678"}), **more)  # type: ignore[arg-type]
    admin.sip.update_account(alice)
    admin.sip.add_contact(ALICE, Contact(uri="mum@home.example", name="Mum", group="family"))
    admin.sip.set_accept_rules(
        ALICE,
        AcceptRules(
            persistent=(WeeklyRule(days=127, start="00:00", stop="23:59", groups=("family",)),)
        ),
    )
    admin.sip.set_diversions(ALICE, Diversions(fnol=VOICE_MAILBOX, fbus=VOICE_MAILBOX))
    keeps = VoicemailOptions(delete=False)
    admin.voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="4711", options=keeps))
    register(ALICE, "Snom/1")
    return alice


@pytest.mark.parametrize("person", ["subscriber", "reseller", "customer"])
@pytest.mark.parametrize("kind", ["prepaid", "quota"])
def test_no_page_makes_more_calls_than_it_may(
    people: People, settings: Settings, person: str, kind: str
) -> None:
    settings.BARRING_TAB = True
    rich(people, **({"prepaid": True} if kind == "prepaid" else {"quota": 50}))
    browser: Client = people.browser(person)
    found: dict[str, list[str]] = {}
    for pattern in urlpatterns:
        name = str(pattern.name)
        url = reverse(name, args=[str(ALICE), *REST.get(name, [])]) + QUERIES.get(name, "")
        with metering.counted() as meter:
            browser.get(url)
        if meter.calls > MORE.get(name, MOST):
            found[name] = list(meter.operations)
    assert found == {}
