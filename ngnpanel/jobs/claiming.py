"""Who works on what next: places on a platform, shared fairly between tenants, at its rate.

Taking items is one short transaction under the lock of the platform's gate, so that two workers,
on whatever machines, never hold the same item. A worker that dies keeps its items until its chunk
runs out, or until somebody on the same machine sees that the process is gone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ngnpanel.jobs import kinds, owners
from ngnpanel.jobs.models import LIVE, Chunk, Gate, Job, JobItem, Outcome, Pause, State

# How many items a worker takes at once: the most, the least of those that there are, and the most
# where a rate says when each of them may begin. And how long it works on them before others get a
# turn.
CHUNK: Final = 250
LEAST: Final = 50
PACED: Final = 100
TURN: Final = timedelta(seconds=2)
# A platform that does not answer is asked again after this, doubled up to the most.
CLOSED_FIRST: Final = 2
CLOSED_MOST: Final = 60
# Workers that died, or hit a fault of ours, at the same item.
MOST_BREAKDOWNS: Final = 10
# What is handed out ahead of the rate of a platform.
AHEAD: Final = timedelta(seconds=2)
# How long the end of a job may take, such as printing a hundred thousand letters.
ENDING: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Items in the hands of this process; ``begin`` is when the rate lets it start, UTC."""

    chunk: Chunk
    job: Job
    items: tuple[JobItem, ...]
    begin: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """What one platform stands: chunks at once, and calls a second (0: no limit)."""

    places: int
    rate: float

    @classmethod
    def of(cls, platform: str) -> Limits:
        """Those of the settings."""
        configured: dict[str, Any] = settings.PLATFORMS.get(platform, {})
        return cls(
            places=int(configured.get("JOB_PLACES", 4)), rate=float(configured.get("JOB_RATE", 0))
        )


def lease() -> timedelta:
    """How long a worker that says nothing keeps its items."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def take() -> Taken | None:
    """The next items for this process, None when there is nothing to do or no place."""
    release_dead()
    for job in _in_turn(_runnable()):
        taken = _take_of(job.pk)
        if taken is not None:
            return taken
    return None


def places_free() -> int:
    """How many more workers could find something to do now, at most."""
    free = 0
    waiting = {job.platform for job in _runnable()}
    for platform in waiting:
        active = Chunk.objects.filter(platform=platform, until__gt=timezone.now()).count()
        free += max(0, Limits.of(platform).places - active)
    return free


def _runnable() -> list[Job]:
    """Jobs with something to do whose platform is open; only a few columns matter here."""
    preparing = Q(state=State.DRAFT, cursor__isnull=False)
    resting = Q(state=State.PAUSED, pause__in=(Pause.PLATFORM, Pause.VERSION))
    live = Q(state__in=LIVE)
    known = Job.objects.filter(preparing | live | resting).exclude(platform__in=closed())
    return [
        job
        for job in known.defer("params", "sealed", "source")
        # One at work that this version does not know is taken once, to say so.
        if job.is_live or _knows(job)
    ]


def closed() -> list[str]:
    """The platforms that nobody asks now."""
    shut = Gate.objects.filter(closed_until__gt=timezone.now())
    return list(shut.values_list("platform", flat=True))


def _knows(job: Job) -> bool:
    """Whether this version of the panel can work on it."""
    kind = kinds.find(job.kind)
    return kind is not None and kind.version == job.version


def _in_turn(jobs: Iterable[Job]) -> list[Job]:
    """The jobs in the order of whose turn it is.

    First those of the tenant with the fewest workers, then of the one who waited longest; between
    the jobs of a tenant the one that waited longest.
    """
    waiting = list(jobs)
    at_work = {
        (row["platform"], row["reseller"]): row["number"]
        for row in Chunk.objects.filter(until__gt=timezone.now())
        .values("platform", "reseller")
        .annotate(number=Count("pk"))
    }
    served = {
        (row["platform"], row["reseller"]): row["last"]
        for row in Job.objects.filter(served__isnull=False, pk__in=[job.pk for job in waiting])
        .values("platform", "reseller")
        .annotate(last=Max("served"))
    }
    never = datetime.min.replace(tzinfo=timezone.get_current_timezone())
    return sorted(
        waiting,
        key=lambda job: (
            at_work.get(job.tenant, 0),
            served.get(job.tenant) or never,
            job.served or never,
            job.pk,
        ),
    )


def _take_of(number: int) -> Taken | None:
    with transaction.atomic():
        job = Job.objects.filter(pk=number).first()
        if job is None:
            return None
        gate = locked_gate(job.platform)
        job.refresh_from_db()
        now = timezone.now()
        limits = Limits.of(job.platform)
        active = Chunk.objects.filter(platform=job.platform, until__gt=now)
        # After an outage one asks first whether the platform is back.
        places = 1 if gate.failures else limits.places
        if active.count() >= places or (gate.closed_until and gate.closed_until > now):
            return None
        is_preparing = job.is_preparing
        if is_preparing and active.filter(job=job).exists():
            return None  # one window follows the other
        if not (is_preparing or job.is_live or _rests(job)):
            return None
        begin = max(gate.free_at or now, now)
        if limits.rate and begin - now > AHEAD:
            return None
        chunk = Chunk(
            token=secrets.token_hex(16),
            job=job,
            platform=job.platform,
            reseller=job.reseller,
            owner=owners.me(),
            until=now + lease(),
        )
        items = () if is_preparing else _claimed(job, chunk, limits, is_probe=bool(gate.failures))
        if not items and not is_preparing:
            return None
        chunk.save()
        _served(job, now, is_preparing=is_preparing)
        if limits.rate:
            kind = kinds.find(job.kind)
            calls = len(items) * (kind.calls if kind else 1) or 1
            gate.free_at = begin + timedelta(seconds=calls / limits.rate)
            gate.save(update_fields=["free_at"])
    return Taken(chunk=chunk, job=job, items=items, begin=begin)


def _rests(job: Job) -> bool:
    """Whether it is paused by something that may be over."""
    is_known = job.pause == Pause.VERSION and _knows(job)
    return job.state == State.PAUSED and (job.pause == Pause.PLATFORM or is_known)


def _served(job: Job, now: datetime, *, is_preparing: bool) -> None:
    job.served = now
    changed = ["served"]
    if not is_preparing:
        job.started = job.started or now
        changed.append("started")
    if job.state == State.QUEUED or job.pause == Pause.VERSION:
        # One that rests goes on resting until the platform has answered.
        job.state, job.pause = State.RUNNING, Pause.NONE
        changed += ["state", "pause"]
    job.save(update_fields=changed)


def _claimed(job: Job, chunk: Chunk, limits: Limits, *, is_probe: bool) -> tuple[JobItem, ...]:
    """The next items of a job, marked as begun by this chunk; those tried least come first.

    Of the earliest phase alone, whoever has its last items in hand. One item is a probe.
    """
    now = timezone.now()
    _give_up(job)
    pending = JobItem.objects.filter(job=job, outcome=Outcome.PENDING)
    phase = pending.order_by("phase").values_list("phase", flat=True).first()
    free = pending.filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now), phase=phase or 0, lease=""
    ).order_by("attempts", "position")
    tried = free.values_list("attempts", flat=True).first() or 0
    size = 1 if is_probe else _size(free, limits, tried)
    items = tuple(free.filter(attempts=tried)[:size])
    JobItem.objects.filter(pk__in=[item.pk for item in items]).update(
        lease=chunk.token, attempts=F("attempts") + 1
    )
    for item in items:
        item.lease = chunk.token
        item.attempts += 1
    return items


def _size(free: QuerySet[JobItem], limits: Limits, tried: int) -> int:
    """How many items one worker takes: towards the end fewer, so that all end at about once.

    Of those that were tried before a quarter each time, down to one: nobody knows at which of them
    a worker died, and the others must not be counted with it until they are given up.
    """
    most = min(CHUNK, PACED) if limits.rate else CHUNK
    there = free.order_by()[: most * limits.places].count()
    size = min(most, max(LEAST, there // max(limits.places, 1)))
    return max(1, size >> 2 * min(tried, 8))


def _give_up(job: Job) -> None:
    """Items at which workers broke down again and again: a fault of ours, told as one."""
    JobItem.objects.filter(
        job=job, outcome=Outcome.PENDING, lease="", attempts__gte=MOST_BREAKDOWNS
    ).update(
        outcome=Outcome.FAILED,
        reason=_(
            "The panel broke down at this one several times, so whether it was written is not"
            " known. Tell the operator."
        ),
        finished=timezone.now(),
    )


def answers(platform: str) -> bool:
    """Whether the platform has answered somebody since it last failed."""
    gate = Gate.objects.filter(platform=platform).first()
    return gate is None or not gate.failures


def locked_gate(platform: str) -> Gate:
    """The gate of a platform, locked until the transaction ends."""
    Gate.objects.get_or_create(platform=platform)
    return Gate.objects.select_for_update().get(platform=platform)


def extend(chunk: Chunk) -> bool:
    """Keep the chunk for another while; False when it was taken away meanwhile."""
    until = timezone.now() + lease()
    kept = Chunk.objects.filter(token=chunk.token, until__gt=timezone.now()).update(until=until)
    if kept:
        chunk.until = until
    return bool(kept)


def give_back(chunk: Chunk, untouched: Iterable[JobItem] = ()) -> None:
    """End a chunk; ``untouched`` items were not begun, whatever their number of attempts says."""
    with transaction.atomic():
        mine = JobItem.objects.filter(lease=chunk.token)
        mine.filter(pk__in=[item.pk for item in untouched]).update(
            lease="", attempts=F("attempts") - 1
        )
        mine.update(lease="")
        Chunk.objects.filter(token=chunk.token).delete()


@contextmanager
def ending(job: Job) -> Iterator[bool]:
    """The end of a job, for one process at a time; False for all others."""
    chunk = Chunk(
        token=f"end-{job.pk}",
        job=job,
        platform=job.platform,
        reseller=job.reseller,
        owner=owners.me(),
        until=timezone.now() + ENDING,
    )
    try:
        with transaction.atomic():
            chunk.save(force_insert=True)
    except IntegrityError:
        yield False
        return
    try:
        yield True
    finally:
        Chunk.objects.filter(pk=chunk.pk).delete()


def release_dead() -> None:
    """Take from the dead what they held.

    What they asked of the platform may still be on its way: their items rest as long as a call
    may take, and are looked at before they are written again.
    """
    now = timezone.now()
    for chunk in Chunk.objects.all():
        if chunk.until > now and not owners.is_dead(chunk.owner):
            continue
        with transaction.atomic():
            locked_gate(chunk.platform)
            gone = Chunk.objects.filter(token=chunk.token, until=chunk.until).delete()[0]
            if gone:
                rest = timedelta(seconds=settings.JOB_SETTLE_SECONDS)
                JobItem.objects.filter(lease=chunk.token, outcome=Outcome.PENDING).update(
                    lease="", not_before=now + rest
                )


def close(platform: str, wait: float = 0.0) -> None:
    """The platform did not answer: nobody asks it for a while.

    ``wait`` are the seconds for which it would not be asked in any case: nobody asked it now, so
    that is no failure more.
    """
    with transaction.atomic():
        gate = locked_gate(platform)
        if not wait or not gate.failures:
            gate.failures = min(gate.failures + 1, 16)
        pause = wait or min(CLOSED_FIRST * 2 ** (gate.failures - 1), CLOSED_MOST)
        gate.closed_until = timezone.now() + timedelta(seconds=pause)
        gate.save(update_fields=["failures", "closed_until"])
        live = Job.objects.filter(platform=platform, state__in=LIVE)
        live.update(state=State.PAUSED, pause=Pause.PLATFORM)


def opened(platform: str) -> None:
    """The platform answered."""
    gate = Gate.objects.filter(platform=platform).first()
    if gate is None or not gate.failures:
        return
    with transaction.atomic():
        gate = locked_gate(platform)
        gate.failures, gate.closed_until, gate.opened = 0, None, timezone.now()
        gate.save(update_fields=["failures", "closed_until", "opened"])
        resting = Job.objects.filter(platform=platform, state=State.PAUSED, pause=Pause.PLATFORM)
        resting.filter(started__isnull=False).update(state=State.RUNNING, pause=Pause.NONE)
        resting.filter(started__isnull=True).update(state=State.QUEUED, pause=Pause.NONE)
