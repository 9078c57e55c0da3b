"""How often somebody may ask: a bucket of tokens for each name, kept in the shared cache.

A bucket holds what may come at once and is filled evenly. It is counted in two windows with atomic
increments, so that requests at the same moment on several machines do not slip through.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import time
from dataclasses import dataclass

from ngnpanel.users.throttle import cache_or_memory


class TooOften(Exception):
    """The bucket is empty; ``seconds`` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """``most`` requests in ``seconds``; 0 admits all."""

    name: str
    most: int
    seconds: int

    def take(self, whose: str) -> None:
        """Take a token; raises TooOften when there is none."""
        if not self.most:
            return
        window, passed = divmod(time.time(), self.seconds)
        digest = hashlib.sha256(whose.encode()).hexdigest()[:32]
        now, before = (f"limit:{self.name}:{digest}:{window - back:.0f}" for back in (0, 1))
        with cache_or_memory() as cache:
            cache.add(now, 0, 2 * self.seconds)
            used = cache.incr(now)
            earlier = int(cache.get(before) or 0)
            # What was used in the window before counts less the longer ago it ended.
            if used + earlier * (1 - passed / self.seconds) > self.most:
                cache.decr(now)
                raise TooOften(math.ceil(min(self.seconds - passed, self.seconds / self.most)))


def place(address: str) -> str:
    """Where a request comes from: of IPv6 the network of a household, which has many addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.IPv6Network((int(found), 64), strict=False).network_address)
    return str(found)
