"""Answers of the platform kept for a moment; without the cache everything is asked anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import redis
from django.core.cache import cache

from ngnpanel.api import Api

T = TypeVar("T")
AWAY: Final = (redis.RedisError, OSError)


def key(api: Api, *parts: object) -> str:
    """The name of an answer; what a person may see decides what is in it."""
    return ":".join(["memory", api.platform.name, str(api.impersonate), *map(str, parts)])


def recall(name: str) -> Any:
    """What is kept, None for nothing."""
    try:
        return cache.get(name)
    except AWAY:
        return None


def keep(name: str, value: Any, seconds: int) -> None:
    """Keep an answer for so many seconds."""
    try:
        cache.set(name, value, seconds)
    except AWAY:
        return


def forget(name: str) -> None:
    """Ask anew the next time."""
    try:
        cache.delete(name)
    except AWAY:
        return


def remembered(name: str, seconds: int, ask: Callable[[], T]) -> T:
    """What is kept, else what ``ask`` says, which is kept then."""
    known: T | None = recall(name)
    if known is None:
        known = ask()
        keep(name, known, seconds)
    return known
