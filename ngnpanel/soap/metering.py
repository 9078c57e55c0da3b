"""Counts and logs every SOAP call; neither arguments nor secrets come in here."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from ngnpanel.soap.errors import RemoteError, Unavailable

logger = logging.getLogger("ngnpanel.soap")

OK: Final = "ok"
UNAVAILABLE: Final = "unavailable"
# It certainly did not reach the platform: refused by the breaker, or no connection.
UNSENT: Final = "unsent"
# What leaves a call as something else than a remote error is a bug of ours.
BROKEN: Final = "broken"


@dataclass(frozen=True, slots=True)
class Call:
    """One finished call; ``outcome`` is ok, unavailable, unsent, or the code of the fault."""

    port: str
    operation: str
    milliseconds: float
    outcome: str


@dataclass(slots=True)
class Meter:
    """The calls made while it was open, in order."""

    log: list[Call] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """How many there were."""
        return len(self.log)

    @property
    def seconds(self) -> float:
        """The time they took together."""
        return sum(call.milliseconds for call in self.log) / 1000

    @property
    def operations(self) -> list[str]:
        """Their names, as ``Sip.getAccount``."""
        return [f"{call.port}.{call.operation}" for call in self.log]


# Who wants to know of every call of this process, such as the metrics.
_watchers: list[Callable[[Call], None]] = []
_open: ContextVar[tuple[Meter, ...]] = ContextVar("open_meters", default=())


def watch(watcher: Callable[[Call], None]) -> None:
    """Tell ``watcher`` of every finished call from now on; once, however often it asks."""
    if watcher not in _watchers:
        _watchers.append(watcher)


@contextmanager
def counted() -> Iterator[Meter]:
    """Count the calls of the block; meters may be nested, each counts all calls inside it."""
    meter = Meter()
    token = _open.set((*_open.get(), meter))
    try:
        yield meter
    finally:
        _open.reset(token)


@contextmanager
def apart() -> Iterator[None]:
    """Keep the calls of the block out of all open meters; the log has them all the same."""
    token = _open.set(())
    try:
        yield
    finally:
        _open.reset(token)


@contextmanager
def measured(port: str, operation: str, impersonate: int) -> Iterator[None]:
    """Enter the call of the block into all open meters and into the log."""
    started = time.perf_counter()
    outcome = BROKEN
    try:
        yield
        outcome = OK
    except RemoteError as error:
        is_unsent = isinstance(error, Unavailable) and not error.was_sent
        outcome = str(error.code) if error.code else UNSENT if is_unsent else UNAVAILABLE
        raise
    finally:
        milliseconds = (time.perf_counter() - started) * 1000
        call = Call(port, operation, milliseconds, outcome)
        for meter in _open.get():
            meter.log.append(call)
        for watcher in _watchers:
            watcher(call)
        logger.info(
            "%s.%s for %d: %s in %.1f ms", port, operation, impersonate, outcome, milliseconds
        )
