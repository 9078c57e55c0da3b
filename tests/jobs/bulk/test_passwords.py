"""New SIP passwords for many accounts: nobody but the creator gets to see them, once."""

from __future__ import annotations

import csv
import io
import json
import logging
from typing import Any

import pytest
from pytest_django import Settings

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.jobs import files, kinds, running, submitting
from ngnpanel.jobs.models import Job, JobFile, JobItem
from ngnpanel.notices.models import Letter
from ngnpanel.users import visits
from ngnpanel.users.models import Visit
from ngnpanel.web.faults import Refused
from tests.jobs.bulk.trying import losing
from tests.jobs.working import actor, counts, done, items, prepared, reopen, work
from tests.people import ALICE, BOB, PASSWORD, People, api

BOTH = [str(ALICE), str(BOB)]
TYPED = "brown-Otter_77-bridge"


def typed(people: People, password: str = TYPED) -> Job:
    """A job that gives both accounts the same password."""
    kind = kinds.find("account-password")
    assert kind is not None
    assert kind.form_class is not None
    form = kind.form_class({"how": "typed", "password": password}, actor=actor(people))
    assert form.is_valid(), form.errors
    source = {"resource": "account", "keys": BOTH}
    job = submitting.draft(kind, actor(people), login=people.reseller, source=source)
    submitting.prepare(job, form.params(), form.secrets())
    work()
    job.refresh_from_db()
    return job


def written(job: Job) -> dict[str, str]:
    """The passwords of the job's file by account; the file is gone then."""
    content = files.take(JobFile.objects.get(job=job, taken=None))
    assert content is not None
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return {row["sip_address"]: row["password"] for row in rows}


def stored() -> dict[str, str]:
    """The passwords of the platform by account."""
    return {str(one): api().sip.account(one).password for one in (ALICE, BOB)}


def test_random_passwords_are_in_one_file_and_nowhere_else(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    job = done(prepared(actor(people), "account-password", {"how": "random"}, keys=BOTH))
    assert counts(job) == {"done": 2}
    assert all(item.sealed is None for item in items(job))
    given = written(job)
    assert given == stored()
    assert len({PASSWORD, *given.values()}) == 3
    told = json.dumps([[item.before, item.after, item.given] for item in items(job)])
    told += json.dumps(job.params) + caplog.text
    assert not [password for password in given.values() if password in told]


def test_the_file_of_a_cancelled_job_has_what_was_done(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = prepared(actor(people), "account-password", {"how": "random"}, keys=BOTH)
    submitting.begin(job)
    monkeypatch.setattr(running, "LOOK", 0)
    kind = type(kinds.find("account-password"))
    original: Any = kind.look  # type: ignore[union-attr] # it is there

    def look(*arguments: object) -> object:
        submitting.cancel(Job.objects.get(pk=job.pk))  # somebody presses the button now
        return original(*arguments)

    monkeypatch.setattr(kind, "look", look)
    work()
    assert counts(job) == {"done": 1, "pending": 1}
    assert written(job) == {str(ALICE): stored()[str(ALICE)]}
    assert stored()[str(BOB)] == PASSWORD


@pytest.mark.parametrize("after", [False, True])
def test_the_file_has_the_password_that_counts_whatever_gets_lost(
    people: People, after: bool
) -> None:
    job = prepared(actor(people), "account-password", {"how": "random"}, keys=BOTH)
    submitting.begin(job)
    with losing("Sip.updateAccount", after):
        work()
        reopen()
        work()
    assert written(job) == stored()


def test_what_is_tried_again_gets_a_file_of_its_own(people: People) -> None:
    job = done(prepared(actor(people), "account-password", {"how": "random"}, keys=BOTH))
    first = written(job)
    JobItem.objects.filter(job=job, key=str(BOB)).update(outcome="failed")
    submitting.retry(job)
    work()
    assert written(job) == {str(BOB): stored()[str(BOB)]}
    assert first[str(BOB)] != stored()[str(BOB)]


def test_a_typed_password_is_given_to_all_and_forgotten(people: People) -> None:
    job = done(typed(people))
    assert stored() == {str(ALICE): TYPED, str(BOB): TYPED}
    job.refresh_from_db()
    assert job.sealed is None
    assert TYPED not in json.dumps([job.params, [[i.before, i.after] for i in items(job)]])
    assert not JobFile.objects.exists()
    JobItem.objects.filter(job=job).update(outcome="failed")
    with pytest.raises(Refused, match="forgotten"):
        submitting.retry(job)


def test_the_preview_says_what_one_password_for_all_means(people: People) -> None:
    kind = kinds.find("account-password")
    assert kind is not None
    found = []
    for job in (typed(people), prepared(actor(people), "account-password", keys=BOTH)):
        job.params.setdefault("how", "random")
        work_of = kinds.Work(job=job, actor=actor(people), api=api())
        found += [(str(remark.text), remark.tone) for remark in kind.remarks(work_of)]
    assert found == [
        ("Whoever gets to know this password can use all these accounts.", "amber"),
        ("The file with the new passwords is for you alone, once.", "green"),
    ]


def test_who_keeps_no_clear_text_is_sent_digests(people: People) -> None:
    wish = CustomerProperty(
        name="store_clear_text_passwords", value="0", category="sip", permission="admin"
    )
    api().customers.set_properties(people.reseller, [wish])
    done(typed(people))
    account = api().sip.account(ALICE)
    assert account.password == ""
    assert passwords.verify_ha1("alice", "acme.example", TYPED, account.ha1)


def test_sessions_end_and_the_subscriber_is_told_once(people: People, settings: Settings) -> None:
    settings.SECURITY_MAILS = True
    person = visits.of_account(str(ALICE), "default")
    Visit.objects.create(whose=person, number="00000000-0000-0000-0000-000000000001")
    job = typed(people)
    submitting.begin(job)
    with losing("Sip.updateAccount", True):
        work()
        reopen()
        work()
    assert not Visit.objects.filter(whose=person).exists()
    letters = Letter.objects.filter(kind="change")
    assert sorted(letters.values_list("to", flat=True)) == [
        "alice@acme.example",
        "bob@acme.example",
    ]
