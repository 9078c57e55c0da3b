"""A look before saving, notes while typing, and what others saved in the meantime."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.soap.errors import NotFound
from tests.web.lines import Store

FIRST = "line001@example.com"
EDIT = f"/lines/{FIRST}/edit/"


def typed(store: Store, **changes: Any) -> dict[str, Any]:
    """What a browser posts of the edit form, as it was when the form was opened."""
    line = store.lines[FIRST]
    shown = {"name": line.name, "number": line.number, "timeout": line.timeout, "plan": line.plan}
    opened = json.dumps({**shown, "is_blocked": line.is_blocked})
    return {**shown, "opened": opened, **changes}


def test_a_review_shows_the_change_and_saves_nothing(client: Client, store: Store) -> None:
    answer = client.post(EDIT, typed(store, name="Reception", review="1"))
    assert answer.status_code == 200
    (change,) = answer.context["review"]
    assert (change.label, change.new) == ("Name", "Reception")
    assert store.updates == 0
    assert 'value="Reception"' in answer.content.decode()


def test_a_review_without_a_change_says_so(client: Client, store: Store) -> None:
    page = client.post(EDIT, typed(store, review="1")).content.decode()
    assert "Nothing would change" in page


def test_changes_to_different_fields_are_merged(client: Client, store: Store) -> None:
    mine = typed(store, name="Reception")
    store.lines[FIRST] = replace(store.lines[FIRST], timeout=60)
    assert client.post(EDIT, mine).status_code == 302
    assert (store.lines[FIRST].name, store.lines[FIRST].timeout) == ("Reception", 60)
    assert "it stays: rings for." in client.get("/lines/").content.decode()


def test_a_conflict_shows_both_values_and_a_second_save_settles_it(
    client: Client, store: Store
) -> None:
    mine = typed(store, name="Reception")
    store.lines[FIRST] = replace(store.lines[FIRST], name="Front desk")
    answer = client.post(EDIT, mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Front desk" in page
    assert 'value="Reception"' in page
    assert store.lines[FIRST].name == "Front desk"
    again = mine | {"opened": answer.context["form"].opening}
    assert client.post(EDIT, again).status_code == 302
    assert store.lines[FIRST].name == "Reception"


def test_the_same_change_by_both_is_no_conflict(client: Client, store: Store) -> None:
    mine = typed(store, name="Reception")
    store.lines[FIRST] = replace(store.lines[FIRST], name="Reception")
    assert client.post(EDIT, mine).status_code == 302


def test_a_field_that_nobody_may_change_is_no_conflict(client: Client, store: Store) -> None:
    mine = typed(store, opened=json.dumps({"address": "other@example.com"}))
    assert client.post(EDIT, mine).status_code == 302
    assert FIRST in store.lines


def test_damaged_memory_of_the_page_changes_nothing_by_itself(client: Client, store: Store) -> None:
    for opened in ("", "[1]", "{", '{"name": {"a": 1}}'):
        assert client.post(EDIT, typed(store, opened=opened)).status_code in (302, 422)
    assert store.lines[FIRST].secret == "kept"


def test_what_was_typed_survives_the_record(client: Client, store: Store) -> None:
    mine = typed(store, name="<b>Reception</b>")
    del store.lines[FIRST]
    answer = client.post(EDIT, mine)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "&lt;b&gt;Reception&lt;/b&gt;" in page
    assert 'action="/lines/add/"' in page
    with pytest.raises(NotFound):  # the page of the middleware, as for everything that is missing
        client.post(EDIT, {"name": "x"})


def test_a_note_says_what_is_wrong_with_one_field_alone(client: Client) -> None:
    answer = client.post("/lines/add/?check=number", {"number": "taken"})
    assert "Another line has it." in answer.content.decode()
    assert "<html" not in answer.content.decode()
    free = client.post("/lines/add/?check=number", {"number": "+31 20 1"}).content.decode()
    assert "It is free." in free
    assert client.post("/lines/add/?check=number", {}).content.decode().strip() == ""
    assert client.post("/lines/add/?check=secret", {"secret": "x"}).content.decode().strip() == ""


def test_a_live_field_asks_by_itself(client: Client) -> None:
    page = client.get("/lines/add/").content.decode()
    assert 'hx-post="?check=number"' in page
    assert 'id="id_number_live"' in page


@pytest.mark.parametrize(
    "opened", ["[" * 100_000, '{"name":' * 100_000, '{"name": {"a": [1]}}', '{"plan": [[1]]}', "[]"]
)
def test_a_damaged_memory_of_the_opened_form_counts_as_none(
    client: Client, store: Store, opened: str
) -> None:
    answer = client.post(EDIT, typed(store, name="Reception", opened=opened))
    assert answer.status_code == 302
    assert store.lines[FIRST].name == "Reception"


def test_the_page_of_a_record_that_is_gone_echoes_no_secret(client: Client, store: Store) -> None:
    secrets = ("password", "web_password", "private_key", "auth_token", "mailbox_pin")
    mine = typed(store, name="Reception", **dict.fromkeys(secrets, "hush hush"))
    store.lines.clear()
    answer = client.post(EDIT, mine)
    assert answer.status_code == 404
    assert "Reception" in answer.content.decode()
    assert "hush" not in answer.content.decode()
