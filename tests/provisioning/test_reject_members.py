"""Rejected callers over SOAP."""

from __future__ import annotations

import pytest

from tests.provisioning.asking import ask, ask_raw, php
from tests.provisioning.soap import SoapFault
from tests.provisioning.tenants import ALICE, BOB, CUSTOMER, STRANGER, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tenants() -> None:
    settle()


def set_members(members: object) -> None:
    ask("setRejectMembers", sipId=ALICE, members=members, acting=CUSTOMER)


def get_members() -> object:
    return ask("getRejectMembers", sipId=ALICE, acting=CUSTOMER)


def test_the_list_is_replaced_and_keeps_its_order_without_schemes() -> None:
    set_members(["sip:Eve@Else.example", "%@spam.example"])
    set_members(["sips:zoe@else.example", "0044%@%", "else.example", "", "0044%@%", None, "sip:"])
    assert get_members() == ["zoe@else.example", "0044%@%", "else.example"]
    assert ask("getRejectMembers", sipId=BOB) == []


@pytest.mark.parametrize("empty", ["", "<members/>", php("members", []), php("members", [""])])
def test_every_form_of_an_empty_list_clears_it(empty: str) -> None:
    set_members(["eve@else.example"])
    ask_raw("setRejectMembers", php("sipId", ALICE) + empty, acting=CUSTOMER)
    assert get_members() == []


@pytest.mark.parametrize("member", ["eve else", '"Eve" eve@x', "<eve@x>", "x" * 256, "a\tb"])
def test_what_is_no_address_is_refused(member: str) -> None:
    set_members(["eve@else.example"])
    with pytest.raises(SoapFault) as refused:
        set_members(["zoe@else.example", member])
    assert (refused.value.code, refused.value.field) == (9004, "members")
    assert get_members() == ["eve@else.example"]


def test_there_are_at_most_a_thousand() -> None:
    set_members([f"{number}@%" for number in range(1000)])
    with pytest.raises(SoapFault) as refused:
        set_members([f"{number}@%" for number in range(1001)])
    assert refused.value.code == 9004


def test_a_stranger_is_told_that_there_is_no_such_account() -> None:
    with pytest.raises(SoapFault) as refused:
        ask("getRejectMembers", sipId=ALICE, acting=STRANGER)
    assert refused.value.code == 1010
    with pytest.raises(SoapFault) as refused:
        ask("setRejectMembers", sipId=ALICE, members=[], acting=STRANGER)
    assert refused.value.code == 1010
