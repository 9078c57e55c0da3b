"""The Celery application, which the worker and everybody who sends a task share."""

from __future__ import annotations

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import (
    beat_embedded_init,
    celeryd_init,
    worker_before_create_process,
    worker_process_init,
    worker_ready,
)

from ngnpanel import turns
from ngnpanel.launch.parent import tie_to_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngnpanel.settings")


class Application(Celery):
    """``worker_number`` is the process of the worker, which others of its processes belong to."""

    worker_number = 0


app = Application("ngnpanel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def begin(**_details: Any) -> None:
    """Before the worker has any thread or process."""
    app.worker_number = os.getpid()
    turns.take_longer_ones()


@beat_embedded_init.connect
@worker_process_init.connect
def end_with_worker(**_details: Any) -> None:
    """In each process of a worker, and in its beat: who has lost the worker serves nobody."""
    tie_to_parent(app.worker_number)


@worker_before_create_process.connect
@worker_ready.connect
def settle(**_details: Any) -> None:
    """What was loaded stays: looking for garbage among it takes a twentieth of a job's time."""
    gc.collect()
    gc.freeze()
