"""The phonebook over SOAP."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.provisioning.operations import phonebook
from tests.provisioning.asking import ask
from tests.provisioning.soap import SoapFault
from tests.provisioning.tenants import ALICE, BOB, CUSTOMER, STRANGER, settle

pytestmark = pytest.mark.django_db
EVE = {
    "uri": "eve@else.example",
    "name": "Eve Évora",
    "group": "family",
    "firstName": "",
    "lastName": "",
}


@pytest.fixture(autouse=True)
def _tenants() -> None:
    settle()


def add(uri: str, **members: Any) -> Any:
    return ask("addPhonebookEntry", sipId=ALICE, entry={"uri": uri, **members}, acting=CUSTOMER)


def find(window: Any = None, **match: Any) -> tuple[list[str], int]:
    found = ask("getPhonebookEntries", sipId=ALICE, match=match, range=window, acting=CUSTOMER)
    return [entry["uri"] for entry in found["entries"]], found["total"]


def refusal(operation: str, acting: int = CUSTOMER, **arguments: Any) -> int:
    with pytest.raises(SoapFault) as refused:
        ask(operation, sipId=ALICE, acting=acting, **arguments)
    return refused.value.code


def test_an_entry_is_added_and_read_back() -> None:
    assert ask("addPhonebookEntry", sipId=ALICE, entry=EVE, acting=CUSTOMER) == EVE
    found = ask("getPhonebookEntries", sipId=ALICE, match=None, range=None)
    assert found == {"total": 1, "entries": [EVE]}
    assert ask("getPhonebookEntries", sipId=BOB, match={}, range={})["total"] == 0


def test_an_address_is_kept_in_lower_case_and_may_be_a_pattern() -> None:
    assert add(" SIP:Eve@Else.Example ")["uri"] == "sip:eve@else.example"
    assert add("%@office.example")["uri"] == "%@office.example"


def test_an_address_is_there_once_with_or_without_scheme() -> None:
    add("eve@else.example")
    assert refusal("addPhonebookEntry", entry={"uri": "sip:EVE@else.example"}) == 1041
    ask("addPhonebookEntry", sipId=BOB, entry=EVE)


def test_an_update_replaces_the_entry() -> None:
    add("sip:eve@else.example", name="Eve", group="family", firstName="E")
    ask("updatePhonebookEntry", sipId=ALICE, entry={"uri": "eve@else.example", "name": "Evita"})
    found = ask("getPhonebookEntries", sipId=ALICE, match={}, range=None)["entries"]
    assert found == [{**EVE, "name": "Evita", "group": ""}]


def test_what_is_not_there_can_neither_be_changed_nor_deleted() -> None:
    assert refusal("updatePhonebookEntry", entry=EVE) == 1040
    assert refusal("deletePhonebookEntry", uri="eve@else.example") == 1040
    assert refusal("deletePhonebookEntry", uri=None) == 1040


def test_an_entry_is_deleted() -> None:
    add("sip:eve@else.example")
    ask("deletePhonebookEntry", sipId=ALICE, uri="Eve@else.example", acting=CUSTOMER)
    assert find() == ([], 0)


@pytest.mark.parametrize(
    "entry",
    [
        {"uri": ""},
        {"uri": "sip:"},
        {"name": "nobody"},
        {"uri": "eve else"},
        {"uri": "x" * 256},
        {"uri": "e@x", "group": "nobody"},
        {"uri": "e@x", "group": "everybody"},
        {"uri": "e@x", "name": "x" * 129},
        None,
    ],
)
def test_an_entry_that_breaks_a_rule_is_refused(entry: Any) -> None:
    assert refusal("addPhonebookEntry", entry=entry) == 9004


def test_the_book_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phonebook, "MAX_ENTRIES", 2)
    add("a@x.example")
    add("b@x.example")
    assert refusal("addPhonebookEntry", entry={"uri": "c@x.example"}) == 9004


def test_members_of_a_match_are_patterns_that_must_all_fit() -> None:
    add("eve@else.example", name="Eve", group="family")
    add("adam@else.example", name="Adam", group="vip")
    add("sip:zoe@north.example")
    assert find(uri="%else%") == (["adam@else.example", "eve@else.example"], 2)
    assert find(uri="%ELSE%", name="e_e") == (["eve@else.example"], 1)
    assert find(uri="zoe@%") == (["sip:zoe@north.example"], 1)
    assert find(name="", uri="", group="vip") == (["adam@else.example"], 1)


def test_an_empty_group_means_entries_without_group() -> None:
    add("eve@else.example", group="family")
    add("zoe@north.example")
    assert find(group="") == (["zoe@north.example"], 1)
    assert find(group=None)[1] == 2


def test_one_text_for_uri_and_name_is_searched_in_both() -> None:
    add("smith@else.example", name="Zoe")
    add("zoe@north.example")
    add("adam@north.example", name="Adam", group="vip")
    assert find(uri="%zoe%", name="%zoe%") == (["zoe@north.example", "smith@else.example"], 2)
    assert find(uri="%zoe%", name="%zoe%", group="vip") == ([], 0)


@pytest.mark.parametrize("member", ["uri", "name", "firstName", "lastName", "group"])
def test_a_pattern_longer_than_any_text_is_refused(member: str) -> None:
    assert refusal("getPhonebookEntries", match={member: "%a" * 30000}, range=None) == 9004


def test_a_window_shows_a_part_and_counts_all() -> None:
    for name in "dbac":
        add(f"{name}@x.example", name=name)
    assert find({"start": 1, "count": 2}) == (["b@x.example", "c@x.example"], 4)
    assert find({"start": 9, "count": 2}) == ([], 4)
    assert refusal("getPhonebookEntries", match={}, range={"start": -1}) == 9004


def test_a_stranger_is_told_that_there_is_no_such_account() -> None:
    add("eve@else.example")
    for operation, arguments in (
        ("addPhonebookEntry", {"entry": EVE}),
        ("updatePhonebookEntry", {"entry": EVE}),
        ("deletePhonebookEntry", {"uri": "eve@else.example"}),
        ("getPhonebookEntries", {"match": {}, "range": None}),
    ):
        assert refusal(operation, STRANGER, **arguments) == 1010
    assert find()[1] == 1
