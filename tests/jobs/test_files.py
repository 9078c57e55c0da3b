"""Files that jobs make, and what a kind does at the end of a job that was cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ngnpanel.jobs import claiming, files, finishing, kinds, submitting, tasks
from ngnpanel.jobs.models import Chunk, Job, JobFile, JobItem, State
from tests.jobs.working import actor, prepared, work
from tests.people import ALICE, People


@pytest.fixture
def job(people: People) -> Job:
    """A job whose preview is there."""
    return prepared(actor(people), "account-quota", {"quota": 5}, keys=[str(ALICE)])


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The jobs that their kind was told of at the end."""
    told: list[int] = []
    kind = type(kinds.find("account-quota"))
    monkeypatch.setattr(kind, "ended", lambda _self, work: told.append(work.job.pk))
    return told


def test_a_file_is_given_out_once_and_is_gone_then(job: Job) -> None:
    file = files.keep(job, "passwords.csv", b"alice,secret", "text/csv")
    assert b"secret" not in bytes(JobFile.objects.get().sealed or b"")
    assert file.is_there
    assert files.take(file) == b"alice,secret"
    stored = JobFile.objects.get()
    assert (stored.is_there, stored.sealed) == (False, None)
    assert files.take(file) is None


def test_a_file_that_nobody_fetched_runs_out(job: Job) -> None:
    file = files.keep(job, "passwords.csv", b"alice,secret", "text/csv")
    assert file.expires > timezone.now() + timedelta(days=6)
    JobFile.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert files.take(file) is None


def test_a_cancelled_job_comes_to_its_end_once(job: Job, ended: list[int]) -> None:
    submitting.begin(job)
    Job.objects.filter(pk=job.pk).update(started=timezone.now())
    submitting.cancel(job)
    finishing.sweep()
    work()
    assert ended == [job.pk]


def test_it_waits_for_whoever_is_still_at_work(job: Job, ended: list[int]) -> None:
    submitting.begin(job)
    Job.objects.filter(pk=job.pk).update(started=timezone.now())
    chunk = Chunk.objects.create(
        token="t",
        job=job,
        platform=job.platform,
        reseller=job.reseller,
        owner="another machine",
        until=timezone.now() + timedelta(minutes=1),
    )
    submitting.cancel(job)
    finishing.sweep()
    assert (job.state, ended) == (State.CANCELLED, [])
    chunk.delete()
    finishing.sweep()
    assert ended == [job.pk]


def test_a_draft_that_is_discarded_has_no_end(job: Job, ended: list[int]) -> None:
    submitting.cancel(job)
    finishing.sweep()
    assert ended == []


def test_one_process_alone_ends_a_job(job: Job, ended: list[int]) -> None:
    submitting.begin(job)
    with claiming.ending(job) as mine:
        work()
        finishing.sweep()
        assert (mine, ended) == (True, [])
    finishing.sweep()
    finishing.sweep()
    assert ended == [job.pk]
    job.refresh_from_db()
    assert job.state == State.DONE


def test_cancelling_leaves_the_end_to_a_worker(job: Job, ended: list[int]) -> None:
    submitting.begin(job)
    Job.objects.filter(pk=job.pk).update(started=timezone.now())
    submitting.cancel(job)
    assert ended == []
    JobItem.objects.update(sealed=b"left in the middle")
    finishing.sweep()
    assert ended == [job.pk]
    assert set(JobItem.objects.values_list("sealed", flat=True)) == {None}


def test_the_secrets_of_a_failed_item_wait_for_another_try(job: Job) -> None:
    JobItem.objects.update(outcome="failed", sealed=b"sealed", finished=timezone.now())
    submitting.begin(job)
    tasks.forget_jobs()
    assert bytes(JobItem.objects.get().sealed or b"") == b"sealed"
    JobItem.objects.update(finished=timezone.now() - JobFile.KEPT - timedelta(seconds=1))
    tasks.forget_jobs()
    assert JobItem.objects.get().sealed is None
