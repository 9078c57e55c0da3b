"""Sign-up: what is asked, what is answered, and that nothing is left when it fails."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from ngnpanel.accounts.client import CustomerClient, SipClient
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.jsonapi.models import SignUp
from ngnpanel.jsonapi.tasks import undo_sign_ups
from ngnpanel.soap.errors import Conflict, Unavailable
from ngnpanel.soap.paging import Query
from ngnpanel.users import identity
from tests.jsonapi.authority import found_authority
from tests.people import DOMAIN, PASSWORD, People, api, take_platform_away

URL = "/enrolment/"
GUESSED = "Choose a password that is harder to guess."
NEW = SipId(username="carol.1", domain=DOMAIN)
ASKED = {
    "email": "carol@mail.example",
    "password": "battery staple",
    "display_name": "Carol van Dam",
    "username": "carol.1",
    "tzinfo": "Europe/Amsterdam",
    "lang": "nl",
    "phoneNumber": "+31208005161",
}


@pytest.fixture(autouse=True)
def is_open(settings: Any, people: People) -> None:
    """People may sign up in Acme's domain."""
    settings.ENROLMENT_DOMAIN = DOMAIN


def ask(**changes: Any) -> Any:
    sent = {name: value for name, value in (ASKED | changes).items() if value is not None}
    answer: Any = Client().post(URL, sent)
    assert answer["Content-Type"] == "application/json"
    return answer


def customers() -> set[str]:
    return {customer.username for customer in api().customers.customers(Query(count=100))}


def exists(address: SipId) -> bool:
    return bool(api().sip.accounts(Query(filter={"username": address.username})).total)


def test_somebody_signs_up(people: People) -> None:
    assert ask().json() == {
        "success": True,
        "sip_address": "carol.1@acme.example",
        "email": "carol@mail.example",
        "settings_url": "http://127.0.0.1:8000/api/subscriber/",
        "outbound_proxy": "acme.example",
    }
    account = api().sip.account(NEW)
    assert (account.first_name, account.last_name) == ("Carol", "van Dam")
    assert (account.prepaid, account.quota, account.rpid) == (True, 50, "+31208005161")
    assert "free-pstn" in account.groups
    properties = {item.name: item.value for item in account.properties}
    assert properties == {
        "ip": "127.0.0.1",
        "registration_email": "carol@mail.example",
        "language": "nl",
        "timezone": "Europe/Amsterdam",
    }
    person = api().customers.customer(account.owner)
    assert (person.username, person.reseller) == ("carol.1", people.reseller)
    assert (person.property_value("sip_credit"), person.property_value("sip_alias_credit")) == (
        "1",
        "1",
    )
    assert identity.authenticate(str(NEW), "battery staple") is not None
    assert not SignUp.objects.exists()
    (letter,) = mail.outbox
    assert letter.to == ["carol@mail.example"]
    assert "battery" not in str(letter.message())


def test_json_is_as_good_as_a_form() -> None:
    answer: Any = Client().post(URL, ASKED, content_type="application/json")
    assert answer.json()["success"] is True
    answer = Client().post(URL, "[]", content_type="application/json")
    assert answer.json()["error"] == "value_error"


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "abc"},
        {"username": "0abc"},
        {"username": "_abc"},
        {"username": "abc."},
        {"username": "a b c"},
        {"username": "a" * 67},
        {"username": None},
        {"username": "ça va"},
        {"email": "carol"},
        {"email": ""},
        {"email": "a@b.example\nbcc: x@y.example"},
        {"password": "short"},
        {"password": "aaaaaaaaaa"},
        {"password": "my carol.1 pw"},
        {"password": None},
        {"display_name": " "},
        {"phoneNumber": "020 800 5161"},
        {"phoneNumber": "+3120800516112345"},
        {"owner": "1"},
    ],
)
def test_a_value_that_breaks_its_rule_is_told(changes: dict[str, Any]) -> None:
    before = customers()
    answer = ask(**changes).json()
    assert (answer["success"], answer["error"]) == (False, "value_error")
    assert answer["error_message"]
    assert customers() == before


@pytest.mark.parametrize("username", ["alice", "Sales"])
def test_an_address_that_is_taken(username: str) -> None:
    before = customers()
    if username == "Sales":
        username = "sales"  # an alias
    answer = ask(username=username).json()
    assert (answer["success"], answer["error"]) == (False, "user_exists")
    assert customers() == before


def test_a_login_that_is_taken_gets_a_random_end(people: People) -> None:
    old = api().customers.customer(people.customer)
    api().customers.add_customer(replace(old, id=0, username="carol.1", password=PASSWORD))
    assert ask().json()["success"] is True
    owner = api().customers.customer(api().sip.account(NEW).owner)
    assert owner.username.startswith("carol.1.")


def test_three_logins_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def taken(_client: object, customer: Any) -> Any:
        tried.append(customer.username)
        raise Conflict("taken", code=5001)

    monkeypatch.setattr(CustomerClient, "add_customer", taken)
    answer = ask()
    assert (answer.status_code, answer.json()["error"]) == (503, "internal_error")
    assert len(set(tried)) == 3
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Conflict("taken meanwhile", code=1011), "user_exists"),
        (Conflict("no credit", code=9003), "internal_error"),
    ],
)
def test_without_account_there_is_no_customer(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def refuse(*_arguments: object) -> None:
        raise error

    before = customers()
    monkeypatch.setattr(SipClient, "add_account", refuse)
    answer = ask().json()
    assert (answer["success"], answer["error"]) == (False, said)
    assert customers() == before
    assert not SignUp.objects.exists()


def test_an_answer_that_got_lost_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform made both, and the panel never heard of it."""

    def lose(real: Any) -> Any:
        def act(*arguments: Any) -> None:
            real(*arguments)
            raise Unavailable("timed out")

        return act

    before = customers()
    for client, name in ((CustomerClient, "add_customer"), (SipClient, "add_account")):
        with monkeypatch.context() as patch:
            patch.setattr(client, name, lose(getattr(client, name)))
            answer = ask()
        assert (answer.status_code, answer.json()["error"]) == (503, "internal_error")
        assert (customers(), exists(NEW)) == (before, False)
    # Somebody looks again later, in case that a call was done after this.
    SignUp.objects.update(begun=timezone.now() - timedelta(hours=1))
    undo_sign_ups()
    assert not SignUp.objects.exists()
    assert customers() == before
    assert ask().json()["success"] is True


def test_what_cannot_be_undone_at_once_is_undone_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_arguments: object) -> None:
        raise Unavailable("away")

    before = customers()
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(SipClient, "add_account", refuse)
        patch.setattr(CustomerClient, "delete_customer", refuse)
        assert ask().json()["error"] == "internal_error"
    assert "could not be undone yet" in caplog.text
    assert len(customers() - before) == 1
    undo_sign_ups()
    assert SignUp.objects.count() == 1  # it may still be under way
    SignUp.objects.update(begun=timezone.now() - timedelta(hours=1))
    undo_sign_ups()
    assert customers() == before


def test_undoing_spares_who_signed_up_meanwhile(people: People) -> None:
    assert ask().json()["success"] is True
    SignUp.objects.create(
        reseller=people.reseller,
        address=str(NEW),
        token="another",
        username="carol.1",
        begun=timezone.now(),
    )
    SignUp.objects.update(begun=timezone.now() - timedelta(hours=1))
    undo_sign_ups()
    assert exists(NEW)
    assert not SignUp.objects.exists()


def test_extras_come_for_all_or_nobody_signs_up(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ENROLMENT_VOICEMAIL = True
    before = customers()
    with monkeypatch.context() as patch:
        patch.setattr(
            SipClient, "set_diversions", lambda *_: (_ for _ in ()).throw(Unavailable("away"))
        )
        assert ask().json()["error"] == "internal_error"
    assert (customers(), exists(NEW)) == (before, False)
    assert ask().json()["success"] is True
    assert api().voicemail.mailbox(NEW) is not None
    assert api().sip.diversions(NEW).fnoa == "<voice-mailbox>"


def test_mail_to_the_sip_address_is_forwarded(people: People, settings: Any) -> None:
    settings.ENROLMENT_MAIL_ALIAS = True
    before = customers()
    assert ask().json()["error"] == "internal_error"  # the domain has no zone
    assert (customers(), exists(NEW)) == (before, False)
    credit = CustomerProperty(name="email_credit", value="9", category="sip", permission="admin")
    api().customers.set_properties(people.reseller, [credit])
    owner = api().sip.domain(DOMAIN).customer
    api().customers.set_properties(owner, [credit])
    api().dns.add_zone(
        Zone(name=DOMAIN, customer=owner, reseller=people.reseller, email="dns@acme.example")
    )
    assert ask().json()["success"] is True
    (alias,) = api().dns.fancy_records(Query(filter={"type": "MBOXFW"}, count=10))
    assert (alias.name, alias.value) == (str(NEW), "carol@mail.example")


def test_a_certificate_comes_along(settings: Any, tmp_path: Path) -> None:
    settings.CLIENT_CA_CERTIFICATE = settings.CLIENT_CA_KEY = "/nowhere.pem"
    assert "passport" not in ask().json()
    authority = found_authority(tmp_path, settings)
    passport = ask(username="carol.2").json()["passport"]
    assert sorted(passport) == ["ca", "crt", "key"]
    certificate = x509.load_pem_x509_certificate(passport["crt"].encode())
    certificate.verify_directly_issued_by(authority)
    owner = api().sip.account(SipId(username="carol.2", domain=DOMAIN)).owner
    assert certificate.subject.rfc4514_string() == f"CN={owner}"


def test_the_answer_is_in_the_language_of_the_program() -> None:
    for code in ("nl", "en", "xx", ""):
        answer = ask(lang=code, password="aaaaaaaaaa").json()
        with translation.override(code if code in ("nl", "en") else "en"):
            assert answer["error_message"] == translation.gettext(GUESSED)


def test_services_of_the_reseller_are_told(people: People, settings: Any) -> None:
    named = {"sip_proxy": "proxy.example:5061", "msrp_relay": "relay.example"}
    api().customers.set_properties(
        people.reseller,
        [CustomerProperty(name=n, value=v, category="sip") for n, v in named.items()],
    )
    settings.ENROLMENT_MAIL = False
    answer = ask().json()
    assert (answer["outbound_proxy"], answer["msrp_relay"]) == tuple(named.values())
    assert "xcap_root" not in answer
    assert not mail.outbox


def test_few_sign_up_from_one_place_and_all_over(settings: Any) -> None:
    settings.ENROLMENT_PER_ADDRESS = 1
    assert ask(username="short", password="x").json()["error"] == "value_error"  # costs nothing
    assert ask().json()["success"] is True
    answer = ask(username="carol.2")
    assert (answer.status_code, answer.json()["error"]) == (429, "internal_error")
    assert int(answer["Retry-After"]) > 0
    settings.ENROLMENT_PER_ADDRESS, settings.ENROLMENT_PER_HOUR = 10, 1
    assert ask(username="carol.3").status_code == 429


def test_nobody_signs_up_where_it_is_off(settings: Any) -> None:
    assert Client().get(URL).status_code == 405
    settings.ENROLMENT_DOMAIN = "gone.example"
    assert ask().json()["error"] == "internal_error"
    settings.ENROLMENT_DOMAIN = ""
    answer = ask()
    assert (answer.status_code, answer.json()["success"]) == (404, False)


def test_a_platform_that_is_away(settings: Any) -> None:
    take_platform_away(settings)
    answer = ask()
    assert (answer.status_code, answer.json()["error"]) == (503, "internal_error")
    assert not SignUp.objects.exists()


def test_no_password_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask()
    assert "battery" not in caplog.text
    assert "signed up as customer" in caplog.text
    assert Account(id=NEW, password="battery staple").__repr__().count("battery") == 0
