"""What switching something of an account means for the rest of its record."""

from __future__ import annotations

import pytest

from ngnpanel.accounts.domain import switching
from ngnpanel.accounts.domain.sip import Account, Property, SipId
from ngnpanel.actor import Role

ALICE = Account(id=SipId(username="alice", domain="acme.example"), groups=("free-pstn",), quota=25)


def test_the_quota_waits_while_telephone_calls_are_off() -> None:
    off = switching.without_telephone_calls(ALICE)
    assert (off.groups, off.quota, off.property_value("last_sip_quota")) == ((), 0, "25")
    assert switching.with_telephone_calls(off, may_choose_prepaid=True) == ALICE


def test_switching_off_twice_keeps_the_quota() -> None:
    twice = switching.without_telephone_calls(switching.without_telephone_calls(ALICE))
    assert twice.property_value("last_sip_quota") == "25"


def test_who_may_not_choose_gets_prepaid_accounts() -> None:
    off = switching.without_telephone_calls(ALICE)
    assert switching.with_telephone_calls(off, may_choose_prepaid=False).prepaid is True


@pytest.mark.parametrize(
    ("role", "by"),
    [(Role.ADMINISTRATOR, "reseller"), (Role.RESELLER, "reseller"), (Role.CUSTOMER, "customer")],
)
def test_a_block_tells_who_did_it(role: Role, by: str) -> None:
    blocked = switching.blocked(ALICE, role)
    assert blocked.property_value("blocked_by") == by
    assert switching.is_blocked_above(blocked, Role.CUSTOMER) is (by == "reseller")
    assert not switching.is_blocked_above(blocked, Role.RESELLER)
    assert switching.unblocked(blocked) == ALICE


def test_what_others_wrote_there_stays() -> None:
    kept = ALICE.with_properties({"language": "nl"})
    off = switching.without_telephone_calls(kept)
    assert Property(name="language", value="nl") in off.properties
