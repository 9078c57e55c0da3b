"""Slows down who guesses passwords: each failure of a name or an address costs more waiting."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

# Failures that cost nothing: people mistype, and many people may share one address.
FREE_FOR_NAME: Final = 5
FREE_FOR_ADDRESS: Final = 20
# The wait doubles from one second up to this; nobody is locked out for ever.
LONGEST_WAIT: Final = 120
# Failures are forgotten after this time without another one.
MEMORY: Final = 15 * 60
# Takes over while the shared cache is away, so that nobody guesses freely then.
_fallback: Final = LocMemCache("ngnpanel-throttle", {})


class TooManyFailures(Exception):
    """Sign-in has to wait; ``seconds`` says how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


def begin(name: str, address: str) -> None:
    """Count an attempt as failed before it is made; raises TooManyFailures while waiting.

    Counting first means that many attempts at the same moment do not slip through.
    """
    now = time.time()
    with cache_or_memory() as cache:
        keys = {_key("name", name): FREE_FOR_NAME, _key("address", address): FREE_FOR_ADDRESS}
        until = max(float(cache.get(f"{key}:until") or 0) for key in keys)
        if until > now:
            raise TooManyFailures(math.ceil(until - now))
        for key, free in keys.items():
            cache.add(key, 0, MEMORY)
            failures = cache.incr(key)
            cache.touch(key, MEMORY)
            if failures > free:
                wait = min(2.0 ** min(failures - free - 1, 10), LONGEST_WAIT)
                cache.set(f"{key}:until", now + wait, MEMORY)


def succeed(name: str, address: str) -> None:
    """Forget the failures of the name, and give the address back the attempt that was counted."""
    with cache_or_memory() as cache:
        key, shared = _key("name", name), _key("address", address)
        cache.delete_many([key, f"{key}:until"])
        if cache.get(shared):
            cache.decr(shared)


def take_back(name: str, address: str) -> None:
    """Give back an attempt that nobody could decide; earlier failures still count."""
    with cache_or_memory() as cache:
        for key in (_key("name", name), _key("address", address)):
            if cache.get(key):
                cache.decr(key)


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


def _key(kind: str, text: str) -> str:
    digest = hashlib.sha256(text.strip().lower().encode()).hexdigest()[:32]
    return f"throttle:{kind}:{digest}"
