"""Slows down who guesses passwords and codes: each mistake costs more waiting (users/patience.py).

An attempt is counted as a mistake before it is made, so that many at the same moment do not slip
through; ``succeed`` and ``take_back`` give it back.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from ngnpanel.users import patience
from ngnpanel.users.patience import Pair

# Mistakes of one address at all names that cost nothing: many people may share one address.
FREE_FOR_NAME: Final = patience.FREE
FREE_FOR_ADDRESS: Final = 20
# Then the wait of the address doubles from one second up to this.
LONGEST_WAIT: Final = 120
# The mistakes of an address are forgotten after this time without another one.
MEMORY: Final = 15 * 60
# How long a request waits for another one that counts for the same name, in steps.
LOCK_SECONDS: Final = 2
LOCK_STEP: Final = 0.005
# IPv6 gives everybody so many addresses that a network counts as one.
PREFIX: Final = 64
# Takes over while the shared cache is away, so that nobody guesses freely then.
_fallback: Final = LocMemCache("ngnpanel-throttle", {})


class TooManyFailures(Exception):
    """Sign-in has to wait; ``seconds`` says how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


def begin(name: str, address: str, browser: str = "") -> None:
    """Count an attempt as failed before it is made; raises TooManyFailures while waiting.

    ``browser`` is the number of a browser that the person of this name signed in with before: it
    has its own counter, and what strangers do at the name or from the address is nothing to it.
    """
    now = time.time()
    with cache_or_memory() as cache:
        if not browser:
            _address_waits(cache, address, now)
        with _alone(cache, name):
            key, place = _pair(name, address, browser), _key("place", name)
            pair = cache.get(key) or Pair()
            answer = patience.ask(pair, float(cache.get(place) or 0), now, is_known=bool(browser))
            cache.set(key, answer.pair, patience.MEMORY)
            cache.set(place, answer.place, patience.MEMORY)
        if answer.wait:
            raise TooManyFailures(math.ceil(answer.wait))
        if not browser:
            _count_address(cache, address, now)


def succeed(name: str, address: str, browser: str = "") -> None:
    """Forget the mistakes of this address at the name, and give back the attempt."""
    with cache_or_memory() as cache:
        cache.delete(_pair(name, address, browser))
        _give_back(cache, name, address, browser)


def take_back(name: str, address: str, browser: str = "") -> None:
    """Give back an attempt that nobody could decide; earlier mistakes still count."""
    with cache_or_memory() as cache:
        key = _pair(name, address, browser)
        pair = cache.get(key)
        if pair:
            cache.set(key, Pair(max(pair.failures - 1, 0)), patience.MEMORY)
        _give_back(cache, name, address, browser)


@contextmanager
def cache_or_memory() -> Iterator[BaseCache]:
    """The shared cache, or the memory of this process while that is away."""
    shared = caches["default"]
    try:
        shared.get("throttle")
    except (redis.RedisError, OSError):
        yield _fallback
    else:
        yield shared


def network(address: str) -> str:
    """What counts as one address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, PREFIX), strict=False))
    return address


def _address_waits(cache: BaseCache, address: str, now: float) -> None:
    until = float(cache.get(f"{_key('address', network(address))}:until") or 0)
    if until > now:
        raise TooManyFailures(math.ceil(until - now))


def _count_address(cache: BaseCache, address: str, now: float) -> None:
    key = _key("address", network(address))
    cache.add(key, 0, MEMORY)
    failures = cache.incr(key)
    cache.touch(key, MEMORY)
    if failures > FREE_FOR_ADDRESS:
        wait = min(2.0 ** min(failures - FREE_FOR_ADDRESS - 1, 10), LONGEST_WAIT)
        cache.set(f"{key}:until", now + wait, MEMORY)


def _give_back(cache: BaseCache, name: str, address: str, browser: str) -> None:
    if browser:
        return
    shared = _key("address", network(address))
    if cache.get(shared):
        cache.decr(shared)
    with _alone(cache, name):
        place = _key("place", name)
        if cache.get(place):
            cache.set(place, float(cache.get(place)) - patience.GAP, patience.MEMORY)


@contextmanager
def _alone(cache: BaseCache, name: str) -> Iterator[None]:
    """Nobody else counts for this name meanwhile; raises TooManyFailures in a crowd."""
    key = _key("lock", name)
    end = time.monotonic() + LOCK_SECONDS
    while not cache.add(key, 1, LOCK_SECONDS):
        if time.monotonic() > end:
            raise TooManyFailures(LOCK_SECONDS)
        time.sleep(LOCK_STEP)
    try:
        yield
    finally:
        cache.delete(key)


def _pair(name: str, address: str, browser: str) -> str:
    who = f"browser {browser}" if browser else network(address)
    return _key("pair", f"{name.strip().lower()}\n{who}")


def _key(kind: str, text: str) -> str:
    digest = hashlib.sha256(text.strip().lower().encode()).hexdigest()[:32]
    return f"throttle:{kind}:{digest}"
