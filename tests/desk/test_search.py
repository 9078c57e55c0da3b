"""The search over everything: what it finds, in how many calls, and what it keeps to itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from ngnpanel.desk.typed import Typed
from tests.belongings import Estates
from tests.people import ALICE, DOMAIN, FOREIGN_DOMAIN, SALES, People, api, calls


def found(client: Client, text: str, *, is_part: bool = True) -> str:
    headers = {"HX-Request": "true"} if is_part else {}
    answer = client.get(reverse("search"), {"q": text}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("%", 0),
        ("@", 0),
        ("alice", 6),
        (str(ALICE), 3),
        (DOMAIN, 4),
        ("+31 20 800 5161", 3),
        ("Alice Smith", 2),
        ("12", 4),
    ],
)
def test_each_kind_that_it_can_be_is_one_call(estates: Estates, text: str, number: int) -> None:
    reseller = estates.people.browser("reseller")
    for is_part in (True, False):
        with calls(number):
            found(reseller, text, is_part=is_part)


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("ali", "account", str(ALICE)),
        (f"sip:{ALICE}", "account", str(ALICE)),
        ("Alice Smith", "account", str(ALICE)),
        ("smith", "account", str(ALICE)),
        ("sales", "alias", str(SALES)),
        ("acme", "domain", DOMAIN),
        ("acme.ex", "zone", DOMAIN),
        ("customer", "customer", "customer"),
        ("Customer Inc", "customer", "customer"),
        ("customer@example.com", "customer", "customer"),
        *(
            (text, "number", "31208005161.e164.arpa")
            for text in (
                "+31 20 800 5161",
                "+31 (0)20 8005161",
                "0031-20-8005161",
                "(020) 800.51.61",
                "tel:+31208005161",
            )
        ),
    ],
)
def test_it_finds_every_kind(estates: Estates, text: str, name: str, key: str) -> None:
    key = str(estates.people.customer) if key == "customer" else key
    for person in ("administrator", "reseller", "customer"):
        for is_part in (True, False):
            page = found(estates.people.browser(person), text, is_part=is_part)
            assert f'href="{reverse(f"{name}-detail", args=[key])}"' in page


def test_a_customer_is_found_by_number(people: People) -> None:
    page = found(people.browser("reseller"), str(people.customer))
    assert reverse("customer-detail", args=[people.customer]) in page


@pytest.mark.parametrize(
    "text", ["alice", str(ALICE), "sales", "acme", DOMAIN, "+31208005161", "customer", "Acme Inc"]
)
def test_a_stranger_finds_nothing_foreign(estates: Estates, text: str) -> None:
    page = found(estates.people.browser("stranger"), text)
    assert DOMAIN not in page.replace(f"“<bdi>{text}</bdi>”", "")
    assert "31208005161.e164" not in page
    assert reverse("customer-detail", args=[estates.people.customer]) not in page
    assert FOREIGN_DOMAIN not in found(estates.people.browser("reseller"), text)


@pytest.mark.parametrize(
    "text",
    ["'\"", "<script>alert(1)</script>", "שלום", "😀", "a%_", "a\x00b", "x" * 500, "\u202eabc"],
)
def test_odd_text_is_safe(people: People, text: str) -> None:
    for is_part in (True, False):
        page = found(people.browser("reseller"), text, is_part=is_part)
        assert "<script>alert" not in page


def test_a_record_is_found_once_and_named_by_its_kind(reseller: Client) -> None:
    api().sip.update_account(replace(api().sip.account(ALICE), last_name="Alice"))
    page = found(reseller, "alice")
    assert page.count(f'href="{reverse("account-detail", args=[ALICE])}"') == 1
    assert "SIP accounts by last name" not in page
    assert '<span class="visually-hidden">, SIP account, </span>' in page


def test_nothing_found_says_so(reseller: Client) -> None:
    assert "Nothing found" in found(reseller, "nobodyatall")


def test_the_platform_away_is_a_sentence(people: People, platform_is_down: None) -> None:
    reseller = people.browser("reseller")
    assert "does not answer" in found(reseller, "alice")
    assert reseller.get(reverse("search"), {"q": "alice"}).status_code == 503


def test_the_best_match_comes_first() -> None:
    typed = Typed.of("ali")
    assert [typed.rank(name) for name in ("ali", "alice", "kali")] == [0, 1, 2]
    assert Typed.of("+31 20 1").rank("0031201") == 0
