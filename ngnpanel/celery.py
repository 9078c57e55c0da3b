"""The Celery application, which the worker and everybody who sends a task share."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngnpanel.settings")

app = Celery("ngnpanel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
