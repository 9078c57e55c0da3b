"""The page of a record, deleting it, and the acts beside edit and delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from ngnpanel.actor import Role
from ngnpanel.soap.errors import Conflict
from tests.web.lines import Store

FIRST = "line001@example.com"
RECORD = f"/lines/{FIRST}/"


def test_a_record_is_shown_in_cards_with_empty_values_folded(client: Client) -> None:
    page = client.get(RECORD).content.decode()
    assert "<h2>Identity</h2>" in page
    assert "1 empty value" in page
    assert f'data-copy="{FIRST}"' in page
    assert "+31 20 000 0001" in page


def test_deleting_asks_first_and_names_what_goes(client: Client, store: Store) -> None:
    page = client.get(f"{RECORD}delete/").content.decode()
    assert f"Delete {FIRST}</button>" in page
    assert "1 mailbox with its messages" in page
    assert FIRST in store.lines


def test_deleting_leads_back_with_a_sentence(client: Client, store: Store) -> None:
    response = client.post(f"{RECORD}delete/", {"next": "/lines/?page=2"})
    assert response.headers["Location"] == "/lines/?page=2"
    assert FIRST not in store.lines
    assert f"{FIRST} is deleted." in client.get("/lines/").content.decode()


def test_deleting_from_the_record_page_leads_to_the_list(client: Client) -> None:
    response = client.post(f"{RECORD}delete/", {"next": RECORD})
    assert response.headers["Location"] == "/lines/"


def test_a_refused_deletion_says_why(client: Client, store: Store) -> None:
    store.broken = Conflict("still used", code=5002)
    response = client.post(f"{RECORD}delete/")
    assert response.status_code == 422
    assert "Records still belong to this customer." in response.content.decode()


def test_what_cannot_go_yet_says_why_and_offers_no_button(client: Client, store: Store) -> None:
    store.lines[FIRST] = replace(store.lines[FIRST], name="Boss")
    page = client.get(f"{RECORD}delete/").content.decode()
    assert "cannot be deleted yet" in page
    assert "It still has 2 aliases." in page
    assert '<a href="/aliases/">Aliases</a>' in page
    assert "btn-danger" not in page


@pytest.mark.parametrize("screen", ["", "edit/", "delete/", "do/block/"])
def test_a_subscriber_may_open_none_of_the_screens(
    act_as: Callable[[Role], Client], screen: str
) -> None:
    client = act_as(Role.SUBSCRIBER)
    assert client.get(RECORD + screen).status_code == 403
    assert client.post(RECORD + screen).status_code == 403


def test_an_act_posts_and_comes_back(client: Client, store: Store) -> None:
    response = client.post(f"{RECORD}do/block/", {"next": "/lines/"})
    assert response.headers["Location"] == "/lines/#row-line001%40example.com"
    assert store.lines[FIRST].is_blocked


def test_an_act_that_does_not_fit_is_neither_drawn_nor_done(client: Client) -> None:
    blocked = "/lines/line003@example.com/"
    assert "do/block/" not in client.get(blocked).content.decode()
    assert client.post(f"{blocked}do/block/").status_code == 403


def test_a_link_is_no_act_that_can_be_posted(client: Client) -> None:
    assert client.post(f"{RECORD}do/manage/").status_code == 404
    assert client.get(f"{RECORD}do/block/").status_code == 405
