"""What the panel does by itself is in the audit: who came, changed a look, or took a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ngnpanel.accounts.subscriber import holidays
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.audit.models import Entry
from ngnpanel.jobs import files, submitting
from ngnpanel.jobs.models import Job
from tests.filling import fill
from tests.jobs.working import actor, done, prepared
from tests.people import ALICE, DOMAIN, PASSWORD, People, api

TYPED = "My passw0rd, where the name belongs"


def noted(kind: str = "") -> list[Entry]:
    """The acts of the panel, in their order."""
    found = Entry.objects.filter(operation__startswith="Panel.").order_by("number")
    return list(found.filter(kind=kind) if kind else found)


def acts(kind: str) -> list[str]:
    """Their names."""
    return [entry.operation.removeprefix("Panel.") for entry in noted(kind)]


def test_who_comes_and_goes_is_told_with_its_address(people: People) -> None:
    browser = Client()
    browser.post("/login/", {"name": str(ALICE), "password": PASSWORD})
    browser.post(f"/subscriber/{ALICE}/security/sign-out/", {"all": "on"})
    browser.post("/login/", {"name": "reseller", "password": PASSWORD})
    browser.post("/logout/")
    came, ended, other, left = noted("session")
    assert (came.operation, came.role, came.key) == ("Panel.sign-in", "subscriber", str(ALICE))
    assert (came.account, came.reseller, came.address) == (
        str(ALICE),
        people.reseller,
        "127.0.0.1",
    )
    assert (ended.operation, ended.changes) == ("Panel.end", {"open sessions": [1, 0]})
    assert (other.role, other.login, other.customer) == (
        "reseller",
        people.reseller,
        people.reseller,
    )
    assert (left.operation, left.actor) == ("Panel.sign-out", other.actor)


def test_who_fails_to_come_is_told_without_what_was_typed(people: People) -> None:
    for _again in range(2):
        Client().post("/login/", {"name": TYPED, "password": PASSWORD})
    (failed,) = noted()
    assert (failed.operation, failed.result) == ("Panel.sign-in", "refused")
    assert (failed.actor, failed.reseller, failed.account) == ("", 0, "")
    assert len(failed.key) == 12
    stored = str(list(Entry.objects.values())).lower()
    assert TYPED.lower() not in stored
    assert "passw0rd" not in stored


def test_a_new_look_and_new_words_are_told_field_by_field(
    people: People, reseller: Client, stranger: Client
) -> None:
    look = {"name": "Lantern", "accent": "#0a66c2", "hosts": "", "sip_domains": DOMAIN}
    assert reseller.post(f"/brand/{people.reseller}/", look).status_code == 302
    assert stranger.post(f"/brand/{people.reseller}/", look).status_code == 404
    (brand,) = noted("brand")
    assert brand.key == "Lantern"
    assert brand.changes == {
        "name": ["", "Lantern"],
        "accent": ["", "#0a66c2"],
        "sip_domains": [[], [DOMAIN]],
    }
    assert reseller.post(f"/brand/{people.reseller}/reset/").status_code == 302
    where = f"/notices/{people.reseller}/reset/en/"
    assert fill(reseller, where, subject="Hi", plain="Open {link}.").status_code == 302
    assert reseller.post(f"{where}reset/").status_code == 302
    assert fill(reseller, f"/notices/{people.reseller}/sender/", name="Lamp").status_code == 302
    assert acts("brand") == ["change", "reset"]
    assert acts("notice") == ["text", "text-reset", "sender"]
    text = noted("notice")[0]
    assert (text.key, text.reseller) == ("reset en", people.reseller)
    assert text.changes["subject"] == [None, "Hi"]


def test_a_job_is_told_when_it_begins_rests_and_ends(people: People) -> None:
    mine = actor(people)
    job = prepared(mine, "account-quota", {"quota": 8}, keys=[str(ALICE)])
    submitting.begin(job)
    submitting.pause(job)
    submitting.resume(job)
    submitting.cancel(job)
    other = done(prepared(mine, "account-quota", {"quota": 9}, keys=[str(ALICE)]))
    submitting.discard(submitting.undo(other, mine))
    assert acts("job") == ["begin", "pause", "resume", "cancel", "begin", "undo", "discard"]
    first = noted("job")[0]
    assert (first.key, first.reseller) == (str(job.pk), people.reseller)
    assert first.changes == {"what": [None, "account-quota"]}


def test_who_brings_and_takes_files_is_told(
    people: People, reseller: Client, administrator: Client
) -> None:
    sent = SimpleUploadedFile("people.csv", b"user;password\neve;s3cret\n")
    assert reseller.post("/sip/accounts/list/table/", {"file": sent}).status_code == 302
    job = Job.objects.get(pk=prepared(actor(people), "account-quota", {"quota": 1}, keys=[]).pk)
    file = files.keep(job, "passwords.csv", b"eve,s3cret", "text/csv")
    where = f"/jobs/{job.pk}/file/{file.pk}/"
    assert reseller.post(where).content == b"eve,s3cret"
    reseller.post(where)  # it is gone, so nobody took it
    administrator.post(f"/sip/domains/{DOMAIN}/export/", {"secrets": "on"})
    b"".join(reseller.get("/audit/entries.csv"))
    assert [(entry.operation, entry.key, entry.role) for entry in noted("file")] == [
        ("Panel.upload", "people.csv", "reseller"),
        ("Panel.take", "passwords.csv", "reseller"),
        ("Panel.take-out", DOMAIN, "administrator"),
        ("Panel.audit", "audit.csv", "reseller"),
    ]
    assert noted("file")[2].changes["with secrets"] == [None, True]
    assert "s3cret" not in str(list(Entry.objects.values()))


def test_a_planned_rule_is_told_when_it_is_made_and_taken_away(people: People) -> None:
    account = api().sip.account(ALICE)
    subject = Subject(account=account, actor=actor(people, "subscriber"), api=api())
    start, stop = datetime(2199, 1, 1, tzinfo=UTC), datetime(2199, 1, 9, tzinfo=UTC)
    plan = holidays.keep(subject, ("family",), start, stop)
    holidays.cancel(subject, str(plan.pk))
    added, gone = noted("plan")
    assert added.changes["from"] == [None, "2199-01-01 00:00:00+00:00"]
    assert gone.changes["callers"] == [["family"], None]
    assert (added.account, added.reseller) == (str(ALICE), people.reseller)


def test_a_run_by_hand_is_told(
    people: People, administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent(*_task: Any, **_options: Any) -> None: ...

    monkeypatch.setattr("ngnpanel.jobs.schedules.current_app.send_task", sent)
    name = next(iter(settings.CELERY_BEAT_SCHEDULE))
    administrator.post(f"/schedules/{name}/run/")
    (run,) = noted("schedule")
    assert (run.operation, run.key, run.role) == ("Panel.run", name, "administrator")
