"""Jobs in tests: made as the pages make them, and worked on in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.actor import Actor
from ngnpanel.jobs import claiming, kinds, running, submitting
from ngnpanel.jobs.models import Gate, Job, JobItem
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.port import Port
from tests.people import ALICE, DOMAIN, People, api


def work() -> None:
    """All that can be done now."""
    while running.turn():
        continue


def prepared(
    actor: Actor | None,
    kind: str,
    params: dict[str, Any] | None = None,
    *,
    keys: list[str] | None = None,
    query: dict[str, Any] | None = None,
) -> Job:
    """A job whose preview is there."""
    found = kinds.find(kind)
    assert found is not None
    assert actor is not None
    source = {"resource": found.resource, "keys": keys, "query": query or {}}
    job = submitting.draft(found, actor, login=actor.customer, source=source)
    submitting.prepare(job, params or {})
    work()
    job.refresh_from_db()
    return job


def done(job: Job) -> Job:
    """The job after the word was given and all was done that can be."""
    submitting.begin(job)
    work()
    job.refresh_from_db()
    return job


def counts(job: Job) -> dict[str, int]:
    """The outcomes that items have."""
    return {name: number for name, number in job.counts().items() if number}


def handfuls() -> list[list[int]]:
    """The positions of the items that workers take, one after the other; each does all of them."""
    taken = []
    while (found := claiming.take()) is not None:
        taken.append([item.position for item in found.items])
        JobItem.objects.filter(lease=found.chunk.token).update(outcome="done", lease="")
        claiming.give_back(found.chunk)
    return taken


def items(job: Job) -> list[JobItem]:
    """In the order of the job."""
    return list(job.items.order_by("position"))


def add_accounts(number: int, **facts: Any) -> list[str]:
    """Accounts u1, u2, … beside Alice and Bob; their addresses."""
    base = replace(api().sip.account(ALICE), properties=(), **facts)
    keys = []
    for at in range(1, number + 1):
        account: Account = replace(base, id=SipId(username=f"u{at:05d}", domain=DOMAIN))
        keys.append(str(api().sip.add_account(account).id))
    return keys


def quota(key: str) -> int:
    """The quota of an account, 0 for none."""
    return api().sip.account(SipId.parse(key)).quota or 0


def balance(key: str) -> float:
    """The balance of a prepaid account."""
    found = api().sip.balance(SipId.parse(key))
    assert found is not None
    return found


def reopen() -> None:
    """As if the time that a closed platform and uncertain items rest were over."""
    past = timezone.now() - timedelta(seconds=1)
    Gate.objects.filter(closed_until__isnull=False).update(closed_until=past)
    JobItem.objects.filter(not_before__isnull=False).update(not_before=past)


@contextmanager
def failing(operation: str, times: int, *, after: bool = False) -> Iterator[list[str]]:
    """The platform loses that many answers of an operation: before it acts, or ``after``."""
    original = Port.call
    lost: list[str] = []

    def call(self: Port, name: str, *arguments: Any, **keywords: Any) -> Any:
        if name != operation or len(lost) >= times:
            return original(self, name, *arguments, **keywords)
        if after:
            original(self, name, *arguments, **keywords)
        lost.append(name)
        raise Unavailable("The platform did not answer in time.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Port, "call", call)
        yield lost


def actor(people: People, name: str = "reseller") -> Actor:
    """Somebody of the people."""
    found = people.actor(name)
    assert found is not None
    return found
