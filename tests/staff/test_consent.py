"""Where the operator wants it, support comes in with a code that the person reads out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from ngnpanel.staff import consent
from ngnpanel.staff.models import ConsentCode, SupportSession
from tests.people import ALICE, BOB, People
from tests.staff.people import WHY, acts_for, member, signed_in

OPEN = f"/support/open/account/{ALICE}/"


@pytest.fixture(autouse=True)
def asked(settings: Settings) -> None:
    settings.SUPPORT_CONSENT = "subscribers"


def code_of(client: Client) -> str:
    page = client.post("/account/consent/").content.decode()
    found = re.search(r"consent-code[^>]*>(\d{6})<", page)
    assert found is not None
    return found[1]


def test_the_code_of_the_subscriber_opens_one_session(people: People, subscriber: Client) -> None:
    assert "Make a code" in subscriber.get(f"/subscriber/{ALICE}/security/").content.decode()
    code = code_of(subscriber)
    client = signed_in(member())
    assert client.post(OPEN, WHY).status_code == 422
    row = acts_for(client, "account", ALICE, code=f" {code[:3]} {code[3:]} ")
    assert row.consent
    client.post("/support/end/")
    assert client.post(OPEN, {**WHY, "code": code}).status_code == 422
    assert SupportSession.objects.count() == 1


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16", "000000"]
)
def test_another_code_opens_nothing(people: People, subscriber: Client, code: str) -> None:
    while code_of(subscriber) == "000000":
        continue
    assert signed_in(member()).post(OPEN, {**WHY, "code": code}).status_code == 422
    assert not SupportSession.objects.exists()


def test_the_code_of_somebody_else_opens_nothing(people: People, subscriber: Client) -> None:
    code = code_of(subscriber)
    answer = signed_in(member()).post(f"/support/open/account/{BOB}/", {**WHY, "code": code})
    assert answer.status_code == 422


def test_a_code_lives_a_quarter_of_an_hour_and_a_new_one_replaces_it(
    people: People, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-23 12:00:00", tick=False)
    subscriber = people.browser("subscriber")
    old = code_of(subscriber)
    new = code_of(subscriber)
    assert ConsentCode.objects.count() == 1
    client = signed_in(member())
    if old != new:
        assert client.post(OPEN, {**WHY, "code": old}).status_code == 422
    time_machine.shift(15 * 60 + 1)
    assert client.post(OPEN, {**WHY, "code": new}).status_code == 422
    consent.forget()
    assert not ConsentCode.objects.exists()


def test_guessing_is_slowed_down(people: People, subscriber: Client) -> None:
    code = code_of(subscriber)
    client = signed_in(member())
    wrong = f"{(int(code) + 1) % 10**6:06}"
    answers = [client.post(OPEN, {**WHY, "code": wrong}).status_code for _try in range(7)]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert client.post(OPEN, {**WHY, "code": code}).status_code == 429


def test_no_code_is_kept_as_it_is(people: People, subscriber: Client) -> None:
    code = code_of(subscriber)
    assert code not in str(ConsentCode.objects.values())
    assert code not in str(dict(subscriber.session))


def test_who_is_asked_is_a_setting(people: People, settings: Settings) -> None:
    customer = f"/support/open/customer/{people.customer}/"
    client = signed_in(member())
    assert "Code of consent" not in client.get(customer).content.decode()
    settings.SUPPORT_CONSENT = "always"
    assert "Code of consent" in client.get(customer).content.decode()
    code = code_of(people.browser("customer"))
    assert acts_for(client, "customer", people.customer, code=code).consent
    client.post("/support/end/")
    settings.SUPPORT_CONSENT = "never"
    assert "Code of consent" not in client.get(OPEN).content.decode()
    assert people.browser("subscriber").post("/account/consent/").status_code == 403


def test_acting_for_a_reseller_is_no_way_around_its_subscribers(
    people: People, settings: Settings
) -> None:
    client = signed_in(member())
    acts_for(client, "customer", people.reseller)
    for path in (f"/subscriber/{ALICE}/", f"/api/subscriber/{ALICE}/get_identity/"):
        assert client.get(path).status_code == 403
    assert client.get(f"/sip/accounts/{ALICE}/").status_code == 200
    settings.SUPPORT_CONSENT = "never"
    assert client.get(f"/subscriber/{ALICE}/").status_code == 200


def test_nobody_makes_a_code_for_others(people: People, subscriber: Client) -> None:
    client = signed_in(member())
    acts_for(client, "account", ALICE, code=code_of(subscriber))
    assert client.post("/account/consent/").status_code == 403
    assert people.browser("administrator").post("/account/consent/").status_code == 403
    assert "Make a code" not in client.get(f"/subscriber/{ALICE}/security/").content.decode()
