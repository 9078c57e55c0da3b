"""The Celery application, which the worker and everybody who sends a task share."""

from __future__ import annotations

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, worker_ready

from ngnpanel import turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngnpanel.settings")

app = Celery("ngnpanel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def begin(**_details: Any) -> None:
    """Before the worker has any thread."""
    turns.take_longer_ones()


@worker_ready.connect
def settle(**_details: Any) -> None:
    """What was loaded stays: looking for garbage among it takes a twentieth of a job's time."""
    gc.collect()
    gc.freeze()
