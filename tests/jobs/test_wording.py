"""Facts in words that people know, and numbers as sentences."""

from __future__ import annotations

import dataclasses

import pytest

from ngnpanel.jobs import kinds, wording
from ngnpanel.jobs.deleting import DeleteKind
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.jobs.records import SERVERS
from ngnpanel.soap.records import wire_name
from ngnpanel.web.templatetags.panel import drawing

COUNTS = dict.fromkeys((outcome.value for outcome in Outcome), 0)


@pytest.mark.parametrize(
    ("fact", "word"),
    [
        ("quota", "Quota"),
        ("firstName", "First name"),
        ("answerTimeout", "Rings for"),
        ("groups.free-pstn", "Calls to telephone numbers"),
        ("groups.some-group", "Some group"),
        ("properties.mobile_number", "Mobile number"),
        ("oddThing", "Odd thing"),
    ],
)
def test_facts_are_called_as_on_the_pages_of_their_records(fact: str, word: str) -> None:
    assert wording.label(kinds.find("account-quota"), fact) == word


def test_a_change_shows_what_differs_and_how_much_more_there_is() -> None:
    before = {"quota": None, "rpid": "31", **{f"n{at}": at for at in range(9)}}
    after = {"quota": 50, "rpid": "31", **dict.fromkeys(f"n{at}" for at in range(9))}
    shown, left_out = wording.changes_of(None, JobItem(before=before, after=after))
    assert (shown[0].label, shown[0].old, shown[0].new) == ("Quota", "", "50")
    assert (len(shown), left_out) == (6, 4)


def test_a_record_that_goes_says_so_and_not_what_its_name_becomes() -> None:
    facts = {"id": {"username": "a"}, "firstName": "Alice", "quota": 5}
    item = JobItem(before=facts, after=dict.fromkeys(facts))
    shown, _left_out = wording.changes_of(kinds.find("account-quota"), item)
    assert [(one.label, one.old) for one in shown] == [("First name", "Alice"), ("Quota", "5")]
    assert wording.goes(Job(kind="account-delete"), item)
    assert not wording.goes(Job(kind="account-quota"), item)
    assert not wording.goes(Job(kind="account-delete"), JobItem(after={"a": None, "b": 1}))
    assert not wording.goes(Job(kind="from-tomorrow"), JobItem())


@pytest.mark.parametrize("fact", ["password", "properties.web_password", "pin"])
def test_a_secret_that_a_kind_let_slip_is_masked(fact: str) -> None:
    shown, _left_out = wording.changes_of(None, JobItem(before={fact: "hush"}, after={fact: "x"}))
    assert (shown[0].old, shown[0].new) == ("••••••", "••••••")


def test_lists_and_parts_are_words() -> None:
    assert wording.words([{"type": "sip", "mapto": "sip:a@b", "id": None}, "x"]) == "sip sip:a@b, x"
    assert wording.words(value=True) == "Yes"
    assert wording.words(None) == ""


def test_a_summary_says_what_became_of_all() -> None:
    counts = {**COUNTS, "done": 38, "failed": 2, "refused": 1, "skipped": 3, "pending": 4}
    assert wording.summary(counts) == (
        "38 records are done. 4 were left as they were. 2 failed. 1 was refused."
        " For 3 there was nothing to do."
    )
    assert wording.summary(COUNTS) == "Nothing was changed."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "about 1 second left"),
        (89, "about 89 seconds left"),
        (91, "about 2 minutes left"),
        (3599, "about 60 minutes left"),
        (7300, "about 2 hours left"),
    ],
)
def test_the_time_left_is_rough(seconds: float, words: str) -> None:
    assert wording.time_left(seconds) == words


def test_a_pace_is_a_second_or_a_minute() -> None:
    assert wording.pace(12.4) == "12 a second"
    assert wording.pace(0.5) == "30 a minute"
    assert wording.pace(0) == ""


def test_every_kind_has_an_icon_and_words() -> None:
    for kind in kinds.table().values():
        assert drawing(kind.icon)
        assert str(kind.label)
        assert "3" in str(kind.button({}, 3))


def test_deleted_records_have_words_for_all_that_goes() -> None:
    for kind in kinds.table().values():
        if not isinstance(kind, DeleteKind):
            continue
        facts = [wire_name(f) for f in dataclasses.fields(kind.record_class) if f.repr]
        nameless = set(facts) - SERVERS - wording.NAMES - {"groups", "properties"}
        assert sorted(fact for fact in nameless if not kind.words_for(fact)) == [], kind.name
