"""Barred numbers: the list, more of them, fewer of them, and what is often barred."""

from __future__ import annotations

from dataclasses import replace

import phonenumbers
import pytest
from django.test import Client
from pytest_django import Settings

from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber import barred
from tests.accounts.subscriber.helping import page, say, words
from tests.people import ALICE, FOREIGN, People, api, calls, take_platform_away

URL = f"/subscriber/{ALICE}/barring/"
ALLOW = f"{URL}allow/"


@pytest.fixture(autouse=True)
def barring_for_all(settings: Settings) -> None:
    settings.BARRING_TAB = True


def stored() -> tuple[str, ...]:
    return api().sip.barred_prefixes(ALICE)


def test_numbers_are_barred_and_allowed_again(subscriber: Client) -> None:
    assert "Nothing is barred" in page(subscriber.get(URL))
    with calls(3):
        told = say(subscriber, URL, {"prefixes": "0031 900"})
    assert told == ["Numbers that begin with +31 900 cannot be called any more."]
    say(subscriber, URL, {"prefixes": "+31, +49 137\n+31900"})
    assert stored() == ("+31900", "+31", "+49137")
    with calls(2):
        text = page(subscriber.get(URL))
    assert "+31 900 Blocked by +31 already; this line adds nothing." in text
    assert say(subscriber, URL, {"prefixes": "+31"}) == ["These numbers are blocked already."]
    with calls(3):
        answer = subscriber.post(ALLOW, {"prefix": "+49137"})
    assert stored() == ("+31900", "+31")
    text = page(subscriber.get(answer.headers["Location"]))
    assert "Numbers that begin with +49 137 can be called again." in text
    # What "Undo" sends.
    say(subscriber, URL, {"prefixes": "+49137"})
    assert stored() == ("+31900", "+31", "+49137")
    assert "can be called again" not in page(subscriber.get(answer.headers["Location"]))
    assert subscriber.post(ALLOW, {"prefix": "<b>"}).status_code == 302
    assert "<b>" not in subscriber.get(f"{URL}?allowed=<b>").content.decode()


def test_two_people_bar_at_once(subscriber: Client, reseller: Client) -> None:
    for browser in (subscriber, reseller):
        browser.get(URL)
    say(reseller, URL, {"prefixes": "+1900"})
    say(subscriber, URL, {"prefixes": "+31900"})
    assert stored() == ("+1900", "+31900")


def test_what_is_often_barred_fits_the_country(subscriber: Client) -> None:
    text = page(subscriber.get(URL))
    assert "Premium rate numbers of the Netherlands" in text
    assert "of Germany" not in text
    say(subscriber, URL, {"prefixes": "+31900,+31906,+31909"})
    assert stored() == ("+31900", "+31906", "+31909")
    assert "of the Netherlands" not in page(subscriber.get(URL))


@pytest.mark.parametrize("typed", ["", "0900", "+31900, 123", "+" + "1" * 17, "abc", "+31900;<b>"])
def test_what_is_no_prefix_comes_back_with_a_sentence(subscriber: Client, typed: str) -> None:
    answer = subscriber.post(URL, {"prefixes": typed})
    assert answer.status_code == 422
    assert "field-problem" in answer.content.decode()
    assert stored() == ()


def test_the_page_is_there_for_whom_it_is_meant(
    people: People, subscriber: Client, settings: Settings
) -> None:
    settings.BARRING_TAB = False
    link = f'href="{URL}"'
    assert subscriber.get(URL).status_code == 404
    assert subscriber.post(ALLOW, {"prefix": "+31"}).status_code == 404
    settings_url = f"/subscriber/{ALICE}/settings/"
    assert link not in subscriber.get(settings_url).content.decode()
    account = api().sip.account(ALICE)
    shown = replace(account, password="").with_properties({"show_barring_tab": "1"})
    api().sip.update_account(shown)
    assert link in subscriber.get(settings_url).content.decode()
    assert subscriber.get(URL).status_code == 200
    for browser in (people.browser("customer"), people.browser("reseller")):
        assert browser.get(URL).status_code == 200
    assert people.browser("stranger").post(URL, {"prefixes": "+31"}).status_code == 404
    assert subscriber.post(URL.replace(str(ALICE), str(FOREIGN)), {}).status_code == 404
    # Without telephone calls there is nothing to bar; a trunk that has them keeps the page.
    api().sip.update_account(replace(shown, groups=("trunking",)))
    assert subscriber.get(URL).status_code == 404
    api().sip.update_account(replace(shown, groups=("trunking", "free-pstn")))
    assert subscriber.get(URL).status_code == 200
    assert stored() == ()


def test_nothing_typed_is_lost_while_the_platform_is_down(
    subscriber: Client, settings: Settings
) -> None:
    take_platform_away(settings)
    answer = subscriber.post(URL, {"prefixes": "+31 900\n+49 137"})
    assert answer.status_code == 503
    assert "+31 900\n+49 137" in answer.content.decode()
    assert "nothing was saved" in words(answer)


def test_the_premium_numbers_are_those_of_the_numbering_plans() -> None:
    kind = phonenumbers.PhoneNumberType.PREMIUM_RATE
    for template in barred.PREMIUM:
        number = phonenumbers.example_number_for_type(template.name, kind)
        assert number is not None, template.name
        text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert text.startswith(template.prefixes), (template.name, text)


def test_the_number_of_an_account_tells_its_country() -> None:
    account = Account(id=ALICE, timezone="Europe/Amsterdam", rpid="00493023125001")
    assert [one.name for one in barred.templates(account)] == ["DE", "world"]
    account = replace(account, rpid="what")
    assert [one.name for one in barred.templates(account)] == ["NL", "world"]
    assert [one.name for one in barred.templates(replace(account, timezone=""))] == ["world"]
