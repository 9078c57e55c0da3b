"""The start page: three calls at first, then cards of at most three each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client
from django.urls import reverse

from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.desk.cards import PARTS
from ngnpanel.jobs import submitting
from ngnpanel.jobs.models import ScheduledRun
from tests.belongings import Estates
from tests.jobs.working import actor, prepared
from tests.people import ALICE, DOMAIN, FOREIGN_DOMAIN, People, api, calls, sign_in

SOAP_CALLS = {name: 0 if name in ("worker", "jobs") else 3 for name in PARTS}


def certificate(days: int) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DOMAIN)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def part(client: Client, name: str) -> str:
    answer = client.get(reverse("home-part", args=[name]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("person", ["administrator", "reseller", "customer"])
def test_the_first_paint_takes_three_calls_and_each_card_at_most_three(
    estates: Estates, person: str
) -> None:
    browser = estates.people.browser(person)
    with calls(3):
        page = browser.get(reverse("home")).content.decode()
    actor = estates.people.actor(person)
    assert actor is not None
    for name, card in PARTS.items():
        url = reverse("home-part", args=[name])
        assert (url in page) is card.is_for(actor)
        if not card.is_for(actor):
            assert browser.get(url).status_code == 404
            continue
        with calls(SOAP_CALLS[name]):
            part(browser, name)
        assert "<h1>" in browser.get(url).content.decode()


def test_a_card_that_is_not_there_is_missing(reseller: Client) -> None:
    assert reseller.get(reverse("home-part", args=["gone"])).status_code == 404


@pytest.mark.parametrize(
    ("days", "words"), [(-2, "has expired"), (29, "expires in 29 days"), (31, "No certificate")]
)
def test_certificates_that_end_are_named(people: People, days: int, words: str) -> None:
    stored = api().sip.domain(DOMAIN)
    api().sip.update_domain(
        Domain(
            domain=DOMAIN,
            customer=stored.customer,
            reseller=stored.reseller,
            certificate=certificate(days),
        )
    )
    assert words in part(people.browser("customer"), "attention")
    assert "No certificate" in part(people.browser("stranger"), "attention")


def test_accounts_that_cannot_call_lead_to_their_list(people: People) -> None:
    assert "No account is blocked" in part(people.browser("reseller"), "attention")
    api().sip.add_to_group(ALICE, "blocked")
    page = part(people.browser("reseller"), "attention")
    assert f"{reverse('account-list')}?group=blocked" in page
    assert "No account is blocked" in part(people.browser("stranger"), "attention")


def test_what_changed_lately_is_ones_own(estates: Estates) -> None:
    for name in ("recent-sip", "recent-network"):
        page = part(estates.people.browser("customer"), name)
        assert DOMAIN in page
        assert FOREIGN_DOMAIN not in page


def test_all_six_credits_are_told_in_words(estates: Estates) -> None:
    pages = "".join(
        part(estates.people.browser("customer"), f"credits-{group}")
        for group in ("sip", "numbers", "dns")
    )
    assert pages.count(" used") >= 6
    assert "2 of 100 used" in " ".join(pages.split())


def test_an_empty_platform_says_what_to_do_next(db: None, client: Client) -> None:
    actor = People(reseller=0, customer=0, stranger=0).actor("administrator")
    assert actor is not None
    sign_in(client, actor)
    page = client.get(reverse("home")).content.decode()
    assert "Add your first customer" in page
    assert "Add your first domain" in page


def test_jobs_that_are_not_over_stand_on_the_start(people: People) -> None:
    assert "No job is at work" in part(people.browser("reseller"), "jobs")
    for _time in range(6):
        job = prepared(actor(people), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    submitting.begin(job)
    page = " ".join(part(people.browser("reseller"), "jobs").split())
    assert f'href="/jobs/{job.pk}/"' in page
    assert "0 of 1" in page
    assert 'href="/jobs/"' in page
    assert "No job is at work" in part(people.browser("stranger"), "jobs")


def test_a_scheduled_run_that_failed_stands_beside_the_worker(administrator: Client) -> None:
    ScheduledRun.objects.create(name="clear-sessions", outcome="failed", fault="Unavailable")
    page = part(administrator, "worker")
    assert "The platform did not answer." in page
    assert 'href="/schedules/"' in page
