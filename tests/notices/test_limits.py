"""The page of monthly limits: what the run found out, for whom it concerns."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ngnpanel.notices.models import Metered
from tests.accounts.subscriber.helping import page
from tests.people import ALICE, BOB, FOREIGN, People, calls

URL = "/limits/"


@pytest.fixture
def some(people: People) -> None:
    """One that is stopped, one within its limit, and one of somebody else."""
    now = timezone.now()
    for id, reseller, usage, is_stopped in (
        (ALICE, people.reseller, 21.45, True),
        (BOB, people.reseller, 5.0, False),
        (FOREIGN, people.stranger, 19.0, False),
    ):
        Metered.objects.create(
            platform="default",
            account=str(id),
            reseller=reseller,
            quota=20,
            usage=usage,
            is_in_group=is_stopped,
            checked=now,
            notified=now if is_stopped else None,
        )


def shown(browser: Client, query: str = "") -> list[str]:
    listing = browser.get(f"{URL}?{query}").context["listing"]
    return [row.key for row in listing.rows]


def test_who_used_most_stands_first(some: None, reseller: Client) -> None:
    with calls(0):
        text = page(reseller.get(URL))
    assert "Stopped" in text
    assert "21.45" in text
    assert "107 %" in text
    assert "Within the limit" in text
    assert shown(reseller) == [str(ALICE), str(BOB)]
    assert f'href="/sip/accounts/{ALICE}/"' in reseller.get(URL).content.decode()


def test_each_sees_the_own_accounts(some: None, people: People, administrator: Client) -> None:
    assert shown(people.browser("stranger")) == [str(FOREIGN)]
    assert len(shown(administrator)) == 3
    for person in ("customer", "subscriber"):
        assert people.browser(person).get(URL).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=BOB@", [str(BOB)]),
        ("state=stopped", [str(ALICE)]),
        ("state=near", [str(ALICE), str(FOREIGN)]),
        ("order=account&q=alice", [str(ALICE), str(FOREIGN)]),
        ("order=-usage&state=odd&page=0&q=%00", [str(ALICE), str(FOREIGN), str(BOB)]),
        ("q=nobody", []),
    ],
)
def test_what_a_filter_finds(
    some: None, administrator: Client, query: str, found: list[str]
) -> None:
    assert shown(administrator, query) == found


def test_what_staff_let_go_on_and_what_nobody_looked_at(some: None, administrator: Client) -> None:
    Metered.objects.filter(account=str(ALICE)).update(is_in_group=False)
    Metered.objects.filter(account=str(BOB)).update(checked=None)
    text = page(administrator.get(URL))
    assert "Over, and let go on" in text
    assert "Not looked at yet" in text
    part: Any = administrator.get(URL, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert administrator.get(f"{URL}?page=9").status_code == 302


def test_without_limits_the_page_says_so(people: People, reseller: Client) -> None:
    assert "No account with telephone calls has a monthly limit" in page(reseller.get(URL))
