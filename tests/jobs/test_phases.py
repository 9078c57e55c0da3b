"""Items that need what others of the same job add: they wait, whoever works on those."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.jobs import claiming, kinds, submitting
from ngnpanel.jobs.kinds import Batch, Draft, Kind, Plan, Work
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.jobs.undoing import Undo
from tests.jobs.working import actor, counts, done, items, work
from tests.people import People

STEPS = ("zone", "record a", "record b")


class Building(Kind):
    """Adds what comes first in the first phase, and the rest in the second."""

    name = "building"
    label = "Build"
    permission = "zone.add"

    def __init__(self) -> None:
        self.done: list[str] = []

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """The rest first, in one step, and what comes first in another, which revises the rest."""
        if not cursor:
            return Batch(drafts=[Draft(key=key) for key in STEPS[1:]], cursor={"at": 1})
        found = list(work.job.items.all())
        for item in found:
            item.phase, item.given = 1, {"revised": True}
        return Batch(drafts=[Draft(key=STEPS[0])], revised=found)

    def look(self, work: Work, item: JobItem) -> Plan:
        """Note what was written."""
        return Plan(before={"there": None}, after={"there": True}, write=lambda: self.note(item))

    def undo(self, work: Work, item: JobItem) -> Plan:
        """Note what was taken away."""
        return Plan(before={"there": True}, after={"there": None}, write=lambda: self.note(item))

    def note(self, item: JobItem) -> None:
        """One write."""
        self.done.append(item.key)


@pytest.fixture
def building(monkeypatch: pytest.MonkeyPatch) -> Building:
    """The only kind beside undoing."""
    kind = Building()
    known = {one.name: one for one in (kind, Undo())}
    monkeypatch.setattr(kinds, "table", lambda: known)
    return kind


def made(people: People, kind: Building) -> Job:
    """Its preview."""
    job = submitting.draft(kind, actor(people))
    submitting.prepare(job, {})
    work()
    job.refresh_from_db()
    return job


def test_a_step_says_anew_what_an_earlier_one_found(people: People, building: Building) -> None:
    job = made(people, building)
    assert [(item.key, item.phase, item.given) for item in items(job)] == [
        ("record a", 1, {"revised": True}),
        ("record b", 1, {"revised": True}),
        ("zone", 0, {}),
    ]


def test_the_first_phase_is_over_before_the_second_begins(
    people: People, building: Building
) -> None:
    job = done(made(people, building))
    assert (building.done, counts(job)) == (["zone", "record a", "record b"], {"done": 3})


def test_nobody_takes_the_second_phase_while_the_first_is_in_hand(
    people: People, building: Building
) -> None:
    job = made(people, building)
    submitting.begin(job)
    first = claiming.take()
    assert first is not None
    assert [item.key for item in first.items] == ["zone"]
    assert claiming.take() is None
    JobItem.objects.filter(pk=first.items[0].pk).update(outcome=Outcome.FAILED)
    claiming.give_back(first.chunk)
    second = claiming.take()
    assert second is not None
    assert [item.key for item in second.items] == ["record a", "record b"]


def test_what_came_last_is_taken_back_first(people: People, building: Building) -> None:
    job = done(made(people, building))
    building.done.clear()
    undoing = submitting.undo(job, actor(people))
    work()
    undoing.refresh_from_db()
    done(undoing)
    assert building.done == ["record b", "record a", "zone"]
