"""All places where a secret could lie, read out as a thief or an operator would."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from email.message import Message
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import models

from ngnpanel import logs
from tests.shell.planting import Seen


class Written(logging.Handler):
    """Keeps what the log would say, line by line as it is written."""

    def __init__(self, where: list[Seen]) -> None:
        super().__init__(logging.DEBUG)
        self.where = where
        self.setFormatter(logs.OneLine("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """One record, and its arguments."""
        self.where.append(Seen("log", self.format(record).encode()))


def database() -> Iterator[Seen]:
    """Every field of every row, by table and column; what is sealed as its bytes."""
    for model in apps.get_models():
        if not model._meta.managed:
            continue
        for row in model._default_manager.all():
            yield Seen(f"text of {model._meta.label}", f"{row!s} {row!r}".encode())
            for column in model._meta.concrete_fields:
                place = f"database {model._meta.db_table}.{column.column}"
                yield Seen(place, as_bytes(row, column))


def as_bytes(row: models.Model, column: Any) -> bytes:
    """The value of a column."""
    value = getattr(row, column.attname)
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def sessions() -> Iterator[Seen]:
    """What is in the rows of sessions, unpacked."""
    for row in Session.objects.all():
        yield Seen("session", repr(row.get_decoded()).encode())


def cached() -> Iterator[Seen]:
    """Keys and contents of the cache, those of the tests as well as those of a real one."""
    stored: dict[str, bytes] = cache._cache  # type: ignore[attr-defined]  # of LocMemCache
    for key, content in stored.items():
        yield Seen("cache", key.encode())
        yield Seen("cache", repr(pickle.loads(content)).encode())


def mails() -> Iterator[Seen]:
    """Mails to people, and those to the operators."""
    operators = {str(one[1]) for one in settings.ADMINS}
    for letter in mail.outbox:
        kind = "mail to operators" if operators & set(letter.to) else "mail to people"
        raw: Message = letter.message()
        yield Seen(kind, raw.as_bytes())
        for part in raw.walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield Seen(kind, content)


def everything() -> Iterator[Seen]:
    """All of it."""
    yield from database()
    yield from sessions()
    yield from cached()
    yield from mails()
