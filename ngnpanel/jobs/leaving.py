"""Leaving something to the worker, also where nobody takes it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def leave(task: Callable[..., Any], *arguments: Any) -> bool:
    """Send a task to the broker; False when there is none now."""
    try:
        task(*arguments)
    except (OperationalError, OSError) as error:
        logger.warning("Nothing can be left to the worker: %s", type(error).__name__)
        return False
    return True
