"""Taking back what an entry says: what was there comes back, and nothing of anybody else goes."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import Alias, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.audit import recording
from ngnpanel.audit.models import Entry
from ngnpanel.audit.recording import Scene
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.users import proof
from tests.audit.test_recording import last
from tests.jobs.working import actor
from tests.people import ALICE, BOB, DOMAIN, FOREIGN, SALES, People, api, calls


def page(browser: Client, entry: Entry, way: str = "undo/") -> Any:
    """What somebody sees."""
    return browser.get(f"/audit/{entry.number}/{way}")


def taken_back(browser: Client, entry: Entry) -> Any:
    """After the press of the button."""
    seen = page(browser, entry)
    assert seen.status_code == 200, seen.content.decode()
    return browser.post(f"/audit/{entry.number}/undo/", {"seen": seen.context["plan"].stamp})


def proved(browser: Client, when: float) -> Client:
    """A browser in which somebody proved to be there at that moment."""
    session = browser.session
    session[proof.PROVED] = {proof.PASSWORD: when, proof.SECOND: when}
    session.save()
    return browser


def bare(answer: Any) -> str:
    """A page without what is another one in each answer."""
    return re.sub(r"[A-Za-z0-9]{64}|/audit/\d+/", "", answer.content.decode())


@pytest.fixture
def changed(people: People) -> Entry:
    """Somebody changed four values of Alice, one of them a secret."""
    panel = api(people.reseller)
    with recording.scene(Scene(source="panel", actor=actor(people))):
        account = panel.sip.account(ALICE)
        panel.sip.update_account(
            replace(
                account,
                quota=75,
                first_name="Alicia",
                groups=(*account.groups, "missed-calls"),
                password="a new Password 1",
            )
        )
    return last()


def test_a_change_is_taken_back_and_what_others_did_meanwhile_stays(
    changed: Entry, reseller: Client
) -> None:
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, first_name="Ally", last_name="Jones"))
    with calls(1):
        text = page(reseller, changed).content.decode()
    for words in ("Alicia", "Ally", "Changed since", "Cannot come back", "75"):
        assert words in text
    answer = taken_back(reseller, changed)
    assert answer.status_code == 302
    assert answer["Location"] == f"/audit/{changed.number}/"
    now = api().sip.account(ALICE)
    assert (now.quota, now.first_name, now.last_name) == (None, "Ally", "Jones")
    assert now.groups == ("free-pstn",)
    entry = last()
    assert (entry.operation, entry.reason) == (
        "Sip.updateAccount",
        f"undo of entry {changed.number}",
    )
    assert set(entry.changes) == {"quota", "groups.missed-calls"}
    assert "There is nothing to write" in page(reseller, changed).content.decode()


def test_nobody_writes_what_nobody_saw(changed: Entry, reseller: Client) -> None:
    seen = page(reseller, changed).context["plan"].stamp
    api().sip.update_account(replace(api().sip.account(ALICE), quota=3))
    answer = reseller.post(f"/audit/{changed.number}/undo/", {"seen": seen})
    assert answer.status_code == 409
    assert "The record changed since you opened this page" in answer.content.decode()
    assert api().sip.account(ALICE).quota == 3


def test_an_undo_is_undone(changed: Entry, reseller: Client) -> None:
    taken_back(reseller, changed)
    assert taken_back(reseller, last()).status_code == 302
    now = api().sip.account(ALICE)
    assert (now.quota, now.first_name) == (75, "Alicia")
    assert "missed-calls" in now.groups


def test_what_is_foreign_is_missing(changed: Entry, stranger: Client, subscriber: Client) -> None:
    for way in ("", "undo/"):
        foreign = page(stranger, changed, way)
        missing = stranger.get(f"/audit/{changed.number + 1000}/{way}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert bare(foreign) == bare(missing)
        assert page(subscriber, changed, way).status_code == 403
    assert stranger.post(f"/audit/{changed.number}/undo/").status_code == 404
    assert stranger.get(f"/audit/{10**30}/").status_code == 404


def test_an_entry_of_ones_own_about_what_went_to_others_writes_nothing(
    people: People, stranger: Client
) -> None:
    """The scope of an entry is that of then; the platform decides about now."""
    panel = api(people.stranger)
    with recording.scene(Scene(source="panel", actor=actor(people, "stranger"))):
        panel.sip.update_account(replace(panel.sip.account(FOREIGN), quota=1))
    Entry.objects.filter(number=last().number).update(key=str(ALICE))
    assert "The record is not there any more." in page(stranger, last()).content.decode()


def test_what_was_made_goes_after_a_proof(people: People, reseller: Client) -> None:
    panel = api(people.reseller)
    with recording.scene(Scene(source="panel", actor=actor(people))):
        panel.sip.add_alias(Alias(id=SipId(username="info", domain=DOMAIN), target=BOB))
    made = last()
    stamp = page(reseller, made).context["plan"].stamp
    asked = proved(reseller, 0).post(f"/audit/{made.number}/undo/", {"seen": stamp})
    assert asked.status_code == 403
    assert api().sip.alias(SipId(username="info", domain=DOMAIN)).target == BOB
    assert taken_back(proved(reseller, time.time()), made).status_code == 302
    assert (last().operation, last().reason) == (
        "Sip.deleteAlias",
        f"undo of entry {made.number}",
    )
    assert "not there any more" in page(reseller, made).content.decode()


def test_what_was_deleted_is_made_again(people: People, reseller: Client) -> None:
    panel = api(people.reseller)
    with recording.scene(Scene(source="panel", actor=actor(people))):
        panel.sip.alias(SALES)
        panel.sip.delete_alias(SALES)
    gone = last()
    assert taken_back(reseller, gone).status_code == 302
    assert api().sip.alias(SALES).target == ALICE
    assert "It is there again." in page(reseller, gone).content.decode()


def test_whoever_had_a_password_is_not_made_again(people: People, reseller: Client) -> None:
    panel = api(people.reseller)
    with recording.scene(Scene(source="panel", actor=actor(people))):
        panel.sip.account(BOB)
        panel.sip.delete_account(BOB)
    assert "had a password, which the audit never keeps" in page(reseller, last()).content.decode()


def test_a_zone_gets_its_values_back(people: People, reseller: Client) -> None:
    panel = api()
    with recording.scene(Scene(source="panel", actor=actor(people))):
        panel.dns.add_zone(
            Zone(
                name="lantern.example",
                customer=people.customer,
                reseller=people.reseller,
                nameservers=("ns1.example.net", "ns2.example.net"),
                ttl=3600,
            )
        )
        zone = panel.dns.zone("lantern.example")
        panel.dns.update_zone(replace(zone, ttl=300, nameservers=("ns1.example.net",)))
    assert taken_back(reseller, last()).status_code == 302
    now = api().dns.zone("lantern.example")
    assert (now.ttl, set(now.nameservers)) == (3600, {"ns1.example.net", "ns2.example.net"})


def test_parts_of_an_account_come_back(people: People, reseller: Client) -> None:
    panel = api(people.reseller)
    with recording.scene(Scene(source="panel", actor=actor(people))):
        panel.sip.account(ALICE)
        panel.sip.diversions(ALICE)
        panel.sip.set_diversions(ALICE, Diversions(fbus="sip:bob@acme.example"))
        forwarded = last()
        panel.sip.rejected_callers(ALICE)
        panel.sip.set_rejected_callers(ALICE, ["x@y.example"])
        rejected = last()
        panel.sip.remove_from_group(ALICE, "free-pstn")
        left = last()
        panel.voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="987654", name="Al"))
        box = panel.voicemail.mailbox(ALICE)
        assert box is not None
        panel.voicemail.update_mailbox(replace(box, name="Alice at work"))
        renamed = last()
    for entry in (forwarded, rejected, left, renamed):
        assert taken_back(reseller, entry).status_code == 302, entry
    assert api().sip.diversions(ALICE) == Diversions()
    assert api().sip.rejected_callers(ALICE) == ()
    assert api().sip.account(ALICE).groups == ("free-pstn",)
    box = api().voicemail.mailbox(ALICE)
    assert box is not None
    assert (box.name, box.password) == ("Al", "987654")


def test_what_has_no_way_back_says_why(people: People, reseller: Client) -> None:
    account = api(people.reseller).sip.account(ALICE)
    with recording.scene(Scene(source="panel", actor=actor(people))):
        api(people.reseller).sip.update_account(replace(account, quota=3))
        unread = last()
        recording.note("session", "sign-in", "x")
        noted = last()
        api(people.reseller).customers.set_properties(people.customer, [])
        by_hand = last()
    refused = Entry(operation="Sip.deleteAccount", kind="account", key="x", result="1010")
    recording.store([refused_in(people, refused)])
    for entry, why in (
        (unread, "Nobody read the record before this write"),
        (noted, "This is no change of a record"),
        (by_hand, "This has no inverse"),
        (last(), "The platform refused this"),
    ):
        for way in ("", "undo/"):
            with calls(0):
                assert why in page(reseller, entry, way).content.decode()


def refused_in(people: People, entry: Entry) -> Entry:
    """An entry of the reseller's scope."""
    entry.at = last().at
    entry.platform, entry.source, entry.reseller = "default", "panel", people.reseller
    return entry


def test_a_customer_takes_back_only_what_it_may_do_itself(people: People, customer: Client) -> None:
    """A permission of the reseller alone: whom a range belongs to is not for its customer."""
    panel = api()
    with recording.scene(Scene(source="panel", actor=actor(people))):
        record = panel.customers.customer(people.customer)
        panel.customers.update_customer(replace(record, city="Utrecht"))
    ours = last()
    assert taken_back(customer, ours).status_code == 302
    assert api().customers.customer(people.customer).city == "Amsterdam"
    with recording.scene(Scene(source="panel", actor=actor(people))):
        recording.store([refused_in(people, made_customer(people))])
    assert "You may not do this." in page(customer, last()).content.decode()


def made_customer(people: People) -> Entry:
    """As if the customer itself had been added by its reseller just now."""
    return Entry(
        operation="Customer.addAccount",
        kind="customer",
        key=str(people.customer),
        customer=people.customer,
    )


def test_the_page_of_an_entry_tells_all_and_leads_on(
    changed: Entry, people: People, reseller: Client
) -> None:
    with recording.scene(
        Scene(source="panel", actor=actor(people), staff="Sam", ticket="T-1", address="192.0.2.99")
    ):
        api(people.reseller).sip.remove_from_group(ALICE, "free-pstn")
        by_support = last()
        api(people.reseller).sip.add_to_group(ALICE, "free-pstn")
    with calls(0):
        text = page(reseller, by_support, "").content.decode()
    for words in ("Sam", "T-1", "Sip.removeFromGroup", f"/sip/accounts/{ALICE}/"):
        assert words in text
    assert f'href="/audit/{changed.number}/"' in text
    assert f'href="/audit/{last().number}/"' in text
    assert "192.0.2.99" not in text  # whoever is above stays out of sight


def test_without_an_answer_nothing_is_written(
    changed: Entry, reseller: Client, platform_is_down: None
) -> None:
    answer = page(reseller, changed)
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()
