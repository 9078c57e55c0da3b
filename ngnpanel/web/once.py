"""Acts that must not happen twice when a form is sent twice."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from typing import Final

from ngnpanel.users.throttle import cache_or_memory

FIELD: Final = "once"
SECONDS: Final = 3600
LONGEST: Final = 64


def token() -> str:
    """What a form carries in a hidden field called ``once``; each drawing has one of its own."""
    return secrets.token_urlsafe(16)


def is_first(act: str, sent: str) -> bool:
    """Whether this drawing of the form is sent for the first time; many at once have one first.

    ``act`` keeps the forms of different records apart. A form without token is none of ours.
    """
    if not sent or len(sent) > LONGEST:
        return False
    with cache_or_memory() as cache:
        return bool(cache.add(_key(act, sent), 1, SECONDS))


def give_back(act: str, sent: str) -> None:
    """Nothing was done, for certain: the same drawing may be sent again."""
    with cache_or_memory() as cache:
        cache.delete(_key(act, sent))


def leave_open(act: str, sent: str, known: Collection[str]) -> None:
    """Whether it was done nobody can say now; ``known`` is what was there before.

    Who sends the same drawing again looks whether more is there by then.
    """
    with cache_or_memory() as cache:
        cache.set(_key(act, sent), (token(), tuple(known)), SECONDS)


def reopen(act: str, sent: str) -> tuple[str, ...] | None:
    """What was left open, for the first who asks; None where nothing is."""
    if not sent or len(sent) > LONGEST:
        return None
    with cache_or_memory() as cache:
        left: object = cache.get(_key(act, sent))
        if not isinstance(left, tuple):
            return None
        mark, known = left
        return known if cache.add(f"once:{mark}", 1, SECONDS) else None


def _key(act: str, sent: str) -> str:
    return "once:" + hashlib.sha256(f"{act}\n{sent}".encode()).hexdigest()
