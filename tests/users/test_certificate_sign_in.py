"""Signing in with a client's certificate: what counts, what does not, and who is never let in."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.test import Client

from ngnpanel.jsonapi import passports
from ngnpanel.users import certificates
from ngnpanel.users.certificates import Claim
from tests.accounts.subscriber.helping import words
from tests.jsonapi.authority import found_authority
from tests.people import ALICE, BOB, FOREIGN, PASSWORD, People, api, calls, take_platform_away

POST = "/login/certificate/"
HEADER = "X-Client-Certificate"
FORMS: dict[str, Callable[[x509.Certificate], str]] = {
    "nginx": lambda one: quote(one.public_bytes(Encoding.PEM).decode()),
    "blanks": lambda one: one.public_bytes(Encoding.PEM).decode().replace("\n", " "),
    "der": lambda one: base64.b64encode(one.public_bytes(Encoding.DER)).decode(),
    "rfc9440": lambda one: f":{base64.b64encode(one.public_bytes(Encoding.DER)).decode()}:",
}


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> x509.Certificate:
    """An authority of the operator, behind a proxy that passes certificates on."""
    settings.HTTPS = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.CLIENT_CERTIFICATE_HEADER = HEADER
    certificates._authority.cache_clear()
    return found_authority(tmp_path, settings)


@pytest.fixture
def owned(people: People) -> int:
    """Alice's account has an owner."""
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="", owner=people.customer))
    return people.customer


def own() -> x509.Certificate:
    """The certificate that the panel itself gives out."""
    return passports.issue(api().sip.account(ALICE)).certificate


def signed(
    settings: Any,
    name: str,
    *,
    uris: tuple[str, ...] = (),
    days: tuple[int, int] = (-1, 1),
    is_ca: bool = False,
    usage: Any = None,
) -> x509.Certificate:
    """A certificate of the operator's authority, whatever is in it."""
    authority = passports._authority(settings.CLIENT_CA_CERTIFICATE, settings.CLIENT_CA_KEY)
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(authority.certificate.subject)
        .public_key(ec.generate_private_key(ec.SECP256R1()).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if uris:
        names = [x509.UniformResourceIdentifier(uri) for uri in uris]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return builder.sign(authority.key, SHA256())


def browser(sent: str = "", **more: str) -> Client:
    """A browser behind the proxy, which passes this certificate on."""
    headers = {HEADER: sent} if sent else {}
    return Client(headers={"X-Forwarded-Proto": "https", **headers, **more})


def page(client: Client) -> str:
    answer = client.get("/login/")
    assert answer.status_code == 200
    return words(answer)


@pytest.mark.parametrize("form", FORMS)
def test_whoever_has_the_certificate_signs_in_with_a_button(
    form: str, authority: x509.Certificate, owned: int
) -> None:
    client = browser(FORMS[form](own()))
    with calls(0):
        assert f"Sign in as {ALICE} with your certificate" in page(client)
    assert client.get(f"/subscriber/{ALICE}/").status_code == 302  # nobody is signed in unasked
    with calls(1):
        answer: Any = client.post(POST, {"next": f"/subscriber/{ALICE}/security/"})
    assert (answer.status_code, answer["Location"]) == (302, f"/subscriber/{ALICE}/security/")
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(f"/subscriber/{BOB}/").status_code == 404


def test_a_new_password_ends_its_session_as_well(
    authority: x509.Certificate, owned: int, people: People
) -> None:
    client = browser(FORMS["der"](own()))
    client.post(POST)
    other = browser()
    other.post("/login/", {"name": str(ALICE), "password": PASSWORD})
    other.post(
        f"/subscriber/{ALICE}/settings/panel-password/",
        {
            "current_password": PASSWORD,
            "new_password": "another secret",
            "repeated_password": "another secret",
        },
    )
    assert client.get(f"/subscriber/{ALICE}/").status_code == 302


def test_without_an_address_in_it_any_account_of_the_owner_opens(
    authority: x509.Certificate, owned: int, settings: Any
) -> None:
    client = browser(FORMS["der"](signed(settings, str(owned))))
    assert "Sign in with your certificate" in page(client)
    for name in ("", str(BOB), str(FOREIGN), "nobody@acme.example", "odd name", "%@acme.example"):
        answer = client.post(POST, {"account": name})
        assert answer.status_code == 422
        assert "does not belong to this account" in words(answer)
    assert client.post(POST, {"account": str(ALICE).upper()}).status_code == 302


@pytest.mark.parametrize(
    "bad",
    [
        {"name": "alice"},
        {"name": "0"},
        {"days": (-3, -1)},
        {"days": (1, 3)},
        {"is_ca": True},
        {"usage": ExtendedKeyUsageOID.SERVER_AUTH},
        {"uris": ("sip:two words@acme.example",)},
    ],
)
def test_a_certificate_that_is_not_for_this_counts_for_nothing(
    bad: dict[str, Any], authority: x509.Certificate, owned: int, settings: Any
) -> None:
    made = signed(settings, **{"name": str(owned), **bad})
    client = browser(FORMS["der"](made))
    assert "certificate" not in page(client)
    answer = client.post(POST, {"account": str(ALICE)})
    assert answer.status_code == 403
    assert "no certificate that counts here" in words(answer)


@pytest.mark.parametrize("sent", ["x", "-----BEGIN CERTIFICATE-----", ":AA:", "%00", "A" * 30_000])
def test_a_header_that_is_no_certificate_is_nothing(
    sent: str, authority: x509.Certificate, people: People
) -> None:
    assert "certificate" not in page(browser(sent))


def test_another_authority_signs_for_nobody_here(
    authority: x509.Certificate, owned: int, settings: Any, tmp_path: Path
) -> None:
    mine = settings.CLIENT_CA_CERTIFICATE
    (tmp_path / "other").mkdir()
    found_authority(tmp_path / "other", settings)
    made = signed(settings, str(owned), uris=(f"sip:{ALICE}",))
    settings.CLIENT_CA_CERTIFICATE = mine
    client = browser(FORMS["der"](made))
    assert "certificate" not in page(client)
    assert client.post(POST).status_code == 403


def test_an_account_that_changed_hands_is_closed_to_the_old_owner(
    authority: x509.Certificate, owned: int, people: People
) -> None:
    client = browser(FORMS["der"](own()))
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="", owner=people.reseller))
    assert client.post(POST).status_code == 422
    api().sip.update_account(replace(account, password="", owner=0))
    assert client.post(POST).status_code == 422


@pytest.mark.parametrize(
    "off", [{"CLIENT_CERTIFICATE_HEADER": ""}, {"HTTPS": False}, {"CLIENT_CA_CERTIFICATE": ""}]
)
def test_the_header_is_anybodys_word_where_no_proxy_is_said_to_send_it(
    off: dict[str, Any], authority: x509.Certificate, owned: int, settings: Any
) -> None:
    sent = FORMS["der"](own())
    for name, value in off.items():
        setattr(settings, name, value)
    client = browser(sent)
    assert "certificate" not in page(client)
    assert client.post(POST).status_code == 403


def test_failures_are_slowed_down_and_a_platform_that_is_away_is_told(
    authority: x509.Certificate, owned: int, settings: Any
) -> None:
    client = browser(FORMS["der"](signed(settings, str(owned))))
    answers = [client.post(POST, {"account": str(BOB)}).status_code for _attempt in range(8)]
    assert answers[0] == 422
    assert answers[-1] == 429
    take_platform_away(settings)
    answer = client.post(POST, {"account": str(ALICE)})
    assert answer.status_code == 503
    assert "The platform does not answer" in words(answer)


def test_claims_are_read_from_names(authority: x509.Certificate, settings: Any) -> None:
    both = signed(settings, "7", uris=("https://acme.example", "sip:Alice@ACME.example"))
    assert certificates.claim_of(both) == Claim(7, str(ALICE))
    assert certificates.claim_of(signed(settings, "7", uris=("https://x.example",))) == Claim(7)
