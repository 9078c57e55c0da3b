"""The Celery application, which the worker and everybody who sends a task share."""

from __future__ import annotations

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngnpanel.settings")

app = Celery("ngnpanel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def settle(**_details: Any) -> None:
    """What was loaded stays: looking for garbage among it takes a twentieth of a job's time."""
    gc.collect()
    gc.freeze()
