"""Certificates of subscribers, signed by the operator's authority."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    pkcs12,
)
from django.test import Client

from tests.jsonapi.asking import URL
from tests.jsonapi.authority import found_authority
from tests.people import ALICE, People, api


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> x509.Certificate:
    """An authority of the operator."""
    return found_authority(tmp_path, settings)


@pytest.fixture
def owned(people: People) -> int:
    """Alice's account has an owner."""
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="", owner=people.customer))
    return people.customer


def ask(browser: Client, action: str, **fields: str) -> Any:
    return browser.post(f"{URL}{ALICE}/{action}/", fields)


def test_a_certificate_names_the_owner_and_the_address(
    authority: x509.Certificate, owned: int, subscriber: Client
) -> None:
    answer = ask(subscriber, "get_crt")
    assert answer["Content-Type"] == "application/x-pem-file"
    certificate, issuer = x509.load_pem_x509_certificates(answer.content)
    certificate.verify_directly_issued_by(authority)
    assert issuer == authority
    assert certificate.subject.rfc4514_string() == f"CN={owned}"
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert names.value.get_values_for_type(x509.UniformResourceIdentifier) == [f"sip:{ALICE}"]
    assert certificate.not_valid_after_utc == authority.not_valid_after_utc
    key = load_pem_private_key(answer.content, None)
    assert key.public_key() == certificate.public_key()


def test_the_same_as_pkcs12_under_a_passphrase(
    authority: x509.Certificate, owned: int, subscriber: Client
) -> None:
    answer = ask(subscriber, "get_p12", passphrase="correct horse é")
    assert answer["Content-Disposition"] == f'attachment; filename="{ALICE}.p12"'
    held = pkcs12.load_pkcs12(answer.content, "correct horse é".encode())
    assert held.cert is not None
    held.cert.certificate.verify_directly_issued_by(authority)
    for passphrase in ("", "short"):
        assert ask(subscriber, "get_p12", passphrase=passphrase).status_code == 422
    assert subscriber.get(f"{URL}{ALICE}/get_p12/?passphrase=in-the-log").status_code == 403


def test_nobody_else_gets_a_certificate(
    authority: x509.Certificate, owned: int, people: People
) -> None:
    for person in ("administrator", "reseller", "customer"):
        answer = ask(people.browser(person), "get_crt")
        assert answer.json()["error_message"].startswith("Only the subscriber")
    assert ask(people.browser("stranger"), "get_crt").status_code == 404


def test_without_owner_or_authority_there_is_none(
    people: People, subscriber: Client, settings: Any
) -> None:
    answer = ask(subscriber, "get_crt")
    assert answer.json()["error_message"] == "Certificates are not given out here."
    settings.CLIENT_CA_CERTIFICATE = settings.CLIENT_CA_KEY = "/nowhere.pem"
    assert "with an owner" in ask(subscriber, "get_crt").json()["error_message"]
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="", owner=people.customer))
    answer = ask(subscriber, "get_crt")
    assert answer.json() == {
        "success": False,
        "error_message": "Certificates cannot be given out now. Ask your provider.",
    }


def test_no_proofs_of_identity_are_kept(subscriber: Client) -> None:
    answer: Any = subscriber.get(f"{URL}{ALICE}/export_identity_proof/")
    assert answer.json()["error_message"] == "Proofs of identity are not kept here."
