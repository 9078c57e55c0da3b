"""Errand: all calls that are made for one request of a person.

A person waits for a platform that does not answer once, not once for each call: what the failed
calls of an errand took is taken off the time of its later ones. And it is known whether any of them
may have written something, which decides what the person is told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from ngnpanel.soap.errors import RemoteError, Unavailable

# With less time than this nothing can come of a call.
TOO_SHORT: Final = 0.02


@dataclass(slots=True)
class Errand:
    """``most`` seconds are waited in vain for all of it; ``spent`` are those that were.

    ``wrote`` is whether a call that writes may have reached the platform.
    """

    most: float = float("inf")
    spent: float = 0.0
    wrote: bool = False


_current: ContextVar[Errand | None] = ContextVar("errand", default=None)


@contextmanager
def begun(most: float = float("inf")) -> Iterator[Errand]:
    """The calls of the block are one errand, on which ``most`` seconds are waited in vain."""
    errand = Errand(most)
    token = _current.set(errand)
    try:
        yield errand
    finally:
        _current.reset(token)


def left(timeout: float) -> float:
    """How much of its ``timeout`` a call has that begins now, in seconds.

    Raises Unavailable when that is nothing.
    """
    errand = _current.get()
    if errand is None:
        return timeout
    seconds = min(timeout, errand.most) - errand.spent
    if seconds < TOO_SHORT:
        raise Unavailable("The platform did not answer before, so it is not asked.", was_sent=False)
    return seconds


def waited(seconds: float) -> None:
    """So long it took until a call could begin."""
    errand = _current.get()
    if errand is not None:
        errand.spent += seconds


@contextmanager
def step(*, writes: bool) -> Iterator[None]:
    """The call of the block is part of the errand at hand, if there is one."""
    errand = _current.get()
    if errand is None:
        yield
        return
    began = time.monotonic()
    before = errand.spent
    try:
        yield
    except Unavailable as error:
        # Not twice: what it waited for its turn is part of what it took.
        errand.spent = max(errand.spent, before + time.monotonic() - began)
        errand.wrote = errand.wrote or (writes and error.was_sent)
        error.may_have_written = errand.wrote
        raise
    except RemoteError:
        raise  # a refusal wrote nothing
    errand.wrote = errand.wrote or writes
