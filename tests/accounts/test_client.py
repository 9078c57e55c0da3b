"""The typed clients over a platform that answers less than ours."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.accounts.client import CustomerClient, SipClient, VoicemailClient
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import Account, Domain, SipId
from ngnpanel.soap.errors import NotFound

ALICE = SipId(username="alice", domain="example.com")


class Answering:
    """A port that gives one answer and remembers what it was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[tuple[Any, ...]] = []

    def __call__(self, operation: str, *arguments: Any) -> Any:
        self.asked.append((operation, *arguments))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_platform_that_returns_nothing_kept_what_was_sent() -> None:
    account = Account(id=ALICE, first_name="Alice")
    assert SipClient(Answering(None)).update_account(account) == account
    customer = Customer(id=7, username="alice")
    assert CustomerClient(Answering(None)).update_customer(customer) == customer


def test_an_empty_set_of_diversions_is_ten_empty_ones() -> None:
    assert SipClient(Answering(None)).diversions(ALICE) == Diversions()


def test_only_diversions_that_are_set_are_sent() -> None:
    port = Answering(None)
    SipClient(port).set_diversions(ALICE, Diversions(func="sip:bob@example.com"))
    assert port.asked[0][2] == {"FUNC": "sip:bob@example.com"}


def test_a_domain_is_the_exact_match_of_the_list() -> None:
    near = {"total": 1, "domains": [{"domain": "a_b.example"}]}
    with pytest.raises(NotFound):
        SipClient(Answering(near)).domain("axb.example")
    assert SipClient(Answering(near)).domain("a_b.example") == Domain(domain="a_b.example")


def test_an_account_without_mailbox_is_no_error() -> None:
    missing = Answering(NotFound("none", code=2000))
    assert VoicemailClient(missing).mailbox(ALICE) is None


def test_no_answer_about_devices_is_no_device() -> None:
    assert SipClient(Answering(None)).devices(ALICE) == ()
