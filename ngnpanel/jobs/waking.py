"""Tells workers that there is something to do; when nobody can be told, beat does it later."""

from __future__ import annotations

import logging
from typing import Final

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from ngnpanel.jobs import claiming

log = logging.getLogger(__name__)
TASK: Final = "ngnpanel.jobs.tasks.work"
MOST: Final = 16
# A page does not wait for a broker that is away: beat wakes the workers within seconds.
ONCE: Final = {"max_retries": 0}
# A message that waited longer has been replaced by one of beat.
EXPIRES: Final = 60


def wake() -> None:
    """One message for each free place, when the transaction at hand is committed."""
    transaction.on_commit(_send)


def _send() -> None:
    send(min(claiming.places_free(), MOST))


def send(number: int) -> None:
    """That many messages."""
    try:
        for _number in range(number):
            current_app.send_task(TASK, retry_policy=ONCE, expires=EXPIRES)
    except OperationalError as error:
        log.warning("no worker could be told of a job: %s", type(error).__name__)
