"""Certificates that sign themselves, made when the demonstration is loaded; one of them is late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

# Days that the certificate of a domain still holds; below zero it has ended.
DAYS: Final[Mapping[str, int]] = {
    "leuchtfeuer.example": 200,
    "kaapnoord.example": 12,
    "depot.kaapnoord.example": -3,
}


def made(domain: str) -> tuple[str, str]:
    """The certificate and the private key of a domain as PEM, empty for those without."""
    if domain not in DAYS:
        return "", ""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"sip.{domain}")])
    ends = datetime.now(UTC) + timedelta(days=DAYS[domain], hours=1)
    hosts = x509.SubjectAlternativeName([x509.DNSName(f"sip.{domain}")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=365))
        .not_valid_after(ends)
        .add_extension(hosts, critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM).decode(), private.decode()
