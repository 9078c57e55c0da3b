"""HTTP Digest: what proves to be a subscriber, and all that does not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from ngnpanel.accounts.domain import passwords
from ngnpanel.factors.models import Policy
from ngnpanel.soap.errors import Unavailable
from ngnpanel.users import digest, throttle
from ngnpanel.users.digest import Unproved
from tests.factors.people import with_app
from tests.people import ALICE, DOMAIN, PASSWORD, People, api, calls, take_platform_away

URL = "/api/?action=get_identity"


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def nonce_of(header: str) -> str:
    return header.partition('nonce="')[2].partition('"')[0]


def request(
    password: str = PASSWORD, *, user: str = "alice", realm: str = DOMAIN, **said: str
) -> HttpRequest:
    """A request as a program sends it after a challenge; ``said`` overrules its parts."""
    parts = {
        "username": user,
        "realm": realm,
        "nonce": nonce_of(digest.challenge(realm)),
        "uri": URL,
        "cnonce": "0a4f113b",
        "nc": "00000001",
        "qop": "auth",
        **{name: value for name, value in said.items() if name != "response"},
    }
    secret = md5(f"{user}:{realm}:{password}")
    middle = ":".join(parts[name] for name in ("nonce", "nc", "cnonce", "qop"))
    parts["response"] = md5(f"{secret}:{middle}:{md5('GET:' + parts['uri'])}")
    parts.update(said)
    header = "Digest " + ", ".join(f'{name}="{value}"' for name, value in parts.items())
    return RequestFactory().get(URL, headers={"Authorization": header})


def proved(asked: HttpRequest) -> str:
    return digest.authenticate(asked).person.actor.account


def test_bare_names_and_addresses_prove_the_subscriber(people: People) -> None:
    assert digest.challenge(DOMAIN).startswith('Digest realm="acme.example", qop="auth", ')
    with calls(1):
        proof = digest.authenticate(request())
    assert proof.account.id == ALICE
    assert proof.person.actor.customer == people.customer
    for asked in (
        request(user=str(ALICE)),
        request(user=str(ALICE), realm="clients"),
        request(user="ALICE"),
    ):
        assert proved(asked) == str(ALICE)


def test_the_web_password_stands_before_that_of_the_phones(people: People) -> None:
    account = api().sip.account(ALICE)
    for kept in ("web secret", passwords.digest_pair("alice", DOMAIN, "web secret")):
        api().sip.update_account(account.with_properties({"web_password": kept}))
        assert proved(request("web secret")) == str(ALICE)
        assert proved(request("web secret", user=str(ALICE))) == str(ALICE)
        with pytest.raises(Unproved):
            digest.authenticate(request())
    with pytest.raises(Unproved):  # a digest holds for the domain of the account alone
        digest.authenticate(request("web secret", user=str(ALICE), realm="clients"))


def test_a_digest_of_the_platform_is_enough(people: People, settings: Any) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "STORE_CLEAR_TEXT_PASSWORDS": False}
    api().sip.update_account(replace(api().sip.account(ALICE), password="another one"))
    assert proved(request("another one")) == str(ALICE)
    with pytest.raises(Unproved):
        digest.authenticate(request())


@pytest.mark.parametrize(
    "said",
    [
        {"uri": "/api/?action=delete_account"},
        {"nonce": "65a0-abc-0"},
        {"nonce": ""},
        {"nonce": nonce_of(digest.challenge("elsewhere.example"))},
        {"qop": "auth-int"},
        {"qop": ""},
        {"algorithm": "SHA-256"},
        {"nc": "1"},
        {"nc": "0000000g"},
        {"cnonce": ""},
        {"response": ""},
        {"response": "0" * 32},
        {"response": "é"},
        {"username": "bob"},
        {"username": "a@b@c"},
        {"extra": "x" * 5000},
    ],
)
def test_what_was_bent_proves_nothing(people: People, said: dict[str, str]) -> None:
    with pytest.raises(Unproved) as refused:
        digest.authenticate(request(**said))
    assert not refused.value.stale


@pytest.mark.parametrize(
    "header", ["", "Digest", "Basic YTpi", "Digest username", 'Digest username="', "Digest a=,b="]
)
def test_a_header_that_is_none_costs_no_call(people: People, header: str) -> None:
    asked = RequestFactory().get(URL, headers={"Authorization": header})
    with calls(0), pytest.raises(Unproved):
        digest.authenticate(asked)


@pytest.mark.parametrize("user", ["nobody", "alice@nowhere.example"])
def test_nobody_is_as_unproved_as_a_wrong_password(people: People, user: str) -> None:
    for asked in (request(user=user), request("wrong"), request("nothing", user="nobody")):
        with calls(1), pytest.raises(Unproved):
            digest.authenticate(asked)


def test_no_request_is_played_back(people: People) -> None:
    nonce = nonce_of(digest.challenge(DOMAIN))
    assert proved(request(nonce=nonce)) == str(ALICE)
    assert proved(request(nonce=nonce, nc="00000003")) == str(ALICE)
    assert proved(request(nonce=nonce, nc="00000002")) == str(ALICE)  # they overtake each other
    with pytest.raises(Unproved) as refused:
        digest.authenticate(request(nonce=nonce, nc="00000003"))
    assert refused.value.stale
    assert "stale=true" in digest.challenge(DOMAIN, stale=True)


def test_a_nonce_lives_five_minutes(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-23 12:00:00", tick=False)
    asked = request()
    time_machine.shift(digest.LIFE + 1)
    with calls(0), pytest.raises(Unproved) as refused:
        digest.authenticate(asked)
    assert refused.value.stale
    time_machine.shift(-2)
    assert proved(asked) == str(ALICE)


def test_guessing_gets_slow_as_at_sign_in(people: People, settings: Any) -> None:
    for _guess in range(throttle.FREE_FOR_NAME + 1):
        with pytest.raises(Unproved):
            digest.authenticate(request("wrong"))
    with pytest.raises(throttle.TooManyFailures):
        digest.authenticate(request(user=str(ALICE)))


def test_a_platform_that_is_away_counts_no_failure(people: People, settings: Any) -> None:
    take_platform_away(settings)
    for _try in range(throttle.FREE_FOR_NAME + 2):
        with pytest.raises(Unavailable):
            digest.authenticate(request())


@pytest.mark.parametrize("realm", ["", 'a"b', "a\\b", "a\r\nX: y"])
def test_a_realm_stays_between_its_quotes(realm: str) -> None:
    with pytest.raises(ValueError, match="quoted"):
        digest.challenge(realm)


def test_a_rule_closes_digest_to_who_has_a_second_step(people: People) -> None:
    Policy.objects.create(
        platform="default", reseller=people.reseller, role="subscriber", closes_digest=True
    )
    assert proved(request()) == str(ALICE)
    with_app()
    with pytest.raises(Unproved):
        digest.authenticate(request())
    Policy.objects.all().delete()
    assert proved(request()) == str(ALICE), "without the rule programs need no second step"
