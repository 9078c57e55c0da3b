"""Small tasks that keep the installation healthy."""

from __future__ import annotations

import time
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command

HEARTBEAT_KEY = "worker-heartbeat"
# A beat counts for this long: three are missed before the worker is called silent.
HEARTBEAT_SECONDS = 20


@shared_task
def heartbeat() -> None:
    """Tells /healthz that beat sends tasks and a worker does them."""
    cache.set(HEARTBEAT_KEY, time.time(), timeout=HEARTBEAT_SECONDS)


@shared_task
def clear_sessions() -> None:
    """Takes the sessions out of the database that have run out."""
    call_command("clearsessions")


@shared_task
def prune_changes() -> None:
    """Takes old rows out of the change feed; only where the bundled server runs."""
    if settings.LOCAL:
        call_command("prune_changes", verbosity=0)


@worker_ready.connect
def beat_at_start(**_details: Any) -> None:
    """The first beat, so that a fresh start is healthy before beat's first round."""
    heartbeat.delay()


def seconds_since_heartbeat() -> float | None:
    """How long ago the worker gave a sign, or None when it has been silent for too long."""
    moment = cache.get(HEARTBEAT_KEY)
    return None if moment is None else max(0.0, time.time() - moment)
