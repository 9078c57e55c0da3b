"""An authenticator made of a few lines: it signs what it is told to, also what none would."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG
PRESENT, VERIFIED, NEW = FLAG.UP, FLAG.UV, FLAG.AT


class Authenticator:
    """One key for one site; ``count`` is how often it signed."""

    def __init__(self, site: str = "testserver", origin: str = "http://testserver") -> None:
        self.site, self.origin = site, origin
        self.id = os.urandom(32)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.count = 0
        self.flags = PRESENT | VERIFIED
        self.handle = ""

    def make(self, options: dict[str, Any]) -> str:
        """The answer of a browser that made a passkey."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        # COSE: an elliptic key (2) of P-256 (1) for ES256 (-7).
        public = ES256({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        held = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = AuthenticatorData.create(self._site(), self.flags | NEW, self.count, held)
        told = self._told(CollectedClientData.TYPE.CREATE, options)
        attested = AttestationObject.create("none", data, {})
        return self._answer(clientDataJSON=told, attestationObject=attested)

    def sign(self, options: dict[str, Any]) -> str:
        """The answer of a browser that signed with it."""
        self.count += 1
        data = AuthenticatorData.create(self._site(), self.flags, self.count)
        told = self._told(CollectedClientData.TYPE.GET, options)
        signature = self.key.sign(data + told.hash, ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=told,
            authenticatorData=data,
            signature=signature,
            userHandle=self.handle,
        )

    def _site(self) -> bytes:
        return sha256(self.site.encode()).digest()

    def _told(self, act: str, options: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(act, options["challenge"], self.origin)

    def _answer(self, **parts: bytes | str) -> str:
        response = {
            name: part if isinstance(part, str) else websafe_encode(part)
            for name, part in parts.items()
        }
        id = websafe_encode(self.id)
        return json.dumps(
            {
                "id": id,
                "rawId": id,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": response,
            }
        )
