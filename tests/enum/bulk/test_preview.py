"""Numbers with accounts from a range: what the preview says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ngnpanel.enum.bulk.generate import Generate
from ngnpanel.enum.domain.ranges import RangeId
from ngnpanel.jobs import kinds
from ngnpanel.jobs.models import State
from tests.belongings import Estates
from tests.enum.bulk.generating import (
    NUMBERS,
    ORDER,
    account,
    add_number,
    added,
    allow,
    number,
    ordered,
    previewed,
    remarks,
)
from tests.jobs.working import counts, done, items
from tests.people import DOMAIN, FOREIGN_DOMAIN, api

RANGE = RangeId(prefix="3120")


def test_the_preview_lists_numbers_and_accounts_and_adds_nothing(estates: Estates) -> None:
    job = ordered(estates, owner=estates.people.customer)
    assert job.state == State.PREVIEWED
    assert previewed(job) == [(each, "pending", "") for each in NUMBERS]
    assert items(job)[0].title == "+31208005200"
    assert items(job)[0].after == {
        "number": "+31208005200",
        "mapto": "sip:31208005200@acme.example",
        "info": "Customer Person",
        "account": "31208005200@acme.example",
        "name": "Customer Person",
        "email": "customer@example.com",
    }
    assert (added(), account(NUMBERS[0])) == ([], None)
    assert remarks(job) == {
        "First number +31208005200, last +31208005202. "
        '<a href="/numbers/ranges/3120.e164.arpa/generate/">Change the options</a>': "green",
        "Numbers: 3 needed. Left: Customer Inc 49, Reseller Inc 49.": "green",
        "Accounts: 3 needed. Left: Customer Inc 98, Reseller Inc 98.": "green",
    }


def test_a_name_that_begins_with_0_gets_no_account_and_the_preview_says_so(
    estates: Estates,
) -> None:
    job = ordered(estates, added="80059", strip=5, length=11, count=2)
    assert [(item.after or {}).get("note") for item in items(job)] == [
        "Without account: its name would begin with 0."
    ] * 2
    assert remarks(job)["2 numbers get no account of their own. Their lines say why."] == "amber"
    done(job)
    assert counts(job) == {"done": 2}
    assert number("31208005900") is not None
    assert account("05900") is None


def test_taken_numbers_are_skipped_and_stay(estates: Estates) -> None:
    add_number(NUMBERS[1], "sip:alice@acme.example")
    job = ordered(estates)
    sentence = "The number is there already and leads to sip:alice@acme.example. It stays as it is."
    assert previewed(job)[1] == (NUMBERS[1], "skipped", sentence)
    assert counts(done(job)) == {"done": 2, "skipped": 1}
    kept = number(NUMBERS[1])
    assert kept is not None
    assert kept.mappings[0].mapto == "sip:alice@acme.example"
    assert account(NUMBERS[1]) is None


def test_from_the_first_free_number_as_many_are_added_as_were_ordered(estates: Estates) -> None:
    for taken in (NUMBERS[0], NUMBERS[2]):
        add_number(taken, "sip:alice@acme.example")
    job = ordered(estates, from_free=True)
    assert [item.key for item in items(job)] == ["31208005201", "31208005203", "31208005204"]
    job = ordered(estates, from_free=True, count=100)
    assert len(items(job)) == 98
    words = "Only 98 free numbers of 11 digits begin with +312080052. You asked for 100."
    assert remarks(job)[words] == "amber"


def test_a_block_of_several_windows_is_read_to_its_end(estates: Estates) -> None:
    add_number("31208007999", "sip:alice@acme.example")
    job = ordered(estates, added="80", count=1500, from_free=True, accounts=False)
    keys = [item.key for item in items(job)]
    assert len(keys) == len(set(keys)) == 1500
    assert (keys[0], keys[-1]) == ("31208000000", "31208001499")
    job = ordered(estates, added="8007", count=1000, from_free=True, accounts=False)
    assert [item.key for item in items(job)][-1] == "31208007998"


def test_credits_that_do_not_suffice_are_told_in_red(estates: Estates) -> None:
    allow(estates.people.customer, enum_number_credit="3", sip_credit="")
    tones = remarks(ordered(estates))
    assert (
        tones[
            "Numbers: 3 needed, but Customer Inc has only 2 left. Ask for more, or generate at most"
            " 2."
        ]
        == "red"
    )
    assert tones["Accounts: 3 needed. Customer Inc has no credit of its own for them."] == "amber"


def test_a_customer_is_told_its_own_credits(estates: Estates) -> None:
    told = [text for text in remarks(ordered(estates, "customer")) if "needed" in text]
    assert told == [
        "Numbers: 3 needed. Left: Customer Inc 49.",
        "Accounts: 3 needed. Left: Customer Inc 98.",
    ]
    assert not [text for text in remarks(ordered(estates, "administrator")) if "needed" in text]


def test_a_range_that_is_too_small_is_told_in_red(estates: Estates) -> None:
    api().enum.update_range(replace(api().enum.range(RANGE), size=3))
    words = "The range has room for 2 more, and 3 are needed. "
    assert [tone for text, tone in remarks(ordered(estates)).items() if words in text] == ["red"]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"range": "4930.e164.arpa", "added": "80052"}, "The range is not there any more"),
        ({"range": "3199.e164.arpa"}, "The range is not there any more"),
        ({"domain": FOREIGN_DOMAIN}, "The SIP domain is not there any more"),
        ({"owner": "stranger"}, "The owner is no customer any more"),
    ],
)
def test_what_is_not_within_reach_generates_nothing(
    estates: Estates, params: dict[str, Any], words: str
) -> None:
    owner = {"owner": estates.people.stranger} if "owner" in params else {}
    job = ordered(estates, **{**params, **owner})
    assert job.state == State.CANCELLED
    assert words in job.remark
    assert items(job) == []


def test_a_stranger_generates_nothing_from_the_range_of_others(estates: Estates) -> None:
    job = ordered(estates, "stranger", domain=FOREIGN_DOMAIN)
    assert (job.state, added()) == (State.CANCELLED, [])


def test_the_domain_of_another_customer_is_told(estates: Estates) -> None:
    own = api().sip.domain(DOMAIN)
    api().sip.add_domain(replace(own, domain="other.example", customer=estates.people.reseller))
    job = ordered(estates, domain="other.example")
    assert remarks(job)["The SIP domain belongs to another customer than the range."] == "amber"


def test_a_job_is_called_by_what_it_does_and_leads_to_the_numbers(estates: Estates) -> None:
    job = ordered(estates)
    kind = kinds.find("generate")
    assert isinstance(kind, Generate)
    assert kind.sentence(job.params) == "Generate 3 numbers from +312080052"
    page = kind.page_of(items(job)[0])
    assert page == f"/numbers/numbers/{NUMBERS[0]}.e164.arpa/"
    assert ORDER["added"] in job.params["added"]
