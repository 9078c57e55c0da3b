"""A client's certificate as the proxy in front passes it on: whom it names, if it counts.

The proxy does what only it can do, which is to see that the client has the key. Everything else is
looked at here again: the operator's own authority signed it, it is in time, and it is for clients.
"""

from __future__ import annotations

import base64
import binascii
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.http import HttpRequest

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId

logger = logging.getLogger(__name__)
# A chain of a few certificates; a proxy passes one.
LONGEST: Final = 20_000
FAULTS: Final = (
    ValueError,
    TypeError,
    OSError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
)
PEM: Final = re.compile(
    r"(-----BEGIN CERTIFICATE-----)([A-Za-z0-9+/=\s]+)(-----END CERTIFICATE-----)\s*"
)
OWNER: Final = re.compile(r"[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class Claim:
    """The owner that a good certificate names, and the account, empty for any of the owner's."""

    owner: int
    account: str = ""


def claimed(request: HttpRequest) -> Claim | None:
    """What the certificate of this request says; None without one that counts.

    Without a proxy that ends HTTPS anybody could send the header, so then it is not looked at.
    """
    name = settings.CLIENT_CERTIFICATE_HEADER
    if not name or not settings.HTTPS or not settings.CLIENT_CA_CERTIFICATE:
        return None
    sent = request.headers.get(name, "").strip()
    if not sent or len(sent) > LONGEST:
        return None
    try:
        certificate = read(sent)
        authority = _authority(settings.CLIENT_CA_CERTIFICATE)
        certificate.verify_directly_issued_by(authority)
        is_good = holds(certificate) and holds(authority, is_ca=True)
        return claim_of(certificate) if is_good else None
    except FAULTS as error:
        logger.warning("A client's certificate does not count: %s", type(error).__name__)
        return None


def read(sent: str) -> x509.Certificate:
    """The certificate of a header; raises ValueError.

    PEM with % for what a header cannot hold (nginx, Apache), Base64 of the DER form, or the latter
    between colons (RFC 9440 section 2.1).
    """
    text = unquote(sent)
    if text.startswith("-----BEGIN"):
        return x509.load_pem_x509_certificate(_with_lines(text).encode())
    inner = sent[1:-1] if sent.startswith(":") and sent.endswith(":") else sent
    try:
        return x509.load_der_x509_certificate(base64.b64decode(inner, validate=True))
    except binascii.Error as error:
        raise ValueError(str(error)) from None


def holds(certificate: x509.Certificate, *, is_ca: bool = False) -> bool:
    """Whether it is in time and, unless it is the authority's, one for clients."""
    now = datetime.now(UTC)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        return False
    if is_ca:
        return True
    found = certificate.extensions
    try:
        if found.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
    except x509.ExtensionNotFound:
        pass
    try:
        usages = found.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return ExtendedKeyUsageOID.CLIENT_AUTH in usages


def claim_of(certificate: x509.Certificate) -> Claim | None:
    """The number of the owner in CN, and the SIP address among the other names, if there is one."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if len(names) != 1 or not OWNER.fullmatch(str(names[0].value)):
        return None
    owner = int(str(names[0].value))
    try:
        others = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return Claim(owner)
    uris = others.value.get_values_for_type(x509.UniformResourceIdentifier)
    sip = [uri[4:] for uri in uris if uri.startswith("sip:")]
    if not sip:
        return Claim(owner)
    try:
        return Claim(owner, str(SipId.parse(sip[0])))
    except RuleError:
        return None


def _with_lines(text: str) -> str:
    """PEM whose line ends became blanks on the way; raises ValueError."""
    found = PEM.fullmatch(text)
    if found is None:
        raise ValueError("not one certificate")
    lines = "\n".join(found[2].split())
    return f"{found[1]}\n{lines}\n{found[3]}\n"


@lru_cache(maxsize=4)
def _authority(path: str) -> x509.Certificate:
    """The authority of this file; raises OSError or ValueError."""
    return x509.load_pem_x509_certificate(Path(path).read_bytes())
