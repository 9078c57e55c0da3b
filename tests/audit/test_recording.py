"""What the audit says of a write, whoever made it and by whatever way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import Property, SipId
from ngnpanel.audit import chain, facts, recording
from ngnpanel.audit.acts import ACTS, LISTS, SINGLE
from ngnpanel.audit.masking import HIDDEN
from ngnpanel.audit.models import Entry
from ngnpanel.audit.recording import Scene
from ngnpanel.soap import wsdl
from ngnpanel.soap.errors import RemoteError
from tests.filling import fill
from tests.jobs.working import actor, done, prepared
from tests.people import ALICE, BOB, FOREIGN, People, api

SECRETS = ("a new Password 1", "hush-hush-token", "Geheim 12345 und mehr")


def last() -> Entry:
    """The newest entry."""
    found = Entry.objects.order_by("-number").first()
    assert found is not None
    return found


def test_every_writing_operation_of_the_contract_is_recorded() -> None:
    contract = wsdl.load()
    operations = {
        f"{port.name}.{operation.name}": operation
        for port in contract.ports.values()
        for operation in port.operations.values()
    }
    writing = {name for name in operations if not name.partition(".")[2].startswith("get")}
    assert writing == set(ACTS)
    assert set(SINGLE) | set(LISTS) <= set(operations)
    for name, (member, _kind, _called) in LISTS.items():
        result = operations[name].result
        assert result is not None
        assert member in contract.type(result).members, name


def test_a_form_tells_who_changed_what_field_by_field(people: People, reseller: Client) -> None:
    url = f"/sip/accounts/{ALICE}/edit/"
    assert fill(reseller, url, quota="75", first_name="Alicia").status_code == 302
    entry = last()
    assert (entry.source, entry.role, entry.actor) == ("panel", "reseller", "Reseller")
    assert (entry.operation, entry.kind, entry.key) == (
        "Sip.updateAccount",
        "account",
        str(ALICE),
    )
    assert entry.changes == {"quota": [None, 75], "firstName": ["Alice", "Alicia"]}
    assert (entry.customer, entry.reseller, entry.account) == (
        people.customer,
        people.reseller,
        str(ALICE),
    )
    assert (entry.login, entry.on_behalf, entry.result) == (people.reseller, people.reseller, "")
    assert entry.address == "127.0.0.1"
    assert len(entry.request_id) >= 8
    assert entry.is_old_known


def test_secrets_are_masked_and_told_to_have_changed(people: People, reseller: Client) -> None:
    url = f"/sip/accounts/{ALICE}/edit/"
    assert fill(reseller, url, password=SECRETS[0], web_password=SECRETS[2]).status_code == 302
    changes = last().changes
    assert changes["password"] == [HIDDEN, HIDDEN]
    assert changes["properties.web_password"] == [None, HIDDEN]
    stored = str(list(Entry.objects.values()))
    assert not [secret for secret in SECRETS if secret in stored]


def test_what_a_record_leaves_out_is_told_as_gone(people: People) -> None:
    panel = api()
    account = panel.sip.account(ALICE)
    panel.sip.update_account(replace(account, email="", groups=("missed-calls",)))
    assert last().changes == {
        "email": ["alice@acme.example", None],
        "groups.free-pstn": [True, None],
        "groups.missed-calls": [None, True],
    }


def test_what_was_not_read_before_is_told_as_unknown(people: People) -> None:
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, quota=3))
    entry = last()
    assert not entry.is_old_known
    assert entry.changes["quota"] == [None, 3]


def test_a_deletion_keeps_what_was_known(people: People) -> None:
    panel = api()
    panel.sip.account(BOB)
    panel.sip.delete_account(BOB)
    entry = last()
    assert entry.operation == "Sip.deleteAccount"
    assert entry.changes["email"] == ["bob@acme.example", None]
    assert entry.reseller == people.reseller


def test_a_refusal_is_recorded_with_its_code(people: People) -> None:
    with pytest.raises(RemoteError):
        api(people.reseller).sip.delete_account(FOREIGN)
    entry = last()
    assert (entry.result, entry.on_behalf, entry.key) == ("1010", people.reseller, str(FOREIGN))


def test_an_outage_is_recorded_as_one(people: People, platform_is_down: None) -> None:
    with pytest.raises(RemoteError):
        api().sip.delete_account(ALICE)
    assert last().result == "unavailable"


def test_a_subscriber_acts_for_itself(people: People, subscriber: Client) -> None:
    panel = api(people.customer)
    with recording.scene(Scene(source="panel", actor=actor(people, "subscriber"))):
        panel.sip.account(ALICE)
        panel.sip.diversions(ALICE)
        panel.sip.set_diversions(ALICE, Diversions(fbus="sip:bob@acme.example"))
    entry = last()
    assert (entry.role, entry.actor, entry.account) == ("subscriber", str(ALICE), str(ALICE))
    assert entry.changes == {"diversions.FBUS": [None, "sip:bob@acme.example"]}
    assert entry.reseller == people.reseller


def test_a_job_says_which_one(people: People) -> None:
    job = done(prepared(actor(people), "account-quota", {"quota": 8}, keys=[str(ALICE)]))
    entry = last()
    assert (entry.source, entry.reason, entry.changes) == (
        "job",
        f"job {job.pk}",
        {"quota": [None, 8]},
    )
    assert list(chain.verify()) == []


def test_entries_that_cannot_be_stored_are_logged_and_stop_nothing(
    people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from django.db import OperationalError

    def broken(_entries: Any) -> None:
        raise OperationalError("the database with the password hush is gone")

    monkeypatch.setattr(chain, "append", broken)
    api().sip.remove_from_group(ALICE, "free-pstn")
    assert "the audit misses Sip.removeFromGroup alice@acme.example" in caplog.text
    assert "hush" not in caplog.text


def test_facts_are_flat_and_short() -> None:
    found = facts.flat(
        {
            "id": {"username": "a", "domain": "b"},
            "groups": ["x"],
            "properties": [
                {"name": "auth_token", "value": "t"},
                {"name": "language", "value": "nl"},
            ],
            "acl": [{"ip": "192.0.2.1", "mask": 32, "tag": ""}],
            "message": b"\x00\x01",
            "password": "p",
            "info": "x" * 3000,
            "quota": None,
            "changeDate": "now",
        }
    )
    assert found["info"] == "x" * 2000 + "…"
    del found["info"]
    assert found == {
        "id.username": "a",
        "id.domain": "b",
        "groups.x": True,
        "properties.auth_token": HIDDEN,
        "properties.language": "nl",
        "acl": [{"ip": "192.0.2.1", "mask": 32}],
        "message": "2 bytes",
        "password": HIDDEN,
    }


def test_a_property_that_is_a_secret_changes_behind_its_mask(people: People) -> None:
    panel = api()
    account = panel.sip.account(ALICE)
    panel.sip.update_account(
        replace(account, properties=(Property(name="web_password", value=SECRETS[1]),))
    )
    account = panel.sip.account(ALICE)
    panel.sip.update_account(
        replace(account, properties=(Property(name="web_password", value=SECRETS[2]),))
    )
    assert last().changes == {"properties.web_password": [HIDDEN, HIDDEN]}
    assert SipId.parse(last().key) == ALICE


def test_an_act_that_is_the_panels_alone_is_an_entry_too(people: People) -> None:
    with recording.scene(Scene(source="panel", actor=actor(people), address="192.0.2.7")):
        recording.note(
            "brand",
            "change",
            "acme",
            {"colour": ["red", "blue"], "name": ["a", "a"], "smtp_password": ["one", "two"]},
        )
    entry = last()
    assert (entry.operation, entry.kind, entry.key) == ("Panel.change", "brand", "acme")
    assert entry.changes == {"colour": ["red", "blue"], "smtp_password": [HIDDEN, HIDDEN]}
    assert (entry.reseller, entry.address, entry.result) == (people.reseller, "192.0.2.7", "")
    assert list(chain.verify()) == []


def test_support_acts_for_somebody_and_the_entry_names_both(people: People) -> None:
    helped = replace(actor(people, "subscriber"), staff=7, support="s-1")
    there = Scene(source="panel", actor=helped, staff="Sam", ticket="T-42", reason="no sound")
    panel = api(people.customer)
    with recording.scene(there):
        panel.sip.account(ALICE)
        panel.sip.remove_from_group(ALICE, "free-pstn")
    with recording.scene(replace(there, staff="")):
        recording.note("session", "sign-in", "x")
    nameless, entry = Entry.objects.order_by("-number")[:2]
    assert (entry.staff, entry.ticket, entry.reason) == ("Sam", "T-42", "no sound")
    assert (entry.role, entry.actor) == ("subscriber", str(ALICE))
    assert nameless.staff == "#7"
    assert nameless.account == str(ALICE)
