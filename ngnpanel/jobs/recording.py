"""Notes how the runs of beat's schedule go; ``tasks`` connects it to what workers tell."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ngnpanel.jobs.models import RunOutcome, ScheduledRun

# What runs more often is noted once in this time, unless it goes another way than before: a beat of
# a few seconds would write all day long and say nothing.
SELDOM: Final = timedelta(seconds=60)

# Of this process: runs that have begun, the faults of those that failed, and what was noted last.
_begun: dict[str, datetime] = {}
_faults: dict[str, str] = {}
_noted: dict[str, tuple[float, str]] = {}


def entry_of(task: str) -> tuple[str, Mapping[str, Any]] | None:
    """The entry of the schedule that sends a task, by its name."""
    schedule: Mapping[str, Mapping[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    return next(((name, each) for name, each in schedule.items() if each["task"] == task), None)


def is_frequent(entry: Mapping[str, Any]) -> bool:
    """Whether it runs so often that not every run is noted."""
    every = entry["schedule"]
    return isinstance(every, int | float) and every < SELDOM.total_seconds()


def begun(sender: Any = None, task_id: str = "", **_details: Any) -> None:
    """A worker begins a task."""
    found = _of_schedule(sender)
    if found is None:
        return
    name, entry = found
    now = _begun[task_id] = timezone.now()
    if not is_frequent(entry):
        ScheduledRun.objects.update_or_create(
            name=name, defaults={"started": now, "finished": None, "outcome": RunOutcome.RUNNING}
        )


def failed(task_id: str = "", exception: BaseException | None = None, **_details: Any) -> None:
    """A task ended in a fault: its kind alone is kept, its words may hold anything."""
    if task_id in _begun:
        _faults[task_id] = type(exception).__name__


def ended(sender: Any = None, task_id: str = "", state: str = "", **_details: Any) -> None:
    """A worker is done with a task, in whatever way."""
    found = _of_schedule(sender)
    started, fault = _begun.pop(task_id, None), _faults.pop(task_id, "")
    if found is None or started is None:
        return
    name, entry = found
    outcome = RunOutcome.FAILED if fault or state == "FAILURE" else RunOutcome.DONE
    if is_frequent(entry) and _was_noted(name, outcome):
        return
    _noted[name] = (time.monotonic(), outcome)
    with transaction.atomic():
        run, _is_new = ScheduledRun.objects.get_or_create(name=name)
        failures = F("failures") + 1 if outcome == RunOutcome.FAILED else 0
        ScheduledRun.objects.filter(pk=run.pk).update(
            started=started,
            finished=timezone.now(),
            outcome=outcome,
            fault=fault[:100],
            failures=failures,
        )


def _of_schedule(task: Any) -> tuple[str, Mapping[str, Any]] | None:
    # A task that is called in this process was sent by nobody.
    if task is None or task.request.is_eager:
        return None
    return entry_of(task.name)


def _was_noted(name: str, outcome: str) -> bool:
    moment, before = _noted.get(name, (0.0, ""))
    return before == outcome and time.monotonic() - moment < SELDOM.total_seconds()
