"""The rules of emergency targets, and which one a call takes."""

from __future__ import annotations

import pytest

from ngnpanel.accounts.domain import emergency
from ngnpanel.accounts.domain.emergency import EmergencyTarget, choose
from ngnpanel.accounts.domain.rules import RuleError

TARGET = EmergencyTarget(number="112", domain="example.com", target="sip:1@gw.example.com")


def test_what_is_typed_is_stored_in_one_form() -> None:
    typed = EmergencyTarget(
        number=" 112 ", domain="Example.COM.", region=" North ", target="112@gw.example.com"
    )
    assert emergency.checked(typed) == EmergencyTarget(
        number="112", domain="example.com", region="North", target="sip:112@gw.example.com"
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("sip:112@gw.example.com", "sip:112@gw.example.com"),
        ("sips:112@gw.example.com;transport=tls", "sips:112@gw.example.com;transport=tls"),
        ("+31 20 112", "+3120112"),
        ("0031112", "0031112"),
    ],
)
def test_a_target_is_an_address_or_a_number(typed: str, stored: str) -> None:
    assert emergency.target(typed) == stored


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("number", ""),
        ("number", "1"),
        ("number", "abc"),
        ("number", "1" * 17),
        ("number", "11\u0662"),
        ("domain", ""),
        ("domain", "example"),
        ("region", "x" * 33),
        ("region", "a\x00b"),
        ("region", "a\nb"),
        ("target", ""),
        ("target", "police"),
        ("target", "<voice-mailbox>"),
        ("target", "1 1@example.com"),
        ("target", "x" * 120 + "@example.com"),
    ],
)
def test_what_breaks_a_rule_is_named(member: str, value: str) -> None:
    wanted = {"number": "112", "domain": "example.com", "region": "", "target": "1@gw.example.com"}
    with pytest.raises(RuleError) as caught:
        emergency.checked(EmergencyTarget(**wanted | {member: value}))
    assert caught.value.field == member


def target(region: str, leads_to: str, number: str = "112") -> EmergencyTarget:
    return EmergencyTarget(number=number, domain="example.com", region=region, target=leads_to)


def test_the_region_decides_and_the_empty_one_stands_in() -> None:
    targets = [
        target("north", "N"),
        target("", "all"),
        target("south", "S"),
        target("", "U", "911"),
    ]
    assert choose(targets, "112", "north") == "N"
    assert choose(targets, "112", "west") == "all"
    assert choose(targets, "112", "") == "all"
    assert choose(targets, "911", "north") == "U"
    assert choose(targets, "113", "north") == ""


def test_without_a_target_for_all_other_regions_have_none() -> None:
    assert choose([target("north", "N")], "112", "south") == ""
