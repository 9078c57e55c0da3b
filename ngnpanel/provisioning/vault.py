"""Secrets that must stay readable, sealed under the server's key and bound to their place.

The place (``customer:anna:password``) is authenticated but not stored: a sealed text copied into
another row does not open.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import ImproperlyConfigured

from ngnpanel.provisioning.options import options

NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32


class SealBroken(Exception):
    """A sealed text was changed, moved to another place, or made under another key."""


def seal(text: str, place: str) -> str:
    """``text`` sealed for ``place``; empty stays empty."""
    if not text:
        return ""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(_key()).encrypt(nonce, text.encode(), place.encode())
    return base64.b64encode(sealed).decode("ascii")


def unseal(sealed: str, place: str) -> str:
    """The text that was sealed for ``place``; raises SealBroken."""
    if not sealed:
        return ""
    try:
        raw = base64.b64decode(sealed, validate=True)
        opened = _cipher(_key()).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise SealBroken(place) from error
    return opened.decode()


def fingerprint(*parts: str) -> bytes:
    """A keyed digest of texts, of no use to anybody without the server's key."""
    message = b"".join(len(part.encode()).to_bytes(8, "big") + part.encode() for part in parts)
    return hmac.digest(base64.b64decode(_key()), message, "sha256")


def _key() -> str:
    return options()["KEY"]


@lru_cache(maxsize=4)
def _cipher(key: str) -> AESGCM:
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ImproperlyConfigured("PROVISIONING_KEY must be 32 bytes in base64.")
    return AESGCM(raw)
