"""Log records of one line each, with the id of the request they belong to, and without secrets.

``LOG_FORMAT=json`` writes objects for programs that collect logs, ``text`` lines for people. Both
say the same: time, level, logger, request, and where they are known who acts (role and numbers, no
names), the platform, and the job with the request that began it.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

request_id: ContextVar[str] = ContextVar("request_id", default="-")
_facts: ContextVar[dict[str, str | int] | None] = ContextVar("log_facts", default=None)
# What else a record may say, in this order.
FACTS: Final = ("actor", "customer", "reseller", "platform", "job", "began_by")
# What LOG_LEVEL and LOG_FORMAT may be; the first of each is the default.
LEVELS: Final = ("INFO", "DEBUG", "WARNING", "ERROR")
FORMS: Final = ("text", "json")
MASK: Final = "***"
# Shorter ones would mask half of the words of a log.
LEAST: Final = 6
_hidden: set[str] = set()
# `password=…`, `"token": "…"`, `Authorization: Bearer …`, and the password of an address.
_NAMED: Final = re.compile(
    r"(?i)(\b[\w-]*(?:passw(?:or)?d|secret|token|api[_-]?key|sealing[_-]?key|cookie)\b"
    r"[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&|)}\]]+)"
)
_BEARER: Final = re.compile(r"(?i)\b((?:bearer|basic|digest)\s+)[A-Za-z0-9._~+/=-]{8,}")
# An API token, cut or whole, wherever somebody put it.
_API_TOKEN: Final = re.compile(r"ngnp_[A-Za-z0-9]{6,}")
_ADDRESS: Final = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+(?=@)")


def described(level: str, form: str = "text") -> dict[str, Any]:
    """What Django and Celery log, and how; ``level`` is that of our own records."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "ngnpanel.logs.AddRequestId"},
            "exceptions": {"()": "ngnpanel.logs.ExceptionsOnly"},
        },
        "formatters": {
            "text": {
                "()": "ngnpanel.logs.OneLine",
                "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
            },
            "json": {"()": "ngnpanel.logs.OneObject"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
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


@contextmanager
def scope(**facts: str | int) -> Iterator[None]:
    """Records of the block say these facts, and those that ``know`` adds on the way."""
    token = _facts.set({**(_facts.get() or {}), **facts})
    try:
        yield
    finally:
        _facts.reset(token)


def know(**facts: str | int) -> None:
    """From here to the end of the scope, records say these facts as well; without a scope, none."""
    known = _facts.get()
    if known is not None:
        known.update(facts)


def began_by() -> str:
    """The id of the request at hand, for work that goes on after it; "" outside of one."""
    found = request_id.get()
    return "" if found == "-" else found[:64]


def hide(secrets: Iterable[str]) -> None:
    """Have these texts masked wherever a record would show them."""
    _hidden.update(secret for secret in secrets if len(secret) >= LEAST)


def masked(text: str) -> str:
    """The text without the hidden ones, and without what stands where secrets stand."""
    for secret in sorted(_hidden, key=len, reverse=True):
        if secret in text:
            text = text.replace(secret, MASK)
    text = _ADDRESS.sub(rf"\1{MASK}", text)
    text = _API_TOKEN.sub(f"ngnp_{MASK}", text)
    text = _BEARER.sub(rf"\1{MASK}", text)
    return _NAMED.sub(rf"\1{MASK}", text)


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
    """Gives every record the id of the current request or task, and what is known of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id"):
            record.request_id = request_id.get()
        if not hasattr(record, "facts"):
            record.facts = dict(_facts.get() or {})
        return True


class ExceptionsOnly(logging.Filter):
    """Drops what Django says about a page that merely answered with a high status."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


class _Formatter(logging.Formatter):
    """What both forms share: times in UTC, and errors without their messages."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802, ARG002 - its names are given
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def formatException(self, ei: Any) -> str:  # noqa: N802 - its name is given
        return trace(ei[1]) if ei[1] is not None else ""


class OneLine(_Formatter):
    """Folds line breaks, so that nobody can forge a record by putting one into a value."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - its name is given
        """Without the message of the error."""
        return trace(ei[1])

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        facts = _said(record)
        if facts:
            line += " (" + " ".join(f"{name}={value}" for name, value in facts.items()) + ")"
        return _folded(masked(line))


class OneObject(_Formatter):
    """One object of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        said: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            **_said(record),
            "message": masked(text),
        }
        if record.exc_info:
            said["trace"] = masked(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False, default=str)


def _said(record: logging.LogRecord) -> Mapping[str, str | int]:
    facts: Mapping[str, str | int] = getattr(record, "facts", {})
    return {name: facts[name] for name in FACTS if facts.get(name)}


def _folded(text: str) -> str:
    return text.replace("\r", "").replace("\n", " | ")
