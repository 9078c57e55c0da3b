"""Who gets the workers: tenants in turn, within the places and the rate of a platform."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from ngnpanel.jobs import claiming, finishing, owners, running, submitting
from ngnpanel.jobs.models import Chunk, Gate, Job, JobItem, State
from tests.jobs.working import actor, add_accounts, counts, handfuls, prepared, reopen, work
from tests.people import FOREIGN, People, api

QUOTA = "account-quota"


def begun(people: People, person: str, keys: list[str]) -> Job:
    """A job that waits for a worker."""
    job = prepared(actor(people, person), QUOTA, {"quota": 7}, keys=keys)
    submitting.begin(job)
    return job


def limit(settings: Settings, **limits: int) -> None:
    settings.PLATFORMS = {"default": {**settings.PLATFORMS["default"], **limits}}


def test_a_small_job_of_another_tenant_does_not_wait_for_a_large_one(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "CHUNK", 2)
    small = prepared(actor(people, "stranger"), QUOTA, {"quota": 7}, keys=[str(FOREIGN)])
    large = begun(people, "reseller", add_accounts(12))
    running.turn()
    submitting.begin(small)
    running.turn()
    small.refresh_from_db()
    assert small.state == State.DONE
    assert counts(large) == {"pending": 10, "done": 2}


def test_the_workers_of_a_tenant_count_against_its_turn(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "CHUNK", 1)
    theirs = prepared(actor(people, "stranger"), QUOTA, {"quota": 7}, keys=[str(FOREIGN)])
    ours = begun(people, "reseller", add_accounts(5))
    submitting.begin(theirs)
    taken = [claiming.take() for _place in range(3)]
    assert [t.job.pk for t in taken if t] == [theirs.pk, ours.pk, ours.pk]


def test_jobs_of_one_tenant_take_turns(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claiming, "CHUNK", 1)
    keys = add_accounts(4)
    first = prepared(actor(people), QUOTA, {"quota": 7}, keys=keys[:2])
    second = begun(people, "reseller", keys[2:])
    submitting.begin(first)
    served = []
    for _turn in range(4):
        taken = claiming.take()
        assert taken is not None
        served.append(taken.job.pk)
        claiming.give_back(taken.chunk)
    assert served == [first.pk, second.pk, first.pk, second.pk]


def test_no_item_is_taken_twice_and_places_are_limited(
    people: People, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "CHUNK", 2)
    limit(settings, JOB_PLACES=2)
    begun(people, "reseller", add_accounts(8))
    first, second, third = (claiming.take() for _place in range(3))
    assert first is not None
    assert second is not None
    assert third is None
    keys = [item.key for item in (*first.items, *second.items)]
    assert len(set(keys)) == len(keys) == 4
    assert claiming.places_free() == 0


def test_the_rate_of_a_platform_is_kept(people: People, settings: Settings) -> None:
    limit(settings, JOB_RATE=10)
    begun(people, "reseller", add_accounts(30))
    first = claiming.take()
    assert first is not None
    # 30 items of two calls each at ten calls a second are six seconds of calls.
    free_at = Gate.objects.get().free_at
    assert free_at is not None
    assert free_at - first.begin == timedelta(seconds=6)
    assert claiming.take() is None


def test_items_are_paced_by_the_rate(
    people: People, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(settings, JOB_RATE=1000)
    slept: list[float] = []
    monkeypatch.setattr("ngnpanel.jobs.running.time.sleep", slept.append)
    job = begun(people, "reseller", add_accounts(6))
    Gate.objects.update(free_at=timezone.now() + timedelta(seconds=1))
    work()
    assert counts(job) == {"done": 6}
    assert slept
    assert max(slept) <= claiming.TURN.total_seconds()


def test_what_a_worker_that_fell_silent_held_is_taken_over(people: People) -> None:
    job = begun(people, "reseller", add_accounts(2))
    taken = claiming.take()
    assert taken is not None
    Chunk.objects.update(until=timezone.now() - timedelta(seconds=1))
    claiming.release_dead()
    assert not Chunk.objects.exists()
    assert set(JobItem.objects.values_list("lease", flat=True)) == {""}
    work()
    assert counts(job) == {"pending": 2}  # what may be on its way is waited for
    reopen()
    work()
    assert counts(job) == {"done": 2}


def test_a_worker_that_lost_its_items_writes_nothing_more(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LOOK", 0)
    job = begun(people, "reseller", add_accounts(2))
    taken = claiming.take()
    assert taken is not None
    # It slept until its time was over, and another one took the items.
    taken.chunk.until = timezone.now() - timedelta(seconds=1)
    Chunk.objects.update(until=taken.chunk.until)
    claiming.release_dead()
    running._work(taken)
    assert counts(job) == {"pending": 2}
    assert api().sip.account(api().sip.account(FOREIGN).id).quota is None


def test_a_dead_process_of_this_machine_is_known(people: People) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        alive = owners._described(other.pid)
        assert not owners.is_dead(alive)
        other.kill()
        other.wait()
    assert owners.is_dead(alive)
    assert not owners.is_dead(owners.me())
    place, _, process = owners.me().rpartition("/")
    assert owners.is_dead(f"{place}/{os.getpid()}.1")  # a new process under an old number
    assert not owners.is_dead(f"elsewhere/{process}")


def test_its_items_go_to_others_at_once(people: People) -> None:
    begun(people, "reseller", add_accounts(2))
    assert claiming.take() is not None
    place = owners.me().rpartition("/")[0]
    Chunk.objects.update(owner=f"{place}/{os.getpid()}.1")
    claiming.release_dead()
    assert not Chunk.objects.exists()


def test_a_job_whose_worker_died_after_the_last_item_ends(people: People) -> None:
    job = begun(people, "reseller", add_accounts(1))
    JobItem.objects.update(outcome="done")
    Job.objects.update(state=State.RUNNING)
    finishing.sweep()
    job.refresh_from_db()
    assert job.state == State.DONE


def test_an_item_at_which_workers_break_down_is_given_up(people: People) -> None:
    job = begun(people, "reseller", add_accounts(2))
    JobItem.objects.filter(position=1).update(attempts=claiming.MOST_BREAKDOWNS)
    work()
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.DONE, {"failed": 1, "done": 1})


def test_an_outage_closes_the_platform_for_longer_each_time(people: People) -> None:
    pauses = []
    for _time in range(8):
        claiming.close("default")
        gate = Gate.objects.get()
        assert gate.closed_until is not None
        pauses.append(round((gate.closed_until - timezone.now()).total_seconds()))
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    claiming.opened("default")
    assert claiming.answers("default")


@pytest.mark.parametrize(
    ("rate", "there", "sizes"),
    [
        (0, 40, [8, 8, 6, 4, 3, 3, 3, 3, 2]),
        (1000, 40, [5, 5, 5, 5, 5, 3, 3, 3, 3, 3]),
        (0, 2, [2]),
    ],
)
def test_towards_the_end_workers_take_fewer(  # noqa: PLR0917 - two settings, two worlds
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    rate: int,
    there: int,
    sizes: list[int],
) -> None:
    """So that all of them end at about once; a rate says itself how many there are to take."""
    limit(settings, JOB_PLACES=4, JOB_RATE=rate)
    monkeypatch.setattr(claiming, "CHUNK", 8)
    monkeypatch.setattr(claiming, "LEAST", 3)
    monkeypatch.setattr(claiming, "PACED", 5)
    job = begun(people, "reseller", add_accounts(there))
    assert [len(taken) for taken in handfuls()] == sizes
    assert counts(job) == {"done": there}
