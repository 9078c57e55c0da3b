"""What a mail says, sealed in the outbox: the database alone gives no link to anybody.

The key comes from SECRET_KEY; the place (the key of the letter) is authenticated with it, so that a
sealed text copied into another row does not open.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES: Final = 12


class SealBroken(Exception):
    """It was changed, moved to another row, or sealed under another SECRET_KEY."""


def seal(content: dict[str, Any], place: str) -> bytes:
    """JSON of ``content`` that only opens at ``place``."""
    nonce = os.urandom(NONCE_BYTES)
    text = json.dumps(content).encode()
    return nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text, place.encode())


def unseal(sealed: bytes, place: str) -> dict[str, Any]:
    """What was sealed for ``place``; raises SealBroken."""
    try:
        text = _cipher(settings.SECRET_KEY).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise SealBroken(place) from error
    content: dict[str, Any] = json.loads(text)
    return content


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ngnpanel.notices")
    return AESGCM(derived.derive(secret.encode()))
