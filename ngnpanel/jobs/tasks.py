"""Small tasks that keep the installation healthy."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import redis
from celery import shared_task
from celery.signals import (
    heartbeat_sent,
    task_failure,
    task_postrun,
    task_prerun,
    worker_init,
    worker_ready,
)
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from ngnpanel import metrics
from ngnpanel.jobs import claiming, finishing, kinds, recording, running, submitting, waking
from ngnpanel.jobs.models import JobFile

HEARTBEAT_KEY = "worker-heartbeat"
# The sign of a worker itself, which it gives also while beat is away.
WORKER_KEY = "worker-alive"
# A beat counts for this long: three are missed before the worker is called silent.
HEARTBEAT_SECONDS = 20
# How long one message keeps a worker: others, such as the heartbeat, wait for it.
MESSAGE_SECONDS = 2

task_prerun.connect(recording.begun)
task_failure.connect(recording.failed)
task_postrun.connect(recording.ended)


@shared_task
def heartbeat() -> None:
    """Tells /healthz that beat sends tasks and a worker does them."""
    cache.set(HEARTBEAT_KEY, time.time(), timeout=HEARTBEAT_SECONDS)


@heartbeat_sent.connect
def worker_lives(**_details: Any) -> None:
    """Every two seconds, from each worker: it runs, whether or not beat sends anything."""
    # A broker that is away is told by everything else.
    with suppress(redis.RedisError):
        cache.set(WORKER_KEY, time.time(), timeout=HEARTBEAT_SECONDS)


@shared_task
def work() -> None:
    """Some turns of work on jobs; another message goes out while there is more to do.

    The message says nothing, so it may be lost, doubled, or meant for another version.
    """
    until = time.monotonic() + MESSAGE_SECONDS
    while running.turn():
        if time.monotonic() > until:
            waking.send(1)
            return


@shared_task
def pump() -> None:
    """Wakes workers where there is something to do, whatever became of earlier messages."""
    claiming.release_dead()
    waking.send(min(claiming.places_free(), waking.MOST))
    # Last, because the end of a job may take long; only one process at a time is at it.
    finishing.sweep()


@shared_task
def forget_jobs() -> None:
    """Takes away jobs that are long over, and files and secrets that nobody came back for."""
    submitting.discard_old(settings.JOBS_DAYS)
    submitting.forget_secrets()
    JobFile.objects.filter(expires__lt=timezone.now()).delete()


@shared_task
def clear_sessions() -> None:
    """Takes the sessions out of the database that have run out."""
    call_command("clearsessions")


@shared_task
def prune_changes() -> None:
    """Takes old rows out of the change feed; only where the bundled server runs."""
    if settings.LOCAL:
        call_command("prune_changes", verbosity=0)


@worker_init.connect
def count_from_zero(**_details: Any) -> None:
    """Before the worker has processes of its own."""
    metrics.begin()


@worker_init.connect
def load(**_details: Any) -> None:
    """What all kinds need is loaded once, before the processes part: they share its memory."""
    kinds.table()


@worker_ready.connect
def beat_at_start(**_details: Any) -> None:
    """The first beat, so that a fresh start is healthy before beat's first round.

    What a worker before this one left undone goes on at once, too.
    """
    heartbeat.delay()
    pump.delay()


def seconds_since_heartbeat() -> float | None:
    """How long ago the worker gave a sign, or None when it has been silent for too long."""
    return _age(HEARTBEAT_KEY)


def beat_age() -> float | None:
    """How long ago a worker did what beat sent; None when that is too long ago, or never."""
    return _age(HEARTBEAT_KEY)


def worker_age() -> float | None:
    """How long ago a worker gave a sign by itself; None when that is too long ago, or never."""
    return _age(WORKER_KEY)


def _age(key: str) -> float | None:
    moment = cache.get(key)
    return None if moment is None else max(0.0, time.time() - moment)
