"""The own numbers of a person as destinations: whose, which, each once, and back again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.accounts.subscriber.destinations import Destinations
from ngnpanel.soap.errors import Denied, NotFound, Unavailable
from tests.accounts.subscriber.helping import page, register, say
from tests.accounts.subscriber.test_forwarding import EMPTY, URL, set_mobile, stored
from tests.people import ALICE, People, api, calls

TEL, FIXED = "+31208005161", "sip:0031208005161@acme.example"
MOBILE = "sip:0031612345678@acme.example"


def own(number: int, **changes: Any) -> None:
    """Give the account of Alice an owner with these telephone numbers."""
    customers, sip = api().customers, api().sip
    customers.update_customer(replace(customers.customer(number), password="", **changes))
    sip.update_account(replace(sip.account(ALICE), owner=number, password=""))


def offered(answer: Any) -> list[str]:
    """The choices of the first condition."""
    return [str(word) for _value, word in answer.context["form"].fields["func"].choices]


@pytest.fixture
def owned(people: People) -> People:
    """Alice is the customer of her domain, with three numbers."""
    own(people.customer, tel=TEL, mobile="+31 6 12345678", enum="31850070011")
    return people


def test_the_numbers_of_the_owner_cost_one_call(owned: People, subscriber: Client) -> None:
    with calls(4):
        answer = subscriber.get(URL)
    assert offered(answer) == [
        "Do not forward",
        "Telephone +31 20 800 5161",
        "ENUM number +31 85 007 0011",
        "Mobile +31 6 12345678",
        "Another number …",
    ]
    assert "Enter your mobile number" not in page(answer)


def test_each_number_is_stored_and_shown_again_as_it_was_chosen(
    owned: People, subscriber: Client
) -> None:
    kept = Diversions(runc="sip:x@y.example;transport=tcp", rbus="sip:z@y.example")
    api().sip.set_diversions(ALICE, kept)
    form = {**EMPTY, "fnoa": "telephone", "fbus": "enum", "fnol": "mobile"}
    with calls(5):
        told = say(subscriber, URL, form)
    assert told[0].split(". ") == [
        "Not online: calls go to +31 6 12345678",
        "Busy: calls go to +31 85 007 0011",
        "No answer: calls go to +31 20 800 5161.",
    ]
    after = replace(kept, fnoa=FIXED, fbus="sip:0031850070011@acme.example", fnol=MOBILE)
    assert stored() == after
    shown = subscriber.get(URL).context["form"].initial
    assert [shown[name] for name in ("fnoa", "fbus", "fnol")] == ["telephone", "enum", "mobile"]
    assert say(subscriber, URL, form) == ["Nothing was changed."]
    assert stored() == after


def test_the_mobile_number_of_the_settings_comes_first(owned: People, subscriber: Client) -> None:
    set_mobile("0031 6 87654321")
    assert "Mobile +31 6 87654321" in offered(subscriber.get(URL))
    say(subscriber, URL, {**EMPTY, "func": "mobile"})
    assert stored().func == "sip:0031687654321@acme.example"


def test_without_the_telephone_network_nobody_asks_for_the_owner(
    owned: People, subscriber: Client
) -> None:
    api().sip.remove_from_group(ALICE, "free-pstn")
    api().sip.set_diversions(ALICE, Diversions(func=FIXED))
    with calls(3):
        answer = subscriber.get(URL)
    assert offered(answer) == ["Do not forward", "Another number …"]
    assert 'value="+31208005161"' in answer.content.decode()
    say(subscriber, URL, {**EMPTY, "func": "other", "func_other": "+31208005161"})
    assert stored() == Diversions(func=FIXED)


def test_an_owner_of_others_offers_nothing_and_loses_nothing(
    people: People, subscriber: Client
) -> None:
    own(people.stranger, tel=TEL, mobile="+31612345678")
    api().sip.set_diversions(ALICE, Diversions(func=FIXED))
    with calls(4):
        answer = subscriber.get(URL)
    assert offered(answer) == ["Do not forward", "Another number …"]
    say(subscriber, URL, {**EMPTY, "func": "other", "func_other": "+31208005161"})
    assert stored() == Diversions(func=FIXED)


@pytest.mark.parametrize("error", [NotFound("gone", code=5000), Denied("no", code=9002)])
def test_an_owner_who_cannot_be_read_offers_nothing(
    owned: People, subscriber: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    refuse(monkeypatch, error)
    assert offered(subscriber.get(URL)) == ["Do not forward", "Another number …"]


def test_a_failure_to_read_the_owner_is_a_failure(
    owned: People, subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, Unavailable("down"))
    assert subscriber.get(URL).status_code == 503
    answer: Any = subscriber.post(URL, {**EMPTY, "fbus": "telephone", "fnoa": "mobile"})
    assert answer.status_code == 503
    body = answer.content.decode()
    assert '<option value="telephone" selected>My telephone</option>' in body
    assert '<option value="mobile" selected>My mobile</option>' in body


def test_the_overview_says_your_mobile_without_asking_for_the_owner(
    owned: People, subscriber: Client
) -> None:
    overview = URL.removesuffix("forwarding/")
    register(ALICE, "snom320/8.7")
    set_mobile()
    api().sip.set_diversions(ALICE, Diversions(fbus=MOBILE, fnoa=FIXED))
    with calls(5):
        text = page(subscriber.get(overview))
    assert "If you are busy Calls go to your mobile" in text
    assert "within 35 seconds they go to +31 20 800 5161." in text


ALL = Customer(tel=TEL, enum="+31850070011", mobile="0031612345678")


@pytest.mark.parametrize(
    ("account", "owner", "expected"),
    [
        pytest.param({}, None, [], id="nobody"),
        pytest.param({}, Customer(), [], id="an owner without numbers"),
        pytest.param({}, ALL, ["telephone", "enum", "mobile"], id="all"),
        pytest.param({}, replace(ALL, enum=TEL), ["telephone", "mobile"], id="telephone twice"),
        pytest.param({}, replace(ALL, mobile="0031208005161", enum=""), ["mobile"], id="mobile"),
        pytest.param({"rpid": "31208005161"}, ALL, ["enum", "mobile"], id="bare caller id"),
        pytest.param({"rpid": "0031850070011"}, ALL, ["telephone", "mobile"], id="caller id 00"),
        pytest.param({"rpid": "sip:+31612345678@x.example"}, ALL, ["telephone", "enum"], id="uri"),
        pytest.param({"user": "31208005161"}, ALL, ["enum", "mobile"], id="username"),
        pytest.param({"user": "0031208005161"}, ALL, ["enum", "mobile"], id="username 00"),
        pytest.param({"user": "2001"}, replace(ALL, tel="2001"), ["enum", "mobile"], id="short"),
        pytest.param({}, Customer(tel="020 800 5161", enum="0850070011"), [], id="national"),
        pytest.param({}, Customer(tel="8005161", mobile="612345678"), [], id="no country"),
        pytest.param({}, Customer(tel="+1", enum="x", mobile="+31<b>"), [], id="nonsense"),
        pytest.param({"mobile": "+31208005161"}, ALL, ["enum", "mobile"], id="property first"),
        pytest.param({"mobile": "06"}, ALL, ["telephone", "enum", "mobile"], id="bad property"),
        pytest.param({"mobile": "+31687654321"}, None, ["mobile"], id="property alone"),
    ],
)
def test_which_numbers_are_on_offer(
    account: dict[str, str], owner: Customer | None, expected: list[str]
) -> None:
    id = SipId(username=account.get("user", "alice"), domain="acme.example")
    own = Account(id=id, rpid=account.get("rpid", ""))
    own = own.with_properties({"mobile_number": account.get("mobile", "")})
    numbers = Destinations(account=own, owner=owner).numbers
    assert list(numbers) == expected
    assert len(set(numbers.values())) == len(numbers)
    for choice, target in numbers.items():
        assert Destinations(account=own, owner=owner).choice_of(target) == choice


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the platform refuse to tell of a customer."""

    def fail(*_arguments: Any) -> Customer:
        raise error

    monkeypatch.setattr("ngnpanel.accounts.client.CustomerClient.customer", fail)
