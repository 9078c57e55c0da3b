"""Settings that wait a few minutes for a phone to fetch them, once.

Whoever has the token has the settings: it is as long as a key, works once, and dies soon. The cache
holds neither the token nor anything that could be read without it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Final

import redis
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.cache import cache

# Seconds until settings that nobody fetched are gone.
LIFE: Final = 600
NONCE_BYTES: Final = 12
LONGEST_TOKEN: Final = 64
AWAY: Final = (redis.RedisError, OSError)


class NoPlace(Exception):
    """The cache is away: nothing can wait there, and nothing can be fetched."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file for a program, with its type."""

    text: str = field(repr=False)
    content_type: str


def leave(left: Left) -> str:
    """Have a file wait; the token that fetches it. Raises NoPlace."""
    token = secrets.token_urlsafe(32)
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = json.dumps([left.text, left.content_type]).encode()
    sealed = nonce + _cipher(token).encrypt(nonce, plain, None)
    try:
        cache.set(_key(token), sealed, LIFE)
    except AWAY:
        raise NoPlace from None
    return token


def fetch(token: str) -> Left | None:
    """The file of a token, None for one that is wrong, used or too old. Raises NoPlace.

    Of several that come with it at the same moment one gets it.
    """
    if not token or len(token) > LONGEST_TOKEN:
        return None
    key = _key(token)
    try:
        sealed = cache.get(key)
        if sealed is None or not cache.delete(key):
            return None
    except AWAY:
        raise NoPlace from None
    try:
        plain = _cipher(token).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except InvalidTag:
        return None
    text, content_type = json.loads(plain)
    return Left(text, content_type)


def _key(token: str) -> str:
    return f"handover:{hashlib.sha256(token.encode()).hexdigest()}"


def _cipher(token: str) -> AESGCM:
    """Another derivation than the key of the cache, so that the one does not tell the other."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ngnpanel handover")
    return AESGCM(derived.derive(token.encode()))
