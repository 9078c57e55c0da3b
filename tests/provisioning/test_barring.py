"""Barred prefixes over SOAP."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain import barring
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.provisioning import models
from tests.provisioning.asking import ask_raw, php
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import SoapFault, sip_id, soap

ALICE = sip_id("alice@customer.example")
CUSTOMER = PEOPLE["customer"]


def bar(prefixes: list[str] | None) -> None:
    soap("Sip", "setBarringPrefixes", ALICE, prefixes, as_=CUSTOMER)


def barred() -> list[str]:
    found: list[str] = soap("Sip", "getBarringPrefixes", ALICE, as_=CUSTOMER)
    return found


def refusal(prefixes: list[str]) -> tuple[int, str]:
    with pytest.raises(SoapFault) as refused:
        bar(prefixes)
    return refused.value.code, refused.value.field


def test_the_list_is_replaced_and_keeps_its_order(world: World) -> None:
    assert barred() == []
    bar(["+31900", "+1"])
    bar(["+44909", " +31900 ", "", "+44909", "+8"])
    assert barred() == ["+44909", "+31900", "+8"]
    assert soap("Sip", "getBarringPrefixes", sip_id("alice@sibling.example")) == []


@pytest.mark.parametrize("empty", ["", "<prefixes/>", php("prefixes", []), php("prefixes", [""])])
def test_every_form_of_an_empty_list_clears_it(world: World, empty: str) -> None:
    bar(["+31900"])
    ask_raw("setBarringPrefixes", php("sipId", ALICE) + empty, acting=world["customer"])
    assert barred() == []


@pytest.mark.parametrize(
    "prefix",
    [
        *("31900", "0031", "+", "+0", "+031", "++31", "+31 900", "+31-900", "+31x", "%", "+1%"),
        *("+" + "1" * 16, "+\N{ARABIC-INDIC DIGIT ONE}", "+1\n2", "sip:+31"),
    ],
)
def test_what_is_no_prefix_is_refused_and_the_list_stays(world: World, prefix: str) -> None:
    bar(["+31900"])
    assert refusal(["+44", prefix]) == (9004, "prefixes")
    assert barred() == ["+31900"]


def test_there_are_at_most_a_thousand(world: World) -> None:
    many = [f"+1{number:04}" for number in range(1001)]
    bar(many[:1000])
    assert barred() == many[:1000]
    assert refusal(many) == (9004, "prefixes")
    bar([*many[:1000], *many[:1000]])


def test_a_deleted_account_takes_them_along(world: World) -> None:
    bar(["+31900"])
    soap("Sip", "deleteAccount", ALICE)
    assert not models.BarringPrefix.objects.exists()


def test_the_feed_tells_of_the_account(world: World) -> None:
    bar(["+31900"])
    change = models.Change.objects.latest("sequence")
    assert (change.kind, change.key) == ("account", "alice@customer.example")
    assert (change.operation, change.caller) == ("Sip.setBarringPrefixes", "customer")


@given(st.text(alphabet="+0123456789 x", max_size=20))
def test_a_prefix_is_what_the_contract_says(text: str) -> None:
    digits = text.strip()
    fits = digits[:1] == "+" and digits[1:].isdigit() and digits[1] != "0" and len(digits) <= 16
    try:
        found: Any = barring.prefix(text)
    except RuleError:
        found = None
    assert found == (digits if fits else None)
