"""Identity, other names, and devices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.devices import Device
from ngnpanel.accounts.domain.sip import Account, Alias, Domain, SipId
from ngnpanel.accounts.subscriber.phones import Phone, duration, kind, phones, product
from ngnpanel.brand import contacts
from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from tests.accounts.subscriber.helping import page, register, say, words
from tests.people import (
    ALICE,
    BOB,
    DOMAIN,
    FOREIGN_DOMAIN,
    PASSWORD,
    SALES,
    People,
    api,
    calls,
    take_platform_away,
)

URL = f"/subscriber/{ALICE}/identity/"


def aliases() -> list[str]:
    return [str(alias.id) for alias in api().sip.aliases_of(ALICE)]


def test_the_page_says_what_to_enter_on_a_phone(subscriber: Client) -> None:
    with calls(3):
        answer = subscriber.get(URL)
    text = page(answer)
    assert "Phones find it by the domain; leave the field empty." in text
    for value in ("alice@acme.example", "alice", "acme.example", "sales@acme.example"):
        assert f'data-copy="{value}"' in answer.content.decode()


def test_everybody_sees_the_proxy_of_the_reseller(
    people: People, reseller: Client, subscriber: Client
) -> None:
    proxy = CustomerProperty(name="sip_outbound_proxy", value="proxy.example:5061", category="sip")
    xcap = CustomerProperty(name="xcap_root", value="https://xcap.example/root", category="sip")
    api().customers.set_properties(people.reseller, [proxy, xcap])
    contacts.forget("default", people.reseller)
    for browser in (subscriber, reseller):
        answer = browser.get(URL)
        assert "proxy.example:5061" in page(answer)
        assert 'data-copy="https://xcap.example/root"' in answer.content.decode()
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, groups=("free-pstn", "trunking")))
    assert "xcap.example" not in page(subscriber.get(URL))


def add_number(digits: str, *targets: str) -> None:
    mappings = tuple(Mapping(type="sip", mapto=f"sip:{target}") for target in targets)
    api().enum.add_number(Number(id=NumberId(number=digits), mappings=mappings))


def test_the_numbers_that_lead_here_are_told(people: People, subscriber: Client) -> None:
    key = RangeId(prefix="3120")
    api().enum.add_range(
        Range(
            id=key,
            min_digits=9,
            max_digits=12,
            size=100,
            customer=people.customer,
            reseller=people.reseller,
        )
    )
    add_number("31208005161", str(ALICE))
    add_number("31208005162", str(BOB))
    body = subscriber.get(URL).content.decode()
    assert 'data-copy="+31208005161"' in body
    assert "5162" not in body


def test_the_page_is_mailed_without_a_password(subscriber: Client, reseller: Client) -> None:
    for browser in (subscriber, reseller):
        (told,) = say(browser, f"{URL}mail/", {})
        assert told == "The account information is on its way to alice@acme.example."
    letter = mail.outbox[0]
    assert letter.to == ["alice@acme.example"]
    assert str(ALICE) in letter.body
    assert PASSWORD not in letter.body
    assert subscriber.post(f"/subscriber/{BOB}/identity/mail/").status_code == 404


def test_another_name_is_added_in_the_own_domain(subscriber: Client) -> None:
    told = say(subscriber, URL, {"name": "Info@ACME.example"})
    assert told == ["Calls to info@acme.example reach you now."]
    assert aliases() == ["info@acme.example", "sales@acme.example"]
    alias = api().sip.alias(SipId(username="info", domain=DOMAIN))
    assert (alias.target, alias.owner) == (ALICE, 0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a name"),
        ("info@globex.example", "You can only have names in acme.example."),
        ("in fo", "Use at most 64 letters"),
        ("*21", "Use letters, digits"),
        ("alice", "This is your address already."),
        ("bob", "This address is already used by an account or an alias."),
        ("sales", "This address is already used by an account or an alias."),
    ],
)
def test_a_bad_name_comes_back_with_a_sentence(
    subscriber: Client, typed: str, sentence: str
) -> None:
    answer = subscriber.post(URL, {"name": typed})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert aliases() == ["sales@acme.example"]


def test_a_limit_of_names_is_told_with_what_was_typed(people: People, subscriber: Client) -> None:
    none_left = CustomerProperty(name="sip_alias_credit", value="1", category="sip")
    api().customers.set_properties(people.customer, (none_left,))
    subscriber.post(URL, {"name": "first"})
    answer = subscriber.post(URL, {"name": "second"})
    assert answer.status_code == 422
    assert "used up" in words(answer)
    assert 'value="second"' in answer.content.decode()


def test_another_name_is_deleted_after_a_question(subscriber: Client) -> None:
    where = f"{URL}aliases/{SALES}/delete/"
    assert "Delete sales@acme.example?" in page(subscriber.get(where))
    say(subscriber, where, {})
    assert aliases() == []
    assert subscriber.get(where).status_code == 404


def test_names_of_others_are_not_deleted(subscriber: Client) -> None:
    other = SipId(username="robert", domain=DOMAIN)
    api().sip.add_alias(Alias(id=other, target=BOB))
    for name in (other, "sales@globex.example", "nonsense"):
        assert subscriber.post(f"{URL}aliases/{name}/delete/").status_code == 404
    assert api().sip.alias(other).target == BOB


def test_nothing_typed_is_lost_while_the_platform_is_down(
    people: People, platform_is_down: None
) -> None:
    answer = people.browser("subscriber").post(URL, {"name": "info"})
    assert answer.status_code == 503
    assert 'value="info"' in answer.content.decode()


def test_devices_are_told_apart_and_explained(subscriber: Client) -> None:
    where = f"/subscriber/{ALICE}/devices/"
    assert "None of your phones is online" in page(subscriber.get(where))
    register(ALICE, "Yealink SIP-T46S 66.86.0.15", port=5060, transport="tls")
    register(ALICE, "snomD785/10.1", port=5070)
    register(ALICE, "<b>odd</b>", port=5080)
    with calls(2):
        text = page(subscriber.get(where))
    assert "Desk phone (Yealink SIP-T46S)" in text
    assert "Desk phone (snomD785)" in text
    assert "TLS Encrypted" in text
    assert "UDP Not encrypted" in text
    assert "203.0.113.9:5060" in text
    assert "50 minutes" in text
    assert "<b>odd</b>" in text


OWN_NETWORK, INTERNET = "In a network of its own", "Directly on the internet"
BEHIND = {"port": 5060, "public_address": "8.8.4.4", "public_port": 40000}


def phone(**told: Any) -> Phone:
    (found,) = phones([Device(**told)])
    return found


@pytest.mark.parametrize(
    ("told", "address", "seen_from", "network"),
    [
        ({"address": "192.168.1.20", "port": 5060}, "192.168.1.20:5060", "", OWN_NETWORK),
        ({"address": "2001:4860::7", "port": 5060}, "[2001:4860::7]:5060", "", INTERNET),
        ({**BEHIND, "address": "10.0.0.2"}, "10.0.0.2:5060", "8.8.4.4:40000", "Behind a router"),
        ({"address": "phone.example", "port": 5060}, "phone.example:5060", "", ""),
        ({}, "", "", ""),
    ],
)
def test_where_a_device_is(
    told: dict[str, Any], address: str, seen_from: str, network: str
) -> None:
    found = phone(**told)
    assert (found.address, found.public_address, found.network) == (address, seen_from, network)


@pytest.mark.parametrize(
    ("transport", "is_encrypted"),
    [("tls", True), ("TLS", True), ("wss", True), ("ws", False), ("udp", False), ("", False)],
)
def test_which_transports_are_encrypted(transport: str, *, is_encrypted: bool) -> None:
    assert phone(transport=transport).is_encrypted is is_encrypted


@pytest.mark.parametrize(
    ("expires", "left"), [(None, ""), (-5, "0 seconds"), (61, "61 seconds"), (3600, "1 hour")]
)
def test_how_long_a_device_stays_signed_in(expires: int | None, left: str) -> None:
    assert phone(expires=expires).remaining == left


def test_devices_while_the_platform_is_away(subscriber: Client, settings: Settings) -> None:
    take_platform_away(settings)
    answer = subscriber.get(f"/subscriber/{ALICE}/devices/")
    assert answer.status_code == 503
    assert "Try again" in words(answer)


@pytest.mark.parametrize(
    ("user_agent", "icon", "word"),
    [
        ("Linphone iPhone/5.2", "device-mobile", "Mobile"),
        ("Grandstream HT801 1.0", "plug-connected", "Adapter"),
        ("Asterisk PBX 20", "building", "Exchange"),
        ("Zoiper rv2.10", "headset", "Computer"),
        ("Yealink SIP-T46S 66.86.0.15", "phone", "Desk phone"),
        ("", "phone", "Phone"),
    ],
)
def test_kinds_of_devices(user_agent: str, icon: str, word: str) -> None:
    assert kind(user_agent) == (icon, word)


def test_lengths_of_time_in_words() -> None:
    assert [duration(n) for n in (1, 59, 600, 3600, 5400, 28800)] == [
        "1 second",
        "59 seconds",
        "10 minutes",
        "1 hour",
        "90 minutes",
        "8 hours",
    ]
    assert product("Yealink SIP-T46S 66.86.0.15") == "Yealink SIP-T46S"


def test_an_underscore_in_the_name_is_no_pattern(people: People, reseller: Client) -> None:
    admin = api()
    account = admin.sip.account(ALICE)
    for user in ("al_ce", "alxce"):
        admin.sip.add_account(replace(account, id=SipId(username=user, domain=DOMAIN)))
    target = SipId(username="alxce", domain=DOMAIN)
    admin.sip.add_alias(Alias(id=SipId(username="hidden", domain=DOMAIN), target=target))
    answer = reseller.get(f"/subscriber/al_ce@{DOMAIN}/identity/")
    assert "hidden" not in page(answer)


def test_an_alias_of_another_tenant_that_leads_here_stays(people: People) -> None:
    """The subscriber of a domain without customer acts with the rights of the platform."""
    admin = api()
    admin.sip.add_domain(Domain(domain="own.example"))
    dora = SipId(username="dora", domain="own.example")
    admin.sip.add_account(Account(id=dora, password=PASSWORD))
    foreign = SipId(username="dora", domain=FOREIGN_DOMAIN)
    admin.sip.add_alias(Alias(id=foreign, target=dora))
    client = Client()
    client.post("/login/", {"name": str(dora), "password": PASSWORD})
    url = f"/subscriber/{dora}/identity/"
    assert client.get(url).status_code == 200
    assert client.post(f"{url}aliases/{foreign}/delete/").status_code == 404
    assert admin.sip.alias(foreign).target == dora
