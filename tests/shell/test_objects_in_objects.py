"""A thing of somebody else, named under an address of one's own, is not there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.sip import Alias, SipId
from ngnpanel.imports import models
from ngnpanel.jobs import files
from ngnpanel.jobs.models import Job
from ngnpanel.users.models import Visit
from tests.belongings import Estates
from tests.jobs.working import actor, prepared, work
from tests.people import ALICE, BOB, DOMAIN, FOREIGN, PASSWORD, api

OTHERS = "0032475123456@acme.example"


def test_contacts_of_another_account_are_not_there(estates: Estates) -> None:
    api().sip.add_contact(BOB, Contact(uri=OTHERS, name="Bob's"))
    alice = estates.people.browser("subscriber")
    for act in ("edit", "delete"):
        url = reverse(f"subscriber-contacts-{act}", args=[str(ALICE)])
        for name in ("address", "contact", "uri", "key"):
            assert alice.get(url, {name: OTHERS}).status_code in (200, 404)
            assert b"Bob's" not in alice.get(url, {name: OTHERS}).content
            alice.post(f"{url}?{name}={OTHERS}", {name: OTHERS, "name": "Mine"})
    assert [one.name for one in api().sip.contacts(BOB)] == ["Bob's"]


def test_an_alias_of_another_account_is_not_there(estates: Estates) -> None:
    other = SipId(username="support", domain=DOMAIN)
    api().sip.add_alias(Alias(id=other, target=BOB))
    alice = estates.people.browser("subscriber")
    for alias in (other, SipId(username="sales", domain=FOREIGN.domain)):
        url = reverse("subscriber-identity-alias-delete", args=[str(ALICE), str(alias)])
        assert alice.get(url).status_code == 404
        assert alice.post(url, {"confirm": "1"}).status_code == 404
    assert api().sip.alias(other).target == BOB


def test_texts_and_logos_of_another_reseller_are_not_there(estates: Estates) -> None:
    people = estates.people
    browser = people.browser("reseller")
    for reseller in (0, people.stranger, people.customer, 99, 10**17):
        for name, more in (
            ("notice-detail", []),
            ("notice-sender", []),
            ("notice-edit", ["reset", "en"]),
            ("notice-html", ["reset", "en"]),
            ("brand-detail", []),
        ):
            assert browser.get(reverse(name, args=[reseller, *more])).status_code == 404, name
        for name, more in (
            ("notice-reset", ["reset", "en"]),
            ("brand-logo", ["light"]),
            ("brand-reset", []),
            ("brand-test-mail", []),
        ):
            assert browser.post(reverse(name, args=[reseller, *more])).status_code == 404, name


def test_jobs_and_files_of_others_are_not_there(estates: Estates) -> None:
    people = estates.people
    own: Job = prepared(actor(people, "customer"), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    foreign: Job = prepared(
        actor(people, "stranger"), "account-quota", {"quota": 5}, keys=[str(FOREIGN)]
    )
    file = files.keep(foreign, "secret.csv", b"secret", "text/csv")
    browser = people.browser("customer")
    for job in (own.pk, foreign.pk, 99):
        answer = browser.post(reverse("job-file", args=[job, file.pk]))
        assert answer.status_code == 404
    for act in ("begin", "cancel", "discard", "pause", "undo", "repeat"):
        assert browser.post(reverse("job-act", args=[foreign.pk, act])).status_code == 404
    assert browser.get(reverse("job-results-csv", args=[foreign.pk])).status_code == 404
    assert files.take(file) == b"secret"


@pytest.mark.parametrize("person", ["administrator", "customer", "stranger"])
def test_uploads_of_others_are_not_there(estates: Estates, person: str) -> None:
    upload = models.keep(actor(estates.people), "account", "a.csv", b"username\neve\n")
    url = reverse("account-table-columns", args=[upload.pk])
    browser = estates.people.browser(person)
    answer = browser.get(url)
    assert answer.status_code in (302, 403)
    assert b"eve" not in answer.content
    assert browser.post(url, {"columns": "x"}).status_code in (302, 403)


def test_ticked_rows_of_others_are_left_out(estates: Estates) -> None:
    before = api().sip.account(FOREIGN).quota
    job = prepared(
        actor(estates.people),
        "account-quota",
        {"quota": 77},
        keys=[str(FOREIGN), "no@where.example"],
    )
    work()
    assert not job.items.filter(outcome="pending").exists()
    assert api().sip.account(FOREIGN).quota == before
    browser = estates.people.browser("reseller")
    sent: dict[str, Any] = {"act": "delete", "keys": [estates.foreign.zone], "confirm": "1"}
    browser.post(reverse("zone-selection"), sent)
    assert api().dns.zone(estates.foreign.zone).name == estates.foreign.zone


def test_sessions_of_others_are_not_ended(estates: Estates) -> None:
    bob = Client()
    assert bob.post("/login/", {"name": str(BOB), "password": PASSWORD}).status_code == 302
    row = Visit.objects.get()
    alice = estates.people.browser("subscriber")
    url = reverse("subscriber-security-sign-out", args=[str(ALICE)])
    alice.post(url, {"session": str(row.number)})
    alice.post(url, {"session": f"{row.number}' OR 1=1 --"})
    estates.people.browser("stranger").post("/account/security/sign-out/", {"session": row.number})
    assert Visit.objects.filter(pk=row.pk).exists()
