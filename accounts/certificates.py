"""A stored TLS certificate in facts: whose it is, how long it holds, whether all parts fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

# Time enough to get another one.
WARN_BEFORE: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What people want to know about a certificate.

    ``names`` are the hosts that it is for, ``issuers`` counts the certificates below it, and
    ``is_chained`` says whether each signed the one above. ``has_its_key`` None means no key.
    """

    name: str
    issuer: str
    names: tuple[str, ...]
    begins: datetime
    expires: datetime
    issuers: int
    is_chained: bool
    is_self_signed: bool
    has_its_key: bool | None

    def tone(self, now: datetime) -> str:
        """Green, amber when it ends soon, red when it has ended or does not hold yet."""
        if now >= self.expires or now < self.begins:
            return "red"
        return "amber" if self.expires - now < WARN_BEFORE else "green"

    def days_left(self, now: datetime) -> int:
        """Whole days until it ends; negative afterwards."""
        return (self.expires - now).days


def facts(pem: str, private_key: str = "") -> CertificateFacts | None:
    """The facts of the first certificate in ``pem``, None when it cannot be read."""
    try:
        chain = x509.load_pem_x509_certificates(pem.encode())
        first = chain[0]
        return CertificateFacts(
            name=_common_name(first.subject),
            issuer=_common_name(first.issuer),
            names=_alternative_names(first),
            begins=first.not_valid_before_utc,
            expires=first.not_valid_after_utc,
            issuers=len(chain) - 1,
            is_chained=all(_is_signed_by(lower, upper) for lower, upper in pairwise(chain)),
            is_self_signed=first.subject == first.issuer,
            has_its_key=_fits(first, private_key) if private_key else None,
        )
    except (ValueError, IndexError, UnsupportedAlgorithm):
        return None


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _alternative_names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(getattr(name, "value", "")) for name in extension.value)


def _is_signed_by(lower: x509.Certificate, upper: x509.Certificate) -> bool:
    try:
        lower.verify_directly_issued_by(upper)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _fits(certificate: x509.Certificate, private_key: str) -> bool:
    try:
        key = load_pem_private_key(private_key.encode(), None)
        shape = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        mine = key.public_key().public_bytes(*shape)
        return mine == certificate.public_key().public_bytes(*shape)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
