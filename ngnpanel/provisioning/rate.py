"""How many calls one address may make over HTTP: a bucket of tokens for each.

A call takes a token; tokens come back at ``SOAP_RATE`` a second, up to ``SOAP_BURST``. Each process
counts for itself, in memory. The panel in the same process makes its calls without HTTP.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from ngnpanel.provisioning.guesses import network
from ngnpanel.provisioning.options import options

logger = logging.getLogger(__name__)
# Addresses; the one that was silent for longest is forgotten first, which gives it a full bucket.
REMEMBERED: Final = 10_000


@dataclass(slots=True)
class _Bucket:
    """Tokens at a moment of the clock; ``is_refusing`` from the first refusal to the next call."""

    tokens: float
    at: float
    is_refusing: bool = False


class Rates:
    """The buckets of all addresses; IPv6 addresses of one /64 network share one."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, remembered: int = REMEMBERED
    ) -> None:
        self._clock = clock
        self._remembered = remembered
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def admits(self, client: str) -> bool:
        """Whether ``client`` may make one more call now; an empty address is not counted."""
        rate, burst = options()["SOAP_RATE"], options()["SOAP_BURST"]
        if rate <= 0 or not client:
            return True
        place, now = network(client), self._clock()
        with self._lock:
            bucket = self._buckets.get(place) or _Bucket(burst, now)
            bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * rate)
            bucket.at = now
            may = bucket.tokens >= 1
            begins = not may and not bucket.is_refusing
            bucket.is_refusing = not may
            if may:
                bucket.tokens -= 1
            self._buckets[place] = bucket
            self._buckets.move_to_end(place)
            while len(self._buckets) > self._remembered:
                self._buckets.popitem(last=False)
        if begins:
            # Once for each flood: a line for each refused call would be a flood of its own.
            logger.warning("too many calls from %s: more than %d a second", place, rate)
        return may

    def forget(self) -> None:
        """Start anew."""
        with self._lock:
            self._buckets.clear()


RATES: Final = Rates()
