"""X.509 certificates of subscribers, signed by the operator's own authority, if there is one.

A certificate names the owner of the account and its SIP address. Its key is made here, goes out
once with it and is kept nowhere.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.sip import Account
from ngnpanel.web.faults import Refused

logger = logging.getLogger(__name__)
HOLDS: Final = timedelta(days=365)
# Clocks of phones go wrong.
BEFORE: Final = timedelta(hours=1)
CaKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The certificate and the key that sign."""

    certificate: x509.Certificate
    key: CaKey = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """A fresh certificate with its key and with who signed it."""

    name: str
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    authority: x509.Certificate

    def parts(self) -> dict[str, str]:
        """Authority, certificate and key as programs take them at sign-up."""
        return {
            "ca": _pem(self.authority),
            "crt": _pem(self.certificate),
            "key": self.key.private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            ).decode(),
        }

    def pem(self) -> str:
        """Certificate, key and authority in one file."""
        parts = self.parts()
        return parts["crt"] + parts["key"] + parts["ca"]

    def p12(self, passphrase: str) -> bytes:
        """The same as PKCS#12 under a passphrase."""
        return pkcs12.serialize_key_and_certificates(
            self.name.encode(),
            self.key,
            self.certificate,
            [self.authority],
            BestAvailableEncryption(passphrase.encode()),
        )


def is_on() -> bool:
    """Whether there is an authority."""
    return bool(settings.CLIENT_CA_CERTIFICATE and settings.CLIENT_CA_KEY)


def issue(account: Account) -> Passport:
    """A certificate for the owner of an account; raises Refused where there can be none."""
    if not is_on():
        raise Refused(_("Certificates are not given out here."))
    if not account.owner:
        raise Refused(_("Only an account with an owner gets a certificate. Ask your provider."))
    authority = _authority(settings.CLIENT_CA_CERTIFICATE, settings.CLIENT_CA_KEY)
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(account.owner))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(min(now + HOLDS, authority.certificate.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"sip:{account.id}")]),
            critical=False,
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
        .sign(authority.key, SHA256())
    )
    logger.info("A certificate %x was issued for %s", certificate.serial_number, account.id)
    return Passport(
        name=str(account.id), certificate=certificate, key=key, authority=authority.certificate
    )


@lru_cache(maxsize=1)
def _authority(certificate: str, key: str) -> Authority:
    """The authority of these files; raises Refused when they are of no use."""
    try:
        signs = load_pem_private_key(Path(key).read_bytes(), None)
        found = x509.load_pem_x509_certificate(Path(certificate).read_bytes())
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        # What the library says may hold parts of the key.
        logger.warning("The authority of certificates cannot be read: %s", type(error).__name__)
        raise Refused(_("Certificates cannot be given out now. Ask your provider.")) from None
    if not isinstance(signs, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        logger.warning("The key of the authority is neither RSA nor EC")
        raise Refused(_("Certificates cannot be given out now. Ask your provider."))
    return Authority(certificate=found, key=signs)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
