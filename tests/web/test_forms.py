"""Adding and editing: nothing typed is lost, nothing hidden is changed, words say what happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django import forms
from django.test import Client

from ngnpanel.actor import Actor, Role
from ngnpanel.soap.errors import Conflict, Invalid, NotFound, Unavailable
from ngnpanel.web.forms import Group, PanelForm
from ngnpanel.web.renderer import PanelBoundField
from tests.web.lines import Store

FIRST = "line001@example.com"
EDIT = f"/lines/{FIRST}/edit/"
NEW = {"address": "new@example.com", "name": "New", "timeout": "20", "plan": "home"}
SAME = {"name": "Person 1", "number": "+31200000001", "timeout": "35", "plan": "office"}


def test_adding_leads_to_the_list_with_the_row_marked(client: Client, store: Store) -> None:
    response = client.post("/lines/add/", NEW)
    assert response.headers["Location"] == "/lines/#row-new%40example.com"
    assert store.lines["new@example.com"].timeout == 20
    assert "new@example.com is added." in client.get("/lines/").content.decode()


def test_adding_another_keeps_the_form_open(client: Client) -> None:
    response = client.post("/lines/add/?next=/lines/", NEW | {"again": "1"})
    assert response.headers["Location"] == "/lines/add/?next=/lines/"


def test_a_link_fills_in_only_the_fields_that_the_form_names(client: Client) -> None:
    page = client.get("/lines/add/?name=Eve&number=%2B31200000009").content.decode()
    assert 'value="Eve"' in page
    assert 'value="+31200000009' not in page


def test_editing_replaces_only_what_the_form_shows(client: Client, store: Store) -> None:
    response = client.post(EDIT, SAME | {"name": "Eve", "next": "/lines/?page=2"})
    assert response.headers["Location"] == "/lines/?page=2#row-line001%40example.com"
    assert (store.lines[FIRST].name, store.lines[FIRST].secret) == ("Eve", "kept")
    words = client.get("/lines/").content.decode()
    assert "line001@example.com is saved. Changed: name." in words


def test_saving_without_a_change_writes_nothing(client: Client, store: Store) -> None:
    client.post(EDIT, SAME)
    assert store.updates == 0
    assert "Nothing was changed" in client.get("/lines/").content.decode()


def test_nobody_is_led_to_a_foreign_page(client: Client) -> None:
    response = client.post(EDIT, SAME | {"next": "https://elsewhere.example/"})
    assert response.headers["Location"].startswith("/lines/#")


def test_the_key_is_text_and_its_input_is_ignored(client: Client, store: Store) -> None:
    page = client.get(EDIT).content.decode()
    assert 'name="address"' not in page
    client.post(EDIT, SAME | {"address": "other@example.com", "name": "Eve"})
    assert "other@example.com" not in store.lines
    assert store.lines[FIRST].name == "Eve"


def test_what_a_role_may_not_change_is_text(act_as: Callable[[Role], Client], store: Store) -> None:
    client = act_as(Role.RESELLER)
    page = client.get(EDIT).content.decode()
    assert 'name="plan"' not in page
    assert "Office" in page
    client.post(EDIT, SAME | {"plan": "home", "name": "Eve"})
    assert store.lines[FIRST].plan == "office"


def test_mistakes_come_back_with_a_summary_that_links_to_them(client: Client) -> None:
    response = client.post("/lines/add/", NEW | {"timeout": "9000", "name": "Kept"})
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#id_timeout">Rings for</a>' in page
    assert 'value="Kept"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_timeout_helptext id_timeout_error"' in page
    assert "is-invalid" in page


def test_mistakes_are_named_in_the_order_of_the_page() -> None:
    class Turned(PanelForm[None]):
        one = forms.CharField()
        two = forms.CharField()
        groups = (Group("", "", ("two", "one")),)

    form = Turned({}, actor=Actor(role=Role.ADMINISTRATOR, name="admin"))
    assert [field.name for field, _words in form.problems()] == ["two", "one"]


def test_the_rarer_of_required_and_optional_is_said() -> None:
    assert _notes("one") == ["required", "", "", ""]
    assert _notes("one", "two", "three") == ["", "", "", "optional"]


@pytest.mark.parametrize("required", [(), ("one", "two", "three", "four")])
def test_nobody_is_told_that_all_or_nothing_is_required(required: tuple[str, ...]) -> None:
    assert _notes(*required) == ["", "", "", ""]


def test_what_always_has_a_value_is_not_counted() -> None:
    form = forms.Form()
    form.fields["tone"] = forms.ChoiceField(choices=[("a", "A")])
    form.fields["domain"] = forms.ChoiceField(choices=[("", "Choose"), ("x.org", "x.org")])
    form.fields["mail"] = forms.CharField(required=False)
    form.fields["sends"] = forms.BooleanField(required=False)
    assert [field.note for field in _drawn(form)] == ["", "required", "", ""]


def _notes(*required: str) -> list[str]:
    form = forms.Form()
    for name in ("one", "two", "three", "four"):
        form.fields[name] = forms.CharField(required=name in required)
    return [field.note for field in _drawn(form)]


def _drawn(form: forms.Form) -> list[PanelBoundField]:
    return [field for field in form if isinstance(field, PanelBoundField)]


def test_a_group_with_a_mistake_is_open(client: Client) -> None:
    page = client.get("/lines/add/").content.decode()
    assert '<details class="form-group is-folded" >' in page


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (Invalid("bad", code=9004, field="noAnswer"), "id_timeout_error"),
        (Invalid("bad", code=9004, field="isBlocked"), "id_is_blocked_error"),
        (Conflict("exists", code=1011, field="address"), "id_address_error"),
    ],
)
def test_a_refusal_of_the_platform_stands_at_its_field(
    client: Client, store: Store, error: Invalid, place: str
) -> None:
    store.broken = error
    response = client.post("/lines/add/", NEW)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{place}"' in page
    assert 'value="new@example.com"' in page


def test_a_refusal_without_a_field_stands_on_top(client: Client, store: Store) -> None:
    store.broken = Conflict("raw text of the platform", code=9003)
    page = client.post("/lines/add/", NEW).content.decode()
    assert "A credit is used up" in page
    assert "raw text" not in page


def test_an_unknown_refusal_is_not_shown_raw(client: Client, store: Store) -> None:
    store.broken = Conflict("ORA-00942", code=4711)
    page = client.post("/lines/add/", NEW).content.decode()
    assert "The platform did not accept this." in page
    assert "ORA" not in page


def test_a_platform_that_is_away_leaves_the_form_as_it_was(client: Client, store: Store) -> None:
    store.broken = Unavailable("timed out")
    response = client.post("/lines/add/", NEW)
    page = response.content.decode()
    assert response.status_code == 503
    assert "The platform does not answer, so the change may not be saved." in page
    assert 'value="new@example.com"' in page


def test_an_unknown_record_is_left_to_the_middleware(client: Client) -> None:
    with pytest.raises(NotFound):
        client.get("/lines/nobody@example.com/edit/")


def test_every_page_names_itself_and_the_record(client: Client) -> None:
    title = client.get(EDIT).content.decode().partition("<title>")[2].partition("</title>")[0]
    assert " ".join(title.split()) == f"Edit · {FIRST} · NGN Panel"
