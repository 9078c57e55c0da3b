"""What each process of a web server has at work, told to the others.

All processes take connections from one socket, and whoever wakes up first gets one. Programs that
keep a connection then stay with that process: four of them may find themselves at one process while
the other one has nothing to do. So a process that has more at work leaves a connection to others.
"""

from __future__ import annotations

import mmap
from typing import Final

# More processes than this do not tell each other; a byte each, and this one for "nobody".
PLACES: Final = 64
NOBODY: Final = 255


class Board:
    """A byte for each process, in memory that all processes share which part after it was made."""

    def __init__(self) -> None:
        self._counts = mmap.mmap(-1, PLACES)
        self._counts[:] = bytes([NOBODY]) * PLACES

    def place(self) -> int | None:
        """A free place, taken; None when there is none. Only for the process that starts others."""
        found = self._counts[:].find(NOBODY)
        if found < 0:
            return None
        self._counts[found] = 0
        return found

    def tell(self, place: int, count: int) -> None:
        """So many connections are at work at this place."""
        self._counts[place] = min(count, NOBODY - 1)

    def leave(self, place: int) -> None:
        """The process of this place is gone."""
        self._counts[place] = NOBODY

    def is_busiest(self, place: int) -> bool:
        """Whether some other process has less at work than this one."""
        counts = self._counts[:]
        return min(counts) < counts[place]
