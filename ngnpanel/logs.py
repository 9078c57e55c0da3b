"""Log records of one line each, with the id of the request they belong to."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def described(level: str) -> dict[str, Any]:
    """What Django and Celery log, and how; ``level`` is that of our own records."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "ngnpanel.logs.AddRequestId"},
            "exceptions": {"()": "ngnpanel.logs.ExceptionsOnly"},
        },
        "formatters": {
            "line": {
                "()": "ngnpanel.logs.OneLine",
                "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
            }
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["request_id"],
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "ngnpanel": {"level": level},
            "django": {"level": "WARNING", "handlers": [], "propagate": True},
            "celery": {"level": "WARNING"},
            # At a stop it tells of each message that it gives back.
            "kombu": {"level": "ERROR"},
            # Pages that say missing, forbidden or not healthy are answers, not faults of the panel.
            "django.request": {"level": "ERROR", "filters": ["exceptions"]},
        },
    }


def trace(error: BaseException) -> str:
    """Where an error came from, without its message.

    Messages quote values, such as the row that a database refused: they may hold a password.
    """
    lines = []
    for each in _chain(error):
        lines += traceback.format_tb(each.__traceback__)
        lines.append(f"  {type(each).__module__}.{type(each).__qualname__}\n")
    return "".join(lines).rstrip()


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error after those that it came from."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _chain(cause)
    yield error


class AddRequestId(logging.Filter):
    """Gives every record the id of the current request or task."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id"):
            record.request_id = request_id.get()
        return True


class ExceptionsOnly(logging.Filter):
    """Drops what Django says about a page that merely answered with a high status."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


class OneLine(logging.Formatter):
    """Folds line breaks, so that nobody can forge a record by putting one into a value."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\r", "").replace("\n", " | ")
