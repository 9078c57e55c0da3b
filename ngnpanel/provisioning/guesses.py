"""Slows down who guesses passwords over SOAP: each failure from an address costs more waiting.

Nothing sleeps: a request that comes too early is refused before the slow hash. Each process counts
for itself, in memory.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from typing import Final

from ngnpanel.provisioning.faults import Fault

# Failures that cost nothing: a panel elsewhere asks with whatever its users type.
FREE: Final = 10
LONGEST_WAIT: Final = 60
MEMORY: Final = 15 * 60
# Whoever signed in from an address stays welcome there, whatever others there do meanwhile.
WELCOME: Final = 60 * 60
REMEMBERED: Final = 10_000
MAX_LOGIN: Final = 64


class Guesses:
    """Failures by address, by address and login together, and who signed in from where.

    A login that fits forgives the address, because many may ask from one. It does not forgive what
    was guessed at another login: else one's own password would pay for that.
    """

    def __init__(self) -> None:
        # address, or address and login -> failures, end of the waiting, end of the memory
        self._failures: OrderedDict[str, tuple[int, float, float]] = OrderedDict()
        # address and login -> end of the welcome
        self._welcome: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = Lock()

    def require_patience(self, client: str, login: str) -> None:
        """Raises Fault 9001 while this address has to wait."""
        seconds = self.waiting(client, login)
        if seconds:
            raise Fault(9001, f"Too many attempts failed from this address: wait {seconds} s")

    def waiting(self, client: str, login: str = "") -> int:
        """Seconds that this address has to wait; 0 when it need not, or the login is welcome.

        Other texts than addresses serve as well, for example the account that somebody tries.
        """
        now = time.monotonic()
        with self._lock:
            found = [self._failures.get(place) for place in _places(client, login)]
            is_welcome = self._welcome.get((network(client), login), 0.0) > now
        until = max((failures[1] for failures in found if failures), default=0.0)
        return math.ceil(until - now) if until > now and not is_welcome else 0

    def failed(self, client: str, login: str = "") -> None:
        """One more failure."""
        for place in _places(client, login):
            self._count(place)

    def _count(self, place: str) -> None:
        now = time.monotonic()
        with self._lock:
            count, _until, end = self._failures.pop(place, (0, 0.0, 0.0))
            count = count + 1 if end > now else 1
            wait = min(2.0 ** min(count - FREE - 1, 10), LONGEST_WAIT) if count > FREE else 0.0
            self._failures[place] = (count, now + wait, now + MEMORY)
            while len(self._failures) > REMEMBERED:
                self._failures.popitem(last=False)

    def succeeded(self, client: str, login: str) -> None:
        """The address is forgiven, and the login welcome from there."""
        with self._lock:
            for place in _places(client, login):
                self._failures.pop(place, None)
        self.welcome(client, login)

    def welcome(self, client: str, login: str) -> None:
        """The login need not wait there for a while, but others still do."""
        place = network(client)
        with self._lock:
            self._welcome.pop((place, login), None)
            self._welcome[place, login] = time.monotonic() + WELCOME
            while len(self._welcome) > REMEMBERED:
                self._welcome.popitem(last=False)

    def forget(self) -> None:
        """Start anew."""
        with self._lock:
            self._failures.clear()
            self._welcome.clear()


def _places(client: str, login: str) -> tuple[str, ...]:
    """What a failure is counted by: the address, and the address with the login."""
    place = network(client)
    return (place, f"{place} as {login[:MAX_LOGIN].lower()}") if login else (place,)


@lru_cache(maxsize=4096)
def network(client: str) -> str:
    """What counts as one address: with IPv6 everybody has a whole network of them."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    return (
        str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else client
    )


GUESSES: Final = Guesses()
