"""Secrets of jobs at rest: sealed with a key that is made from the panel's own."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES: Final = 12


class Unsealable(Exception):
    """What is sealed was sealed with another key, or was changed."""


def seal(content: bytes, purpose: str) -> bytes:
    """``content`` encrypted (AES-256-GCM); it opens for the same ``purpose`` alone."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, content, purpose.encode())


def unseal(sealed: bytes | memoryview, purpose: str) -> bytes:
    """What was sealed for ``purpose``; raises Unsealable."""
    raw = bytes(sealed)
    try:
        return _cipher(settings.SECRET_KEY).decrypt(
            raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode()
        )
    except (InvalidTag, ValueError):
        raise Unsealable(purpose) from None


def seal_values(values: dict[str, Any], purpose: str) -> bytes | None:
    """A mapping as JSON, sealed; None when it is empty."""
    return seal(json.dumps(values).encode(), purpose) if values else None


def unseal_values(sealed: bytes | memoryview | None, purpose: str) -> dict[str, Any]:
    """The mapping that was sealed; empty for None."""
    if sealed is None:
        return {}
    found: dict[str, Any] = json.loads(unseal(sealed, purpose))
    return found


@cache
def _cipher(secret: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ngnpanel jobs").derive(
        secret.encode()
    )
    return AESGCM(key)
