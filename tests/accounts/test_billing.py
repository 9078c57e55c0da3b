"""Billing profiles of an account: the administrator, and resellers who may change prices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain import rating
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.rating import RatingProfiles
from tests.filling import errors, fill
from tests.people import ALICE, FOREIGN, People, api, calls

URL = f"/sip/accounts/{ALICE}/billing/"
PAGE = f"/sip/accounts/{ALICE}/"
ENTITY = rating.subscriber(ALICE)
FULL = RatingProfiles(
    entity=str(ENTITY),
    profile_weekday="440",
    profile_weekday_alt="441",
    profile_weekend="442",
    profile_weekend_alt="443",
    timezone="Europe/Amsterdam",
    increment=30,
    min_duration=60,
)


def withdraw(people: People) -> None:
    """Take the right to change telephone matters from the reseller."""
    wanted = CustomerProperty(name="pstn_changes", value="0", category="sip", permission="admin")
    api().customers.set_properties(people.reseller, [wanted])


def test_an_account_gets_its_first_profiles_in_its_own_time_zone(reseller: Client) -> None:
    assert api().rating.profiles(ENTITY) is None
    answer = fill(reseller, URL, profile_weekday=" 440 ", profile_weekend="442")
    assert answer.status_code == 302
    assert answer["Location"].startswith(PAGE)
    assert api().rating.profiles(ENTITY) == RatingProfiles(
        entity=str(ENTITY),
        profile_weekday="440",
        profile_weekend="442",
        timezone="Europe/Amsterdam",
    )


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("profile_weekday", "450"),
        ("profile_weekday_alt", ""),
        ("profile_weekend", "<b>\u202e 😀\"'"),
        ("profile_weekend_alt", "x" * 64),
        ("timezone", "UTC"),
    ],
)
def test_an_edit_keeps_all_that_it_does_not_change(
    administrator: Client, field: str, typed: str
) -> None:
    api().rating.set_profiles(FULL)
    assert fill(administrator, URL, **{field: typed}).status_code == 302
    wanted: dict[str, Any] = {field: typed}
    assert api().rating.profiles(ENTITY) == replace(FULL, **wanted)
    assert "<b>" not in administrator.get(URL).content.decode()


def test_saving_without_a_change_writes_nothing(administrator: Client) -> None:
    with calls(4):
        fill(administrator, URL)
    assert api().rating.profiles(ENTITY) is None


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"profile_weekend": "442"}, "profile_weekday", "Enter the profile of weekdays"),
        ({"timezone": "UTC"}, "profile_weekday", "Enter the profile of weekdays"),
        ({"profile_weekday": "x" * 65}, "profile_weekday", "at most 64 characters"),
        ({"timezone": "Mars/Base"}, "timezone", "Select a valid choice"),
    ],
)
def test_what_makes_no_price_is_refused(
    reseller: Client, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(reseller, URL, **typed)
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])
    assert api().rating.profiles(ENTITY) is None


def test_profiles_without_one_for_weekdays_are_kept_until_somebody_touches_them(
    administrator: Client,
) -> None:
    odd = replace(FULL, profile_weekday="")
    api().rating.set_profiles(odd)
    assert fill(administrator, URL).status_code == 302
    assert api().rating.profiles(ENTITY) == odd
    assert fill(administrator, URL, profile_weekend="9").status_code == 422


def test_clearing_all_profiles_deletes_them(reseller: Client) -> None:
    api().rating.set_profiles(FULL)
    names = [f"profile_{day}{alt}" for day in ("weekday", "weekend") for alt in ("", "_alt")]
    assert fill(reseller, URL, **dict.fromkeys(names, "")).status_code == 302
    assert api().rating.profiles(ENTITY) is None


def test_deleting_asks_first_and_leads_back_to_the_account(reseller: Client) -> None:
    page = reseller.get(f"{URL}delete/").content.decode()
    assert "no billing profiles of its own" in page
    assert '<button class="btn btn-danger"' not in page
    api().rating.set_profiles(FULL)
    assert f'href="{URL}delete/' in reseller.get(URL).content.decode().replace("%40", "@")
    page = reseller.get(f"{URL}delete/").content.decode()
    assert "<strong>440</strong>" in page
    answer = reseller.post(f"{URL}delete/", {"next": PAGE})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert api().rating.profiles(ENTITY) is None
    assert api().sip.account(ALICE).id == ALICE


def test_a_reseller_without_the_right_reads_and_changes_nothing(
    reseller: Client, people: People
) -> None:
    withdraw(people)
    api().rating.set_profiles(FULL)
    page = reseller.get(URL)
    assert all(field.disabled for field in page.context["form"].fields.values())
    words = page.content.decode()
    assert "440" in words
    assert "You may not change what calls cost" in words
    assert 'type="submit" name="review"' not in words
    reseller.post(URL, {"profile_weekday": "1"})
    assert api().rating.profiles(ENTITY) == FULL
    assert "You may not change" in reseller.get(f"{URL}delete/").content.decode()
    assert reseller.post(f"{URL}delete/").status_code == 403
    assert api().rating.profiles(ENTITY) == FULL


def test_a_customer_sees_no_prices_and_a_stranger_no_account(people: People) -> None:
    api().rating.set_profiles(FULL)
    for person, code in (("customer", 403), ("subscriber", 403), ("stranger", 404)):
        browser = people.browser(person)
        for url in (URL, f"{URL}delete/"):
            assert browser.get(url).status_code == code
            assert browser.post(url, {"profile_weekday": "1"}).status_code == code
    assert "billing/" not in people.browser("customer").get(PAGE).content.decode()
    assert "billing/" in people.browser("reseller").get(PAGE).content.decode()
    assert people.browser("reseller").get(URL.replace(str(ALICE), str(FOREIGN))).status_code == 404
    assert api().rating.profiles(ENTITY) == FULL


@pytest.mark.parametrize(("person", "number"), [("administrator", 2), ("reseller", 3)])
def test_the_page_costs_few_calls(people: People, person: str, number: int) -> None:
    browser = people.browser(person)
    with calls(number):
        browser.get(URL)


def test_what_somebody_else_changed_meanwhile_stays(reseller: Client) -> None:
    api().rating.set_profiles(FULL)
    opened = reseller.get(URL).context["form"].opening
    api().rating.set_profiles(replace(FULL, profile_weekend="900"))
    typed = {name: getattr(FULL, name) for name in reseller.get(URL).context["form"].fields}
    reseller.post(URL, {**typed, "profile_weekday": "800", "opened": opened})
    found = api().rating.profiles(ENTITY)
    assert found == replace(FULL, profile_weekday="800", profile_weekend="900")
