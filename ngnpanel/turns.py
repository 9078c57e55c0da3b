"""How the system shares a core among the processes of an installation."""

from __future__ import annotations

import os
from contextlib import suppress


def take_longer_ones() -> None:
    """From here on this thread, and those that it begins, is not broken off by whoever wakes up.

    A job is a worker that calls and a web server that answers, a thousand times a second: by
    default each wakes the other one in the middle of its work, and the cores change between them
    for a tenth of the time. Everybody still gets a fair share, some milliseconds later (Linux's
    SCHED_BATCH); other systems, and sandboxes that refuse it, go on as they are.
    """
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
