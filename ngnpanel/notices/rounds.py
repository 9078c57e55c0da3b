"""Runs that the worker does again and again: one at a time, for a while, and on from there."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from ngnpanel.notices.models import Round

logger = logging.getLogger(__name__)
# A run ends after so many seconds; the broker gives to others what takes longer than five minutes.
SLICE: Final = 150
# One that did not come back after this has died.
LONGEST: Final = timedelta(seconds=290)


class Clock:
    """How long a run has been at work."""

    def __init__(self) -> None:
        self._end = time.monotonic() + SLICE

    def is_over(self) -> bool:
        """Whether the rest is for the next run."""
        return time.monotonic() >= self._end


@contextmanager
def begun(platform: str, name: str) -> Iterator[Round | None]:
    """The run, or None where somebody else is at it; it is free again afterwards."""
    now = timezone.now()
    mine = Round.objects.filter(platform=platform, name=name, until__lte=now)
    if not mine.update(until=now + LONGEST) and not _is_first(platform, name):
        yield None
        return
    found = Round.objects.get(platform=platform, name=name)
    try:
        yield found
    finally:
        Round.objects.filter(pk=found.pk).update(until=timezone.now())


def keep(run: Round, **changes: Any) -> None:
    """Remember something for the next time."""
    Round.objects.filter(pk=run.pk).update(**changes)
    for name, value in changes.items():
        setattr(run, name, value)


def _is_first(platform: str, name: str) -> bool:
    """Whether there was no such run yet, and this one is it."""
    try:
        with transaction.atomic():
            Round.objects.create(platform=platform, name=name, until=timezone.now() + LONGEST)
    except IntegrityError:
        return False
    return True
