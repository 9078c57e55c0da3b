"""How many records a worker reads at once, right before it writes them one by one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from ngnpanel.jobs.records import FRESH

# At first, and the least and the most.
FIRST: Final = 10
LEAST: Final = 5
MOST: Final = 80
# The part of the time for which records are fresh in which all of them shall be written.
PART: Final = 0.7
# How many that was last, by platform.
_last: dict[str, int] = {}


@dataclass(slots=True)
class Ahead:
    """Of one turn: the faster records are written, the more of them are read at once."""

    platform: str
    size: int = 0
    left: int = 0
    read_at: float = 0.0

    def due(self) -> int:
        """How many to read before the next one is written; 0 while some that were read are left."""
        if self.left:
            self.left -= 1
            return 0
        now = time.monotonic()
        if self.read_at:
            written = self.size / max(now - self.read_at, 0.001)
            _last[self.platform] = min(max(int(written * FRESH * PART), LEAST), MOST)
        self.size = _last.get(self.platform, FIRST)
        self.left, self.read_at = self.size - 1, now
        return self.size
