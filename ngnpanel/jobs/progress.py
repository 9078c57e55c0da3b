"""How far a job is, how fast it goes and how long it takes still."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count
from django.utils import timezone

from ngnpanel.jobs import wording
from ngnpanel.jobs.models import Job, JobItem, Outcome, State
from ngnpanel.users.throttle import cache_or_memory

# The rate is that of this time, so that a pause is forgotten soon.
WINDOW: Final = 30.0
# Shorter than this says nothing.
LEAST: Final = 1.0
# What a worker that was at it may still store after a job was cancelled.
SETTLED: Final = timedelta(minutes=2)
REMEMBERED: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The items of a job by outcome (all outcomes are in it); ``rate`` is items a second."""

    counts: Mapping[str, int]
    rate: float = 0.0

    @property
    def total(self) -> int:
        """How many items there are."""
        return sum(self.counts.values())

    @property
    def over(self) -> int:
        """How many have an outcome."""
        return self.total - self.counts[Outcome.PENDING]

    @property
    def percent(self) -> int:
        """The part that is over; 100 only when all is."""
        return self.over * 100 // self.total if self.total else 0

    @property
    def pace(self) -> str:
        """How fast it goes, in words."""
        return wording.pace(self.rate)

    @property
    def time_left(self) -> str:
        """In words, empty while it is not known."""
        left = self.counts[Outcome.PENDING]
        return wording.time_left(left / self.rate) if self.rate and left else ""


def of(job: Job) -> Progress:
    """The progress of one job; one query."""
    counts = job.counts()
    rate = 0.0
    if job.state == State.RUNNING:
        rate = _rate(job, sum(counts.values()) - counts[Outcome.PENDING])
    return Progress(counts=counts, rate=rate)


def of_all(jobs: Iterable[Job]) -> dict[int, Progress]:
    """The progress of many, by number; one query, which counts only what may have changed."""
    wanted = list(jobs)
    blank = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    with cache_or_memory() as cache:
        names = {_name(job): job.pk for job in wanted if _is_settled(job)}
        known = {names[name]: found for name, found in cache.get_many(list(names)).items()}
        asked = [job.pk for job in wanted if job.pk not in known]
        counted: dict[int, dict[str, int]] = {number: dict(blank) for number in asked}
        rows = (
            JobItem.objects.filter(job__in=asked)
            .order_by()
            .values_list("job", "outcome")
            .annotate(number=Count("pk"))
        )
        for number, outcome, count in rows:
            counted[number][outcome] = count
        cache.set_many(
            {name: counted[number] for name, number in names.items() if number in counted},
            REMEMBERED,
        )
    return {number: Progress(counts=counts) for number, counts in {**known, **counted}.items()}


def _is_settled(job: Job) -> bool:
    """Whether nothing will change in it any more, unless somebody tries again."""
    return job.is_ended and job.finished is not None and timezone.now() - job.finished > SETTLED


def _name(job: Job) -> str:
    moment = "" if job.finished is None else job.finished.timestamp()
    return f"job-counts-{job.pk}-{moment}"


def _rate(job: Job, over: int) -> float:
    """Items a second, from what was seen lately; 0 while that says nothing."""
    now = time.time()
    name = f"job-rate-{job.pk}"
    with cache_or_memory() as cache:
        seen: list[tuple[float, int]] = [
            (moment, count)
            for moment, count in cache.get(name) or []
            if now - moment <= WINDOW and count <= over
        ]
        if not seen or now - seen[-1][0] >= LEAST:
            seen.append((now, over))
            cache.set(name, seen, int(2 * WINDOW))
    first, before = seen[0]
    if now - first >= LEAST:
        return (over - before) / (now - first)
    # Nobody looked before: what was done since it began, which a retry or a pause would belie.
    lasted = 0.0 if job.started is None else (timezone.now() - job.started).total_seconds()
    return over / lasted if lasted >= LEAST else 0.0
