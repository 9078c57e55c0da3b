"""Lists: the URL is the state, htmx gets the table alone, and every screen works by links."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ngnpanel.actor import Role
from ngnpanel.soap.paging import Query
from ngnpanel.web import preferences
from tests.people import People, calls
from tests.web.lines import Store


def text(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_list_shows_the_first_page_with_range_and_total(client: Client, store: Store) -> None:
    page = text(client, "/lines/")
    assert page.count("<tr id=") == 20
    assert "1\N{EN DASH}20 of <strong>45</strong>" in " ".join(page.split())
    assert store.queries == [
        Query(
            filter={"address": "", "plan": "", "name": ""},
            order="changeDate",
            descending=True,
            start=0,
            count=20,
        )
    ]


def test_the_url_carries_filter_order_page_and_rows(client: Client, store: Store) -> None:
    text(client, "/lines/?q=line&plan=home&order=name&rows=10&page=3")
    assert store.queries[0] == Query(
        filter={"address": "%line%", "plan": "home", "name": ""},
        order="name",
        descending=False,
        start=20,
        count=10,
    )


def test_nonsense_in_the_url_falls_back_to_the_defaults(client: Client, store: Store) -> None:
    text(client, "/lines/?order=password&rows=7000&page=x&plan=castle")
    query = store.queries[0]
    assert (query.order, query.count, query.start) == ("changeDate", 20, 0)
    assert query.filter["plan"] == ""


def test_a_page_beyond_the_end_leads_to_the_last_one(client: Client) -> None:
    response = client.get("/lines/?q=line&page=99")
    assert response.headers["Location"] == "/lines/?q=line&page=3"


@pytest.mark.parametrize("number", ["99999999999", "9" * 40])
def test_a_page_number_stays_one_that_the_platform_can_read(
    client: Client, store: Store, number: str
) -> None:
    assert client.get(f"/lines/?rows=100&page={number}").status_code == 302
    assert store.queries[0].start + 100 < 2**31


def test_htmx_gets_the_table_region_alone(client: Client) -> None:
    part = client.get("/lines/", headers={"HX-Request": "true"})
    assert part.content.lstrip().startswith(b'<section id="list"')
    assert b"<html" not in part.content
    assert "HX-Request" in part.headers["Vary"]


def test_a_page_restored_from_history_is_whole(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<html" in client.get("/lines/", headers=headers).content


def test_headers_sort_by_links_that_turn_around(client: Client) -> None:
    assert 'href="?order=address"' in text(client, "/lines/")
    turned = text(client, "/lines/?order=address&page=2")
    assert 'aria-sort="ascending"' in turned
    assert 'href="?order=-address"' in turned


def test_the_order_by_date_starts_with_the_latest(client: Client) -> None:
    assert 'href="?order=-changeDate"' in text(client, "/lines/?order=name")


def test_each_filter_in_use_is_a_chip_that_can_be_removed(client: Client) -> None:
    page = text(client, "/lines/?q=line00&plan=office&rows=10&page=1")
    assert 'href="?plan=office&amp;rows=10"' in page
    assert 'aria-label="Remove Plan Office"' in page
    assert "Clear all" in page


def test_a_new_search_keeps_order_and_rows(client: Client) -> None:
    page = text(client, "/lines/?order=name&rows=50")
    assert '<input type="hidden" name="order" value="name" form="search">' in page
    assert '<input type="hidden" name="rows" value="50" form="search">' in page


def test_an_empty_list_says_why_and_what_to_do(client: Client, store: Store) -> None:
    assert "Nothing matches these filters" in text(client, "/lines/?q=nobody")
    store.lines.clear()
    empty = text(client, "/lines/")
    assert "There are no lines yet." in empty
    assert 'href="/lines/add/"' in empty


def test_the_used_and_allowed_number_comes_with_a_request_of_its_own(people: People) -> None:
    browser = people.browser("reseller")
    listed = text(browser, reverse("account-list"))
    address = reverse("account-credit")
    assert f'hx-get="{address}"' in listed
    with calls(2):
        part = text(browser, address)
    assert "2 of 100 used" in " ".join(part.split())
    with calls(0):
        assert text(people.browser("administrator"), address).strip() == ""


def test_the_number_of_rows_is_remembered(client: Client, store: Store) -> None:
    text(client, "/lines/?rows=50")
    text(client, "/lines/")
    assert store.queries[-1].count == 50
    text(client, "/lines/?rows=10")
    assert store.queries[-1].count == 10


@pytest.mark.parametrize(
    "stored",
    [
        *("nonsense", "[]", '{"rows":"x"}', '{"rows":7,"hide":3}'),
        *('{"rows":Infinity}', '{"rows":1e999}', '{"hide":' * 3000),
    ],
)
def test_a_damaged_memory_is_none(client: Client, store: Store, stored: str) -> None:
    client.cookies[preferences.COOKIE] = stored
    text(client, "/lines/")
    assert store.queries[-1].count == 20


def test_rows_lead_back_to_the_same_list(client: Client) -> None:
    page = text(client, "/lines/?q=line001")
    assert "/lines/line001@example.com/edit/?next=%2Flines%2F%3Fq%3Dline001" in page


def test_a_subscriber_may_not_open_the_list(act_as: Callable[[Role], Client]) -> None:
    assert act_as(Role.SUBSCRIBER).get("/lines/").status_code == 403


def test_pages_in_between_are_a_gap(client: Client) -> None:
    page = text(client, "/lines/?rows=10&page=1")
    assert page.count('class="pager-gap"') == 1
    assert 'aria-label="Next page"' in page
    assert 'aria-label="Previous page"' not in page
