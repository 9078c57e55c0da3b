"""A job while the breaker refuses its calls: nobody was asked, so nothing counts as tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import timezone

from ngnpanel.jobs.models import Gate, Job, State
from ngnpanel.jobs.running import MOST_UNANSWERED
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.port import Port
from tests.jobs.working import actor, counts, done, items, prepared, quota, reopen, work
from tests.people import ALICE, People

WAIT = 7


@contextmanager
def refusing(times: int) -> Iterator[None]:
    """So many calls that write are refused before they leave."""
    original, left = Port.call, [times]

    def call(self: Port, name: str, *arguments: Any, **keywords: Any) -> Any:
        if name == "updateAccount" and left[0]:
            left[0] -= 1
            raise Unavailable("not asked now", was_sent=False, wait=WAIT)
        return original(self, name, *arguments, **keywords)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Port, "call", call)
        yield


def a_job(people: People) -> Job:
    return prepared(actor(people), "account-quota", {"quota": 5}, keys=[str(ALICE)])


def test_the_gate_opens_when_the_breaker_does_and_the_job_goes_on(people: People) -> None:
    with refusing(1):
        job = done(a_job(people))
        gate = Gate.objects.get(platform="default")
        assert (job.state, gate.failures) == (State.PAUSED, 1)
        assert gate.closed_until is not None
        assert 0 < (gate.closed_until - timezone.now()).total_seconds() <= WAIT
    reopen()
    work()
    job.refresh_from_db()
    assert (job.state, counts(job), quota(str(ALICE))) == (State.DONE, {"done": 1}, 5)


def test_refusals_never_use_up_the_tries_of_an_item(people: People) -> None:
    with refusing(MOST_UNANSWERED * 2):
        job = done(a_job(people))
        for _refusal in range(MOST_UNANSWERED * 2):
            # As if the platform answered others meanwhile.
            Gate.objects.update(failures=0, closed_until=None)
            reopen()
            work()
        assert items(job)[0].attempts <= 2
        assert counts(job).get("failed", 0) == 0
    reopen()
    work()
    assert (counts(job), quota(str(ALICE))) == ({"done": 1}, 5)
