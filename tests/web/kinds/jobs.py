"""The URLs of jobs: who may open what of a job that a customer made."""

from __future__ import annotations

from typing import Any

from ngnpanel.audit import recording
from ngnpanel.audit.models import Head
from ngnpanel.audit.recording import Scene
from ngnpanel.jobs.models import Job
from tests.belongings import Estates
from tests.jobs.working import actor, prepared
from tests.people import ALICE


def job(estates: Estates) -> int:
    """The number of a job of the customer that waits for its word."""
    made: Job = prepared(
        actor(estates.people, "customer"), "account-quota", {"quota": 5}, keys=[str(ALICE)]
    )
    return int(made.pk)


def entry(estates: Estates) -> int:
    """The number of an entry about an account of the customer."""
    people = estates.people
    with recording.scene(Scene(source="panel", actor=actor(people, "customer"))):
        recording.note("account", "open", str(ALICE), account=str(ALICE))
    return Head.objects.get().number


POSTS = (405, 405, 405, 405, 405, 302)
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "job-list": ([], (200, 200, 200, 403, 200, 302)),
    "job-detail": ([job], (200, 200, 200, 403, 404, 302)),
    "job-results-csv": ([job], (200, 200, 200, 403, 404, 302)),
    # Who made it chooses the settings; the others are shown the job.
    "job-settings": ([job], (302, 302, 200, 403, 404, 302)),
    "job-act": ([job, "begin"], POSTS),
    "job-file": ([job, 1], POSTS),
    "audit-list": ([], (200, 200, 200, 403, 200, 302)),
    "audit-csv": ([], (200, 200, 200, 403, 200, 302)),
    "audit-detail": ([entry], (200, 200, 200, 403, 404, 302)),
    "audit-undo": ([entry], (200, 200, 200, 403, 404, 302)),
    "schedule-list": ([], (200, 403, 403, 403, 403, 302)),
    "schedule-run": (["heartbeat"], POSTS),
}
