"""Acts that must not happen twice when a form is sent twice."""

from __future__ import annotations

import hashlib
import secrets
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
    name = hashlib.sha256(f"{act}\n{sent}".encode()).hexdigest()
    with cache_or_memory() as cache:
        return bool(cache.add(f"once:{name}", 1, SECONDS))
