"""ENUM ranges in the panel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.enum.resources.ranges import RangeResource
from ngnpanel.soap.errors import NotFound
from tests.belongings import Estates, furnish
from tests.filling import errors, fill
from tests.people import People, api, calls

LIST = "/numbers/ranges/"
ADD = "/numbers/ranges/add/"
KEY = RangeId(prefix="3120")
ODD = '"<b>x</b> \u05e9\u05dc\u05d5\u05dd \U0001f4de'


@pytest.fixture
def estates(people: People) -> Estates:
    """Both tenants with a range and a number."""
    return furnish(people)


def test_a_reseller_gives_a_range_to_its_customer(reseller: Client, estates: Estates) -> None:
    answer = fill(
        reseller,
        ADD,
        prefix="+31 208 005 2",
        customer=str(estates.people.customer),
        size="100",
        info=ODD,
        nameservers="ns1.example.net\nNS2.example.net.\n",
    )
    assert answer.status_code == 302
    stored = api().enum.range(RangeId(prefix="312080052"))
    assert (stored.customer, stored.reseller) == (
        estates.people.customer,
        estates.people.reseller,
    )
    assert (stored.ttl, stored.min_digits, stored.max_digits, stored.size) == (3600, 11, 11, 100)
    assert stored.nameservers == ("ns1.example.net", "ns2.example.net")
    assert stored.info == ODD
    page = reseller.get(f"/numbers/ranges/{stored.id}/").content.decode()
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x" in page
    assert "2.5.0.0.8.0.2.1.3.e164.arpa" in page


def test_a_customers_range_is_its_own(customer: Client, estates: Estates) -> None:
    form = customer.get(ADD).context["form"]
    assert not {"customer", "reseller", "serial", "dns_name"} & form.fields.keys()
    fill(customer, ADD, prefix="312080052", tld="")
    stored = api().enum.range(RangeId(prefix="312080052"))
    assert stored.customer == estates.people.customer


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"prefix": ""}, "prefix", "digits that the numbers begin with"),
        ({"prefix": "0031"}, "prefix", "begin with the country code"),
        ({"prefix": "31"}, "prefix", "whole country"),
        ({"prefix": "4930"}, "prefix", "exists already, or overlaps"),
        ({"prefix": "3120"}, "prefix", "exists already, or overlaps"),
        ({"tld": "nonsense"}, "tld", "domain name"),
        ({"min_digits": "3"}, "min_digits", "from 9"),
        ({"max_digits": "16"}, "max_digits", "to 15"),
        ({"min_digits": "12", "max_digits": "11"}, "min_digits", "more digits at least"),
        ({"min_digits": "many"}, "min_digits", "whole number"),
        ({"ttl": "-1"}, "ttl", "0 or more"),
        ({"nameservers": "no host"}, "nameservers", "domain name"),
    ],
)
def test_a_refusal_stands_on_its_field(
    reseller: Client, estates: Estates, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(reseller, ADD, **{"prefix": "312080052", **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])


@pytest.mark.parametrize("bounds", [("9", "15"), ("15", "15"), ("", "")])
def test_bounds_at_the_edge_are_fine(
    reseller: Client, estates: Estates, bounds: tuple[str, str]
) -> None:
    least, most = bounds
    answer = fill(reseller, ADD, prefix="313080052", min_digits=least, max_digits=most)
    assert answer.status_code == 302


def test_the_administrator_adds_a_whole_country(administrator: Client, people: People) -> None:
    assert fill(administrator, ADD, prefix="31").status_code == 302
    assert api().enum.range(RangeId(prefix="31")).reseller == 0


def test_an_edit_keeps_what_it_does_not_show(reseller: Client, estates: Estates) -> None:
    before = replace(api().enum.range(KEY), nameservers=("ns.example.net",), size=20, ttl=60)
    api().enum.update_range(before)
    before = api().enum.range(KEY)
    url = f"/numbers/ranges/{KEY}/edit/"
    assert fill(reseller, url, info="Head office", prefix="99", serial="1").status_code == 302
    after = api().enum.range(KEY)
    assert after.serial >= before.serial
    kept = replace(after, serial=before.serial, change_date=before.change_date, info=before.info)
    assert kept == before
    assert after.info == "Head office"


def test_serial_and_name_are_text_that_nobody_changes(reseller: Client, estates: Estates) -> None:
    form = reseller.get(f"/numbers/ranges/{KEY}/edit/").context["form"]
    assert form["dns_name"].display == "0.2.1.3.e164.arpa"
    assert form["serial"].display == str(api().enum.range(KEY).serial)
    assert all(form.fields[name].disabled for name in ("prefix", "tld", "serial", "dns_name"))


def test_bounds_that_leave_numbers_out_are_refused_on_their_field(
    reseller: Client, estates: Estates
) -> None:
    url = f"/numbers/ranges/{KEY}/edit/"
    answer = fill(reseller, url, min_digits="12", max_digits="12")
    assert answer.status_code == 422
    assert "min_digits" in errors(answer)


def test_a_range_with_numbers_stays_and_says_why(reseller: Client, estates: Estates) -> None:
    url = f"/numbers/ranges/{KEY}/delete/"
    page = reseller.get(url).content.decode()
    assert "It still has 1 number. Delete those first." in page
    assert "/numbers/numbers/?range=3120.e164.arpa" in page
    assert "btn-danger" not in page
    answer = reseller.post(url)
    assert answer.status_code == 422
    assert "still has numbers" in answer.content.decode()
    assert api().enum.range(KEY).used == 1


def test_an_empty_range_goes_with_its_zone(reseller: Client, estates: Estates) -> None:
    fill(reseller, ADD, prefix="313080052")
    url = "/numbers/ranges/313080052.e164.arpa/delete/"
    assert "This goes with it" in reseller.get(url).content.decode()
    assert reseller.post(url).status_code == 302
    with pytest.raises(NotFound):
        api().enum.range(RangeId(prefix="313080052"))


@pytest.mark.parametrize("screen", ["", "edit/", "delete/"])
def test_a_stranger_finds_nothing(stranger: Client, estates: Estates, screen: str) -> None:
    assert stranger.get(f"/numbers/ranges/{KEY}/{screen}").status_code == 404


@pytest.mark.parametrize("key", ["nonsense", "3120", "3121.e164.arpa", "%3Cb%3E.e164.arpa"])
def test_a_key_of_nothing_is_not_found(reseller: Client, estates: Estates, key: str) -> None:
    expected = 200 if key == "3120" else 404
    assert reseller.get(f"/numbers/ranges/{key}/").status_code == expected


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("q=3120", 1),
        ("q=%2B31 20", 1),
        ("q=20", 0),
        ("q=acme", 1),
        ("prefix=31", 1),
        ("info=block", 1),
        ("q=3120&info=nothing", 0),
        ("q=acme&info=block", 0),
        ("tld=arpa", 1),
        ("tld=nrenum", 0),
        ("customer=1", 0),
    ],
)
def test_ranges_are_found(reseller: Client, estates: Estates, query: str, total: int) -> None:
    assert reseller.get(f"{LIST}?{query}").context["listing"].total == total


def test_the_list_says_how_full_a_range_is(reseller: Client, estates: Estates) -> None:
    with calls(2):
        page = reseller.get(LIST).content.decode()
    assert "1, no limit" in page
    api().enum.update_range(replace(api().enum.range(KEY), size=2))
    page = reseller.get(LIST).content.decode()
    assert '<progress max="100" value="50"' in page
    assert "1 of 2" in page
    assert "50 percent" in page
    assert "tone-amber" in page


def test_the_record_page_costs_one_call_and_the_names(reseller: Client, estates: Estates) -> None:
    with calls(2):
        page = reseller.get(f"/numbers/ranges/{KEY}/").content.decode()
    assert "/numbers/numbers/?range=3120.e164.arpa" in page
    assert f"/numbers/numbers/add/?range={KEY}" in page


def test_a_range_of_another_root_names_it() -> None:
    other = Range(id=RangeId(prefix="3120", tld="nrenum.net"))
    assert RangeResource().title(other) == "+3120 (nrenum.net)"


@pytest.mark.parametrize(
    ("used", "tone"),
    [(0, "blue"), (49, "blue"), (50, "amber"), (69, "amber"), (70, "red"), (100, "red")],
)
def test_a_bar_turns_amber_at_half_and_red_at_seven_tenths(used: int, tone: str) -> None:
    column = next(each for each in RangeResource().columns if each.name == "used")
    cell = column.value(Range(id=KEY, used=used, size=100))
    assert cell.tone == tone


def test_the_administrator_gives_a_range_to_another_reseller(
    administrator: Client, estates: Estates
) -> None:
    stranger = estates.people.stranger
    url = f"/numbers/ranges/{KEY}/edit/"
    answer = fill(administrator, url, reseller=str(stranger), customer=str(stranger))
    assert answer.status_code == 302, errors(answer)
    after = api().enum.range(KEY)
    assert (after.reseller, after.customer) == (stranger, stranger)
    assert estates.people.browser("reseller").get(f"/numbers/ranges/{KEY}/").status_code == 404
