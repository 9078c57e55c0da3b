"""What a domain's certificate says, and when it warns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client

from ngnpanel.accounts import certificates
from ngnpanel.launch.demo import certificates as demo
from tests.people import DOMAIN, api

Key = ec.EllipticCurvePrivateKey
NOW = datetime.now(UTC)


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def made(  # noqa: PLR0917 - what a certificate is made of
    name: str, key: Key, issuer: str, signer: Key, days: float, begins: float = -1
) -> str:
    alternative = x509.SubjectAlternativeName([x509.DNSName(name), x509.DNSName(f"www.{name}")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=begins))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(alternative, critical=False)
        .sign(signer, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def pem(key: Key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


OURS, AUTHORITY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
ROOT = made("Test Authority", AUTHORITY, "Test Authority", AUTHORITY, 900)


def show(reseller: Client, certificate: str, key: str = "", screen: str = "") -> str:
    domain = api().sip.domain(DOMAIN)
    api().sip.update_domain(replace(domain, certificate=certificate, private_key=key))
    return reseller.get(f"/sip/domains/{screen or DOMAIN + '/'}").content.decode()


@pytest.mark.parametrize(
    ("days", "begins", "words", "tone"),
    [
        (90, -1, "Valid", "green"),
        (30.5, -1, "Valid", "green"),
        (29.5, -1, "Ends in 29 days", "amber"),
        (1.5, -1, "Ends in 1 day", "amber"),
        (-0.5, -10, "Expired", "red"),
        (90, 2, "Not valid yet", "red"),
    ],
)
def test_a_certificate_warns_before_it_ends(
    reseller: Client, days: float, begins: float, words: str, tone: str
) -> None:
    certificate = made("sip.acme.example", OURS, "Test Authority", AUTHORITY, days, begins)
    listed = show(reseller, certificate, screen="?order=domain")
    assert words in listed
    assert f"tone-{tone}" in listed
    assert words in show(reseller, certificate)


def test_the_page_tells_issuer_names_chain_and_key(reseller: Client) -> None:
    certificate = made("sip.acme.example", OURS, "Test Authority", AUTHORITY, 90)
    page = show(reseller, certificate + ROOT, pem(OURS)).replace("<wbr>", "")
    page = page.replace('<wbr class="dot">', "")
    for words in (
        "sip.acme.example",
        "www.sip.acme.example",
        "Test Authority",
        "Stored below it",
        "Belongs to the certificate",
    ):
        assert words in page
    assert "PRIVATE KEY" not in page


def test_the_page_says_what_does_not_fit(reseller: Client) -> None:
    certificate = made("sip.acme.example", OURS, "Test Authority", AUTHORITY, 90)
    page = show(reseller, certificate, pem(AUTHORITY))
    assert "Does not belong to the certificate" in page
    assert "Missing, so some peers may refuse it" in page
    stranger = made("Other", OURS, "Other", OURS, 90)
    assert "they did not sign it" in show(reseller, certificate + stranger)
    assert "signed itself" in show(reseller, stranger)


def test_what_is_no_certificate_has_no_facts() -> None:
    assert certificates.facts("nonsense") is None
    whole = certificates.facts(ROOT, "nonsense")
    assert whole is not None
    assert whole.has_its_key is False


def test_the_demonstration_has_a_certificate_of_each_state() -> None:
    now = datetime.now(UTC)
    tones = {}
    for domain in demo.DAYS:
        found = certificates.facts(*demo.made(domain))
        assert found is not None
        assert found.has_its_key is True
        tones[domain] = found.tone(now)
    assert set(tones.values()) == {"green", "amber", "red"}
    assert demo.made("rivierazorg.example") == ("", "")
