"""ENUM numbers in the panel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import RangeId
from ngnpanel.soap.errors import NotFound
from tests.belongings import Estates, furnish
from tests.filling import errors, fill, shown
from tests.people import ALICE, BOB, People, api, calls

LIST = "/numbers/numbers/"
ADD = "/numbers/numbers/add/"
KEY = NumberId(number="31208005161")
EDIT = f"{LIST}{KEY}/edit/"
NEW = NumberId(number="31208005162")
ODD = '"<b>x</b> \u05e9\u05dc\u05d5\u05dd \U0001f4de'


@pytest.fixture
def estates(people: People) -> Estates:
    """Both tenants with a range and a number."""
    return furnish(people)


def stored() -> Number:
    return api().enum.number(KEY)


def several() -> Number:
    """The number with three addresses, none of them like the defaults."""
    number = replace(
        stored(),
        info=ODD,
        mappings=(
            Mapping(type="sip", mapto=f"sip:{ALICE}", priority=10, ttl=60),
            Mapping(type="mailto", mapto="mailto:alice@example.com", priority=20, ttl=120),
            Mapping(type="tel", mapto="tel:+31208005100", priority=0, ttl=240),
        ),
    )
    return api().enum.update_number(number)


@pytest.mark.parametrize(
    "typed",
    [
        {"range": "3120.e164.arpa", "number": "8005162"},
        {"range": "3120.e164.arpa", "number": "31208005162"},
        {"range": "3120.e164.arpa", "number": "+31 (20) 800-51.62"},
        {"range": "", "number": "0031208005162"},
        {"range": "", "number": "31208005162", "tld": "e164.arpa"},
    ],
)
def test_a_number_is_typed_whole_or_after_its_range(
    reseller: Client, estates: Estates, typed: dict[str, str]
) -> None:
    answer = fill(reseller, ADD, mapto=f"{ALICE}", info=ODD, **typed)
    assert answer.status_code == 302
    number = api().enum.number(NEW)
    assert [replace(each, id=0) for each in number.mappings] == [
        Mapping(type="sip", mapto=f"sip:{ALICE}")
    ]
    assert (number.info, number.owner) == (ODD, estates.people.reseller)
    page = reseller.get(f"{LIST}{NEW}/").content.decode()
    assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"number": ""}, "number", "Enter the number"),
        ({"number": "nonsense"}, "number", "begin with the country code"),
        ({"number": "80051"}, "number", "No range of yours"),
        ({"range": "", "number": "+49308005162"}, "number", "No range of yours"),
        ({"mapto": "a b"}, "mapto", "without spaces"),
        ({"type": "tel", "mapto": "alice"}, "mapto", "telephone number"),
        ({"type": "web:http", "mapto": ""}, "mapto", "such as http://"),
        ({"priority": "65536"}, "priority", "65535 or less"),
        ({"ttl": "an hour"}, "ttl", "whole number"),
        ({"tld": "x"}, "tld", "domain name"),
    ],
)
def test_a_refusal_stands_on_its_field(
    reseller: Client, estates: Estates, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(reseller, ADD, **{"number": "8005162", "mapto": str(ALICE), **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("sip", "alice@acme.example", "sip:alice@acme.example"),
        ("sip", "mailto:alice@acme.example", "sip:alice@acme.example"),
        ("web:https", "http://acme.example/a", "https://acme.example/a"),
        ("voice", "tel:+31208005100", "tel:+31208005100"),
    ],
)
def test_a_missing_or_wrong_scheme_becomes_the_first_of_the_type(
    reseller: Client, estates: Estates, kind: str, typed: str, kept: str
) -> None:
    fill(reseller, ADD, number="8005162", type=kind, mapto=typed)
    assert [each.mapto for each in api().enum.number(NEW).mappings] == [kept]


def test_an_empty_address_is_proposed_before_it_is_saved(
    reseller: Client, estates: Estates
) -> None:
    answer = fill(reseller, ADD, number="8005162", mapto="")
    assert answer.status_code == 422
    proposed = "sip:31208005162@acme.example"
    assert proposed in " ".join(errors(answer)["mapto"])
    with pytest.raises(NotFound):
        api().enum.number(NEW)
    form = answer.context["form"]
    assert form["mapto"].value() == proposed
    assert reseller.post(ADD, shown(form)).status_code == 302
    assert [each.mapto for each in api().enum.number(NEW).mappings] == [proposed]


def test_a_link_with_a_number_brings_the_proposal(reseller: Client, estates: Estates) -> None:
    form = reseller.get(f"{ADD}?range=3120.e164.arpa&number=8005162").context["form"]
    assert form["mapto"].value() == "sip:31208005162@acme.example"


def test_a_number_that_exists_leads_to_its_page_with_the_address_filled_in(
    reseller: Client, estates: Estates
) -> None:
    answer = fill(reseller, ADD, number="8005161", mapto=str(BOB), priority="7", ttl="60")
    assert answer.status_code == 422
    (message,) = errors(answer)["number"]
    assert "This number exists already." in message
    url = answer.content.decode().split(f'href="{EDIT}?')[1].split('"')[0].replace("&amp;", "&")
    answer = fill(reseller, f"{EDIT}?{url}")
    assert answer.status_code == 302
    assert [(each.mapto, each.priority, each.ttl) for each in stored().mappings] == [
        (f"sip:{ALICE}", 5, 3600),
        (f"sip:{BOB}", 7, 60),
    ]


def test_an_edit_keeps_ids_priorities_and_what_it_does_not_touch(
    reseller: Client, estates: Estates
) -> None:
    before = several()
    second = before.mappings[1]
    answer = fill(reseller, EDIT, **{f"mapto_{second.id}": "bob@example.com"})
    assert answer.status_code == 302
    after = stored()
    assert replace(after, mappings=(), change_date=None) == replace(
        before, mappings=(), change_date=None
    )
    assert {each.id: each for each in after.mappings} == {
        each.id: replace(each, mapto="mailto:bob@example.com") if each.id == second.id else each
        for each in before.mappings
    }


def test_rows_are_cleared_and_added(reseller: Client, estates: Estates) -> None:
    first, second, third = several().mappings
    fill(reseller, EDIT, **{f"mapto_{second.id}": "", "type": "im", "mapto": "im:alice@a.nl"})
    after = {each.id: each for each in stored().mappings}
    assert after.pop(first.id) == first
    assert after.pop(third.id) == third
    (new,) = after.values()
    assert (new.type, new.mapto, new.priority, new.ttl) == ("im", "im:alice@a.nl", 5, 3600)


def test_clearing_the_last_address_says_that_the_number_would_go(
    reseller: Client, estates: Estates
) -> None:
    (only,) = stored().mappings
    answer = fill(reseller, EDIT, **{f"mapto_{only.id}": ""})
    assert answer.status_code == 422
    assert "the number is deleted" in " ".join(errors(answer)[f"mapto_{only.id}"])
    assert f'href="{LIST}{KEY}/delete/"' in answer.content.decode()
    assert stored().mappings == (only,)


def test_the_same_address_twice_is_refused_on_its_row(reseller: Client, estates: Estates) -> None:
    answer = fill(reseller, EDIT, type="sip", mapto=str(ALICE))
    assert answer.status_code == 422
    assert "leads there already" in " ".join(errors(answer)["mapto"])


def test_five_addresses_leave_no_room(reseller: Client, estates: Estates) -> None:
    mappings = tuple(Mapping(type="sip", mapto=f"sip:a{place}@b.nl") for place in range(5))
    api().enum.update_number(replace(stored(), mappings=mappings))
    assert "mapto" not in reseller.get(EDIT).context["form"].fields


def opened(browser: Client) -> dict[str, Any]:
    """What the browser sends of an open page."""
    form = browser.get(EDIT).context["form"]
    return {**shown(form), "opened": form.opening}


def test_what_somebody_else_adds_meanwhile_stays(reseller: Client, estates: Estates) -> None:
    data = opened(reseller)
    before = several()
    answer = reseller.post(EDIT, {**data, "type": "im", "mapto": "im:a@b.nl"})
    assert answer.status_code == 302, errors(answer)
    after = stored()
    assert set(before.mappings) < set(after.mappings)
    assert len(after.mappings) == 4
    assert after.info == ODD


def test_an_address_typed_into_a_row_that_went_is_not_lost_in_silence(
    reseller: Client, estates: Estates
) -> None:
    second = several().mappings[1]
    data = opened(reseller)
    left = tuple(each for each in stored().mappings if each.id != second.id)
    api().enum.update_number(replace(stored(), mappings=left))
    answer = reseller.post(EDIT, {**data, f"mapto_{second.id}": "mailto:c@d.nl"})
    assert answer.status_code == 422
    assert "You typed mailto:c@d.nl" in answer.content.decode()


def test_the_record_page_shows_what_the_number_publishes(
    reseller: Client, estates: Estates
) -> None:
    with calls(3):
        page = reseller.get(f"{LIST}{KEY}/").content.decode()
    assert "1.6.1.5.0.0.8.0.2.1.3.e164.arpa. 3600 IN NAPTR 5 100" in page
    assert "E2U+sip" in page
    assert f"/sip/accounts/{ALICE}/" in page
    assert "/numbers/ranges/3120.e164.arpa/" in page


def test_deleting_says_whom_callers_no_longer_reach(reseller: Client, estates: Estates) -> None:
    url = f"{LIST}{KEY}/delete/"
    assert "no longer reach" in reseller.get(url).content.decode()
    assert reseller.post(url).status_code == 302
    with pytest.raises(NotFound):
        stored()


@pytest.mark.parametrize("screen", ["", "edit/", "delete/"])
def test_a_stranger_finds_nothing(stranger: Client, estates: Estates, screen: str) -> None:
    assert stranger.get(f"{LIST}{KEY}/{screen}").status_code == 404
    assert stranger.get(f"{LIST}?q=3120").context["listing"].total == 0


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("q=5161", 1),
        ("q=%2B31 20 800 5161", 1),
        ("q=5162", 0),
        (f"q={ALICE}", 1),
        ("q=alice", 1),
        (f"q=5161&mapto={ALICE}", 1),
        (f"q=bob&mapto={ALICE}", 0),
        ("q=5161&number=3120", 1),
        (f"mapto={ALICE}", 1),
        (f"mapto=sip:{ALICE}", 1),
        ("mapto=lice@acme.example", 0),
        ("mapto=alice@acme", 1),
        ("mapto=alice*", 1),
        ("range=3120.e164.arpa", 1),
        ("range=31 20", 1),
        ("range=3120&number=5161", 1),
        ("range=3120&number=31208005161", 1),
        ("range=3121", 0),
        ("range=3120.nrenum.net", 0),
        ("tld=e164", 1),
        ("type=sip", 1),
        ("type=tel", 0),
        ("owner=99", 0),
        ("customer=99", 0),
    ],
)
def test_numbers_are_found(reseller: Client, estates: Estates, query: str, total: int) -> None:
    assert reseller.get(f"{LIST}?{query}").context["listing"].total == total


def test_the_list_has_a_line_for_each_number(reseller: Client, estates: Estates) -> None:
    number = several()
    with calls(2):
        answer = reseller.get(LIST)
    page = answer.content.decode()
    assert answer.context["listing"].total == 1
    assert "+31 20 800 5161" in page
    assert all(str(each.id) in page for each in number.mappings)


def check(browser: Client, name: str, **typed: str) -> str:
    """What the page says while somebody types."""
    data = {**shown(browser.get(ADD).context["form"]), **typed}
    return browser.post(f"{ADD}?check={name}", data).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": "8005162"}, "+31208005162 in the range +3120."),
        ({"number": "8005162"}, "becomes sip:31208005162@acme.example"),
        ({"number": "80051"}, "it needs 11"),
        ({"range": "", "number": "+49308005162"}, "none of your ranges"),
    ],
)
def test_a_number_is_looked_at_while_it_is_typed(
    reseller: Client, estates: Estates, typed: dict[str, str], words: str
) -> None:
    assert words in check(reseller, "number", **typed)


def test_a_full_range_is_told_before_saving(reseller: Client, estates: Estates) -> None:
    api().enum.update_range(replace(api().enum.range(RangeId(prefix="3120")), size=1))
    assert "is full" in check(reseller, "number", number="8005162")
    answer = fill(reseller, ADD, number="8005162", mapto=str(ALICE))
    assert "The range is full" in " ".join(errors(answer)["number"])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"mapto": str(ALICE)}, "Account of Alice Smith"),
        ({"mapto": "nobody@acme.example"}, "no account that you see"),
        ({"mapto": "alice@globex.example"}, "no account that you see"),
        ({"type": "mailto", "mapto": "a@b.nl"}, "Stored as mailto:a@b.nl"),
        ({"mapto": "a b"}, "without spaces"),
    ],
)
def test_an_address_is_looked_at_while_it_is_typed(
    reseller: Client, estates: Estates, typed: dict[str, str], words: str
) -> None:
    assert words in check(reseller, "mapto", number="8005162", **typed)
