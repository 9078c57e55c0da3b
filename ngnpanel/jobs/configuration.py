"""The settings of jobs that nobody changes from outside: their kinds, and how Celery works."""

from __future__ import annotations

from typing import Any

from ngnpanel.jobs.schedule import beat

# The kinds of jobs: dotted names of tuples.
JOB_KINDS = (
    "ngnpanel.accounts.bulk.acts.KINDS",
    "ngnpanel.accounts.bulk.imports.KINDS",
    "ngnpanel.enum.bulk.generate.KINDS",
    "ngnpanel.enum.bulk.numbers.KINDS",
    "ngnpanel.enum.bulk.imports.KINDS",
    "ngnpanel.dns.bulk.acts.KINDS",
    "ngnpanel.dns.bulk.imports.KINDS",
    "ngnpanel.pstn.bulk.acts.KINDS",
    "ngnpanel.pstn.bulk.imports.KINDS",
    "ngnpanel.estates.exporting.KINDS",
    "ngnpanel.estates.importing.KINDS",
    "ngnpanel.jobs.undoing.KINDS",
)


def celery(broker_url: str, *, is_local: bool) -> dict[str, Any]:
    """Django's settings for Celery; messages wake workers and say nothing (docs/jobs.md)."""
    return {
        "CELERY_BROKER_URL": broker_url,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        # Without these a killed worker's tasks come back only after many minutes.
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "visibility_timeout": 300,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
        },
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_TASK_REJECT_ON_WORKER_LOST": True,
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
        "CELERY_TIMEZONE": "UTC",
        "CELERY_BEAT_SCHEDULE": beat(is_local=is_local),
    }
