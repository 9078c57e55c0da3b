"""Log records of one line each, with the id of the request they belong to."""

from __future__ import annotations

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


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
