"""Items that are given up: those that nobody answers for, and those at which workers break down."""

from __future__ import annotations

import pytest

from ngnpanel.jobs import claiming, finishing, kinds, submitting
from ngnpanel.jobs.models import Gate, Job, JobItem, State
from ngnpanel.jobs.running import MOST_UNANSWERED
from ngnpanel.soap.errors import Unavailable
from tests.jobs.working import (
    actor,
    add_accounts,
    counts,
    done,
    failing,
    handfuls,
    items,
    prepared,
    quota,
    reopen,
    work,
)
from tests.people import ALICE, People


def a_job(people: People, keys: list[str]) -> Job:
    return prepared(actor(people), "account-quota", {"quota": 5}, keys=keys)


def work_again() -> None:
    """As if the platform had answered others meanwhile."""
    Gate.objects.update(failures=0, closed_until=None)
    reopen()
    work()


def test_an_item_that_is_never_answered_is_given_up_and_looked_at_before_another_try(
    people: People,
) -> None:
    job = a_job(people, [str(ALICE)])
    with failing("updateAccount", MOST_UNANSWERED, after=True) as lost:
        done(job)
        # It came through, but whoever looks gets no answer, either.
        with failing("getAccount", 99):
            for _try in range(MOST_UNANSWERED - 1):
                assert counts(job) == {"pending": 1}
                work_again()
    item = items(job)[0]
    assert (len(lost), counts(job), item.unanswered) == (1, {"failed": 1}, MOST_UNANSWERED)
    assert "never answered" in item.reason
    finishing.sweep()
    job.refresh_from_db()
    assert job.state == State.PAUSED  # nobody asks the platform now
    reopen()
    finishing.sweep()
    job.refresh_from_db()
    assert job.state == State.DONE
    submitting.retry(job)
    again = items(job)[0]
    assert (again.attempts, again.unanswered) == (1, 0)
    with failing("updateAccount", 99) as written:
        work_again()
    assert (counts(job), quota(str(ALICE)), written) == ({"done": 1}, 5, [])


def test_deaths_of_workers_are_no_silence_of_the_platform(people: People) -> None:
    """Whoever dies with a hundred items in hand has not asked for each of them."""
    job = a_job(people, [str(ALICE)])
    submitting.begin(job)
    JobItem.objects.update(attempts=claiming.MOST_BREAKDOWNS - 2)
    with failing("updateAccount", 1) as lost:
        work()
    assert (lost, counts(job), items(job)[0].unanswered) == (["updateAccount"], {"pending": 1}, 1)
    with failing("updateAccount", 1):
        work_again()
    assert (counts(job), items(job)[0].unanswered) == ({"pending": 1}, 2)


@pytest.mark.parametrize(
    ("tried", "sizes"), [(0, [32]), (1, [8] * 4), (2, [2] * 16), (3, [1] * 32), (9, [1] * 32)]
)
def test_after_deaths_workers_take_fewer_until_they_take_one(
    people: People, monkeypatch: pytest.MonkeyPatch, tried: int, sizes: list[int]
) -> None:
    monkeypatch.setattr(claiming, "CHUNK", 32)
    monkeypatch.setattr(claiming, "LEAST", 32)
    job = a_job(people, add_accounts(32))
    submitting.begin(job)
    JobItem.objects.update(attempts=tried)
    assert [len(taken) for taken in handfuls()] == sizes


def test_only_those_tried_as_often_are_taken_together(people: People) -> None:
    job = a_job(people, add_accounts(6))
    submitting.begin(job)
    JobItem.objects.filter(position__lte=2).update(attempts=4)
    assert handfuls() == [[3, 4, 5, 6], [1], [2]]


def test_one_bad_item_takes_no_other_with_it(people: People) -> None:
    """Workers die at it again and again; all the others are done, and it alone is given up."""
    job = a_job(people, add_accounts(40))
    submitting.begin(job)
    bad = 7
    for _death in range(200):
        found = claiming.take()
        if found is None:
            break
        held = JobItem.objects.filter(lease=found.chunk.token)
        if held.filter(position=bad).exists():
            held.update(lease="")  # as those who find a dead worker do
        else:
            held.update(outcome="done", lease="")
        claiming.give_back(found.chunk)
    finishing.sweep()
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.DONE, {"done": 39, "failed": 1})
    assert "broke down" in items(job)[bad - 1].reason


def test_a_platform_that_is_away_at_the_end_of_a_job_is_waited_for(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a kind does at the end may ask the platform; nothing of it is lost, and nobody falls."""
    asked = []

    def ended(_kind: object, _work: object) -> None:
        asked.append(1)
        if len(asked) == 1:
            raise Unavailable("The platform did not answer in time.")

    job = a_job(people, [str(ALICE)])
    monkeypatch.setattr(type(kinds.table()["account-quota"]), "ended", ended)
    done(job)
    assert (job.state, counts(job)) == (State.PAUSED, {"done": 1})
    finishing.sweep()
    assert len(asked) == 1
    reopen()
    finishing.sweep()
    job.refresh_from_db()
    assert (job.state, len(asked)) == (State.DONE, 2)
