"""Passwords of generated accounts: in two files, once, for who began the job; nowhere else."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from ngnpanel.enum.bulk import handing
from ngnpanel.jobs import files, finishing, kinds, running, submitting
from ngnpanel.jobs.kinds import Work
from ngnpanel.jobs.models import Job, JobFile, JobItem, State
from ngnpanel.soap.errors import Conflict
from tests.belongings import Estates
from tests.enum.bulk.generating import NUMBERS, account, allow, ordered
from tests.jobs.working import counts, done, failing, items, reopen, work
from tests.people import DOMAIN


def kept(job: Job) -> list[str]:
    """The files of a job by name."""
    return list(JobFile.objects.filter(job=job).order_by("name").values_list("name", flat=True))


def rows(job: Job, name: str = "") -> list[dict[str, str]]:
    """Take a table, and read it."""
    content = files.take(JobFile.objects.get(job=job, name=name or f"credentials-{job.pk}.csv"))
    assert content is not None
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def letters(job: Job, name: str = "") -> int:
    """Take the letters, and count the pages."""
    content = files.take(JobFile.objects.get(job=job, name=name or f"letters-{job.pk}.pdf"))
    assert content is not None
    found = re.search(rb"/Count (\d+)", content)
    assert found is not None
    return int(found[1])


def stored(*kinds_of_rows: type[models.Model]) -> bytes:
    """All that the database has of these, as bytes."""
    found = b""
    for kind in kinds_of_rows:
        if not kind._meta.managed:
            continue
        for row in kind._default_manager.values():
            for value in row.values():
                is_binary = isinstance(value, bytes | memoryview)
                found += bytes(value) if is_binary else str(value).encode()
    return found


def passwords() -> list[str]:
    """Those that the platform has."""
    found = [account(each) for each in NUMBERS]
    return [each.password for each in found if each is not None]


def test_the_files_have_the_passwords_that_the_platform_has(estates: Estates) -> None:
    job = done(ordered(estates, owner=estates.people.customer))
    assert kept(job) == [f"credentials-{job.pk}.csv", f"letters-{job.pk}.pdf"]
    found = rows(job)
    assert [row["password"] for row in found] == passwords()
    assert [row["sip_address"] for row in found] == [f"{each}@{DOMAIN}" for each in NUMBERS]
    assert {row["name"] for row in found} == {"Customer Person"}
    assert found[0]["numbers"] == "+31208005200"
    assert letters(job) == 3


def test_each_file_is_there_once(estates: Estates) -> None:
    job = done(ordered(estates))
    rows(job)
    file = JobFile.objects.get(job=job, name=f"credentials-{job.pk}.csv")
    assert files.take(file) is None
    assert not file.is_there


@pytest.mark.parametrize("password", ["", "kH7wqPz3Rm"])
def test_no_password_is_anywhere_else(
    estates: Estates, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    job = ordered(estates, password=password)
    everything = apps.get_models()
    at_rest = stored(*everything)
    submitting.begin(job)
    with failing("addAccount", 1, after=True):
        work()
        at_rest += stored(*everything)
        reopen()
        work()
    at_rest += stored(*everything)
    assert len(passwords()) == 3
    for each in passwords():
        assert each.encode() not in at_rest
        assert each not in caplog.text
    # From the end of the job on they are in the files alone.
    assert {item.sealed for item in items(job)} == {None}
    job.refresh_from_db()
    assert job.sealed is None


def test_the_end_may_come_twice(estates: Estates) -> None:
    job = done(ordered(estates))
    before = kept(job)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING)
    finishing.sweep()
    assert kept(job) == before
    assert letters(job) == 3


def test_letters_that_were_kept_before_something_broke_are_not_printed_again(
    estates: Estates, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ordered(estates)

    def broken(*_arguments: Any) -> bytes:
        raise Conflict("the lights went out", code=1)

    with monkeypatch.context() as patch:
        patch.setattr("ngnpanel.enum.bulk.handing.table.table", broken)
        with pytest.raises(Conflict):
            done(job)
    assert kept(job) == [f"letters-{job.pk}.pdf"]
    finishing.sweep()
    assert kept(job) == [f"credentials-{job.pk}.csv", f"letters-{job.pk}.pdf"]
    assert [row["password"] for row in rows(job)] == passwords()


def test_a_cancelled_job_hands_out_what_it_added(
    estates: Estates, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ordered(estates)
    submitting.begin(job)
    monkeypatch.setattr(running, "LOOK", 0)
    kind = type(kinds.find("generate"))
    original = kind.look  # type: ignore[union-attr]

    def look(self: Any, asked: Work, item: JobItem) -> Any:
        if item.position == 2:
            submitting.cancel(Job.objects.get(pk=job.pk))  # somebody presses the button now
        return original(self, asked, item)

    monkeypatch.setattr(kind, "look", look)
    work()
    finishing.sweep()
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.CANCELLED, {"done": 2, "pending": 1})
    assert [row["password"] for row in rows(job)] == passwords()
    assert {item.sealed for item in items(job)} == {None}


def test_what_another_try_completes_comes_in_files_of_its_own(estates: Estates) -> None:
    allow(estates.people.customer, sip_credit="4")
    job = done(ordered(estates, password="kH7wqPz3Rm"))
    assert counts(job) == {"done": 2, "failed": 1}
    assert len(rows(job)) == 2
    allow(estates.people.customer, sip_credit="100")
    submitting.retry(job)
    work()
    assert counts(job) == {"done": 3}
    assert kept(job) == [
        f"credentials-{job.pk}-2.csv",
        f"credentials-{job.pk}.csv",
        f"letters-{job.pk}-2.pdf",
        f"letters-{job.pk}.pdf",
    ]
    second = rows(job, f"credentials-{job.pk}-2.csv")
    assert [row["username"] for row in second] == NUMBERS[2:]
    assert letters(job, f"letters-{job.pk}-2.pdf") == 1


def test_many_letters_come_in_parts(estates: Estates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "PART", 2)
    job = done(ordered(estates))
    assert kept(job) == [
        f"credentials-{job.pk}.csv",
        f"letters-{job.pk}-part-1.pdf",
        f"letters-{job.pk}-part-2.pdf",
    ]
    assert letters(job, f"letters-{job.pk}-part-2.pdf") == 1


def test_numbers_alone_need_no_files(estates: Estates) -> None:
    assert kept(done(ordered(estates, accounts=False))) == []


def test_without_owner_a_letter_has_no_name(estates: Estates) -> None:
    assert {row["name"] for row in rows(done(ordered(estates)))} == {""}
