"""Places: how many threads may wait for one platform at once, so that some are left for the others.

Who finds no place waits for one while the platform goes on answering, and is sent away once it has
been silent for longer than its own answers take.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

# How long all places may be taken without an answer: this at least, twice what the last answer
# took, and no more than the second.
SHORTEST: Final = 0.25
LONGEST: Final = 1.0


class Full(Exception):
    """All places are taken by calls that the platform does not answer."""


class Places:
    """``number`` places, shared by all threads; ``clock`` gives seconds that never go back."""

    def __init__(self, number: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.number = number
        self._clock = clock
        self._free = threading.Condition()
        self._taken = 0
        self._full_since = clock()
        self._answered = float("-inf")
        self._took = 0.0

    @property
    def taken(self) -> int:
        """How many threads have a place now."""
        return self._taken

    def enter(self, most: float) -> float:
        """Take a place; how long that took, in seconds. Raises Full, at the latest after ``most``.

        Who takes one has to ``leave`` it.
        """
        came = self._clock()
        with self._free:
            while self._taken >= self.number:
                now = self._clock()
                left = min(self.silent_at(), came + most) - now
                if left <= 0:
                    raise Full
                self._free.wait(left)
            self._taken += 1
            if self._taken == self.number:
                self._full_since = self._clock()
        return self._clock() - came

    def leave(self) -> None:
        """Give the place to whoever waits."""
        with self._free:
            self._taken -= 1
            self._free.notify()

    def answered(self, took: float) -> None:
        """The platform answered a call after ``took`` seconds."""
        self._took = took
        self._answered = self._clock()

    def silent_at(self) -> float:
        """When those who wait are sent away, unless an answer comes before."""
        patience = min(max(SHORTEST, 2 * self._took), LONGEST)
        return max(self._answered, self._full_since) + patience
