"""Guards: one for each endpoint that is reached over HTTP, shared by the threads of this process.

A guard is a ``Breaker`` and ``Places``. A platform in this process has none: it answers in the
thread and the transaction of whoever asks, within the limits of its database, and when it is away
so is the panel. Processes learn by themselves that a platform is away, each by a few calls; nothing
that could be away itself has to tell them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from ngnpanel.soap import errand
from ngnpanel.soap.breaker import Breaker, Outcome, Refused, Rules, State
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.places import Full, Places
from ngnpanel.soap.platform import Platform

logger = logging.getLogger(__name__)
RULES: Final = Rules()
# A call that had less than this part of the platform's time, and used it up, proves nothing.
WHOLE: Final = 0.9
REFUSED: Final = "refused"
FULL: Final = "full"


class Guard:
    """Of one endpoint; ``name`` is how logs and metrics call it.

    ``counts`` are the calls refused (``REFUSED`` by the breaker, ``FULL`` without a place), and by
    the value of a ``State`` how often that began.
    """

    def __init__(self, name: str, places: int, rules: Rules = RULES) -> None:
        self.name = name
        self.breaker = Breaker(rules, listener=self._changed)
        self.places = Places(places)
        self.counts: Counter[str] = Counter()
        self._counting = threading.Lock()

    @contextmanager
    def place(self, timeout: float) -> Iterator[None]:
        """A place for the block; the calls within share it. Raises Unavailable."""
        held = _held.get()
        if self in held:
            yield
            return
        try:
            waited = self.places.enter(errand.left(timeout))
        except Full:
            self._count(FULL)
            raise Unavailable(
                "All calls that the platform may be asked at once wait for it.", was_sent=False
            ) from None
        token = _held.set((*held, self))
        try:
            errand.waited(waited)
            yield
        finally:
            _held.reset(token)
            self.places.leave()

    @contextmanager
    def call(self, timeout: float) -> Iterator[None]:
        """One call: what leaves the block as Unavailable counts against the platform."""
        try:
            ticket = self.breaker.ask()
        except Refused as refused:
            self._count(REFUSED)
            raise Unavailable(
                "The platform did not answer before, so it is not asked now.",
                was_sent=False,
                wait=refused.seconds,
            ) from None
        began = time.monotonic()
        outcome = Outcome.UNDECIDED
        try:
            given = errand.left(timeout)
            try:
                yield
            except Unavailable:
                took = time.monotonic() - began
                is_hurried = given < timeout * WHOLE and took >= given * WHOLE
                outcome = Outcome.UNDECIDED if is_hurried else Outcome.FAILED
                raise
            outcome = Outcome.ANSWERED
            self.places.answered(time.monotonic() - began)
        finally:
            self.breaker.tell(ticket, outcome)

    def _count(self, what: str) -> None:
        with self._counting:
            self.counts[what] += 1
        for watcher in _watchers:
            watcher(self.name, what)

    def _changed(self, state: State, seconds: float) -> None:
        self._count(state.value)
        if state is State.OPEN:
            logger.warning("%s does not answer: not asked for %.1f s", self.name, seconds)
        elif state is State.CLOSED:
            logger.warning("%s answers again", self.name)


# Who wants to know of every count of this process, such as the metrics: by name and what.
_watchers: list[Callable[[str, str], None]] = []
_held: ContextVar[tuple[Guard, ...]] = ContextVar("places_held", default=())
_guards: dict[str, Guard] = {}
_making: Final = threading.Lock()


def of(platform: Platform) -> Guard | None:
    """The guard of the platform's endpoint, whoever signs in; None for one in this process."""
    if platform.handler:
        return None
    found = _guards.get(platform.url)
    if found is None:
        with _making:
            found = _guards.setdefault(platform.url, Guard(platform.name, platform.places))
    return found


def watch(watcher: Callable[[str, str], None]) -> None:
    """Tell ``watcher`` of every count from now on; once, however often it asks."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def all_of_them() -> tuple[Guard, ...]:
    """The guards of all endpoints that were asked so far, for metrics."""
    return tuple(_guards.values())


def forget() -> None:
    """Begin anew, as a process does that just started: for tests."""
    _guards.clear()


@contextmanager
def place(platform: Platform) -> Iterator[None]:
    """One place for all calls of the block, in whatever threads they run; raises Unavailable."""
    guard = of(platform)
    if guard is None:
        yield
        return
    with errand.step(writes=False), guard.place(platform.timeout_read):
        yield


@contextmanager
def call(platform: Platform) -> Iterator[None]:
    """A place and the breaker around one call; raises Unavailable."""
    guard = of(platform)
    if guard is None:
        yield
        return
    with guard.place(platform.timeout_read), guard.call(platform.timeout_read):
        yield
