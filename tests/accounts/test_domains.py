"""SIP domains and aliases in the panel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.soap.errors import NotFound
from tests.filling import errors, fill
from tests.people import ALICE, DOMAIN, SALES, People, api

ADD = "/sip/domains/add/"
EDIT = f"/sip/domains/{DOMAIN}/edit/"
KEY = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"


def certificate() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sip.acme.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def test_a_reseller_gives_a_domain_to_its_customer(reseller: Client, people: People) -> None:
    answer = fill(reseller, ADD, domain="New.Example.", customer=str(people.customer))
    assert answer.status_code == 302
    domain = api().sip.domain("new.example")
    assert (domain.customer, domain.reseller) == (people.customer, people.reseller)


def test_a_customers_domain_is_its_own(customer: Client, people: People) -> None:
    assert "customer" not in customer.get(ADD).context["form"].fields
    fill(customer, ADD, domain="new.example")
    assert api().sip.domain("new.example").customer == people.customer


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"domain": ""}, "domain", "Enter a domain name"),
        ({"domain": "local"}, "domain", "Enter a domain name"),
        ({"domain": "globex.example"}, "domain", "exists already"),
        ({"certificate": "MIIB"}, "certificate", "whole PEM text"),
        ({"private_key": "MIIE"}, "private_key", "whole PEM text"),
    ],
)
def test_a_refusal_stands_on_its_field(
    reseller: Client, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(reseller, ADD, **{"domain": "new.example", **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])


def test_a_private_key_is_never_shown_again(reseller: Client) -> None:
    fill(reseller, EDIT, certificate=certificate(), private_key=KEY)
    assert api().sip.domain(DOMAIN).private_key == KEY
    page = reseller.get(EDIT).content.decode()
    assert "c2VjcmV0" not in page
    assert "A private key is stored" in page
    assert "c2VjcmV0" not in reseller.get(f"/sip/domains/{DOMAIN}/").content.decode()


def test_the_record_page_tells_the_certificate_in_words(reseller: Client) -> None:
    fill(reseller, EDIT, certificate=certificate())
    page = reseller.get(f"/sip/domains/{DOMAIN}/").content.decode()
    assert "sip.acme.example" in page
    fill(reseller, EDIT, certificate="-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----")
    assert "cannot be read" in reseller.get(f"/sip/domains/{DOMAIN}/").content.decode()


def test_a_domain_in_use_stays_and_says_why(reseller: Client) -> None:
    url = f"/sip/domains/{DOMAIN}/delete/"
    page = reseller.get(url).content.decode()
    assert "It still has 2 accounts and 1 alias. Delete those first." in page
    assert f"/sip/accounts/?domain={DOMAIN}" in page
    assert "btn-danger" not in page
    assert reseller.post(url).status_code == 422
    assert api().sip.domain(DOMAIN).domain == DOMAIN


def test_an_empty_domain_goes(reseller: Client) -> None:
    fill(reseller, ADD, domain="new.example")
    assert reseller.post("/sip/domains/new.example/delete/").status_code == 302
    with pytest.raises(NotFound):
        api().sip.domain("new.example")


def test_an_alias_is_added_and_leads_to_an_account(reseller: Client, people: People) -> None:
    answer = fill(reseller, f"/sip/aliases/add/?target={ALICE}", username="Info", domain=DOMAIN)
    assert answer.status_code == 302
    alias = api().sip.alias(SipId(username="info", domain=DOMAIN))
    assert (alias.target, alias.owner) == (ALICE, people.reseller)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"username": "alice"}, "username", "already used"),
        ({"target": "nonsense"}, "target", "such as alice@example.com"),
        ({"target": ""}, "target", "such as alice@example.com"),
    ],
)
def test_a_refused_alias_says_why_on_its_field(
    reseller: Client, typed: dict[str, str], field: str, words: str
) -> None:
    good = {"username": "info", "domain": DOMAIN, "target": str(ALICE)}
    answer = fill(reseller, "/sip/aliases/add/", **{**good, **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])


def test_an_alias_goes_and_its_account_stays(reseller: Client) -> None:
    url = f"/sip/aliases/{SALES}/delete/"
    assert "alice@acme.example, which stays" in reseller.get(url).content.decode()
    assert reseller.post(url).status_code == 302
    assert api().sip.account(ALICE).id == ALICE
    with pytest.raises(NotFound):
        api().sip.alias(SALES)


@pytest.mark.parametrize(
    ("query", "total"), [("q=sal", 1), ("q=sales@acme", 1), ("target=alice@", 1), ("target=bob", 0)]
)
def test_aliases_are_found_by_both_ends(reseller: Client, query: str, total: int) -> None:
    assert reseller.get(f"/sip/aliases/?{query}").context["listing"].total == total
