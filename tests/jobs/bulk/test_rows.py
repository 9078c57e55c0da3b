"""Every bulk act, one after the other: preview, lost answers, undo, strangers, and its words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.functional import Promise

from ngnpanel.accounts.bulk.forms import OFFERED
from ngnpanel.api import Api
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.kinds import Kind, Work
from ngnpanel.jobs.models import JobItem, State
from ngnpanel.jobs.records import RecordKind, facts_of
from ngnpanel.soap import metering
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.records import to_record
from ngnpanel.web.faults import Refused
from ngnpanel.web.permissions import PERMISSIONS
from tests.belongings import Estates
from tests.jobs.bulk import account_rows, dns_rows, pstn_rows
from tests.jobs.bulk.trying import (
    Row,
    actor_of,
    drafted,
    kind_of,
    losing,
    whole,
    without_given,
)
from tests.jobs.working import counts, items, reopen, work
from tests.people import api
from tests.web.pseudo import speak, untranslated

ROWS = (*account_rows.ROWS, *dns_rows.ROWS, *pstn_rows.ROWS)
# Those that begin without a word write nothing (tests/estates).
ALL = [kind for kind in kinds.table().values() if isinstance(kind, RecordKind) and kind.asks_word]
ICONS = Path(settings.BASE_DIR) / "static/vendor/icons"


def through(job: Any, operation: str) -> list[str]:
    """Do a job whose platform loses two answers; how often the platform really wrote.

    That of the first record is lost before the platform acts, that of the second after it.
    """
    submitting.begin(job)
    with losing(operation, False, True) as acted:
        for _outage in range(3):
            work()
            reopen()
    job.refresh_from_db()
    return acted


def test_every_bulk_act_has_a_row_here() -> None:
    assert {kind.name for kind in ALL} == {row.kind for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_record_is_written_once_and_undone_once(estates: Estates, row: Row) -> None:
    kind, actor = kind_of(row), actor_of(estates, row)
    keys = row.make(estates)
    records = {key: whole(kind, key) for key in keys}
    job = drafted(row, estates, keys)
    previewed = {item.key: (item.before, item.after) for item in items(job)}
    assert counts(job) == {"pending": 2}, [item.reason for item in items(job)]
    assert {key: whole(kind, key) for key in keys} == records, "a preview changes nothing"

    assert len(through(job, row.operation)) == 2
    assert (job.state, counts(job)) == (State.DONE, {"done": 2})
    _compare(kind, previewed, records, items(job))

    if not kind.is_undoable:
        with pytest.raises(Refused, match="cannot be taken back"):
            submitting.undo(job, actor)
        return
    undoing = submitting.undo(job, actor)
    work()
    undoing.refresh_from_db()
    assert counts(undoing) == {"pending": 2}, [item.reason for item in items(undoing)]
    assert len(through(undoing, row.undoing)) == 2
    assert counts(undoing) == {"done": 2}, [item.reason for item in items(undoing)]
    if row.undoing == row.operation or row.undoing.endswith("Group"):
        assert {key: whole(kind, key) for key in keys} == records
    else:
        again = [without_given(record) for record in _added(kind, undoing, keys)]
        assert again == [without_given(record) for record in records.values()]


def _compare(
    kind: RecordKind[Any],
    previewed: dict[str, Any],
    records: dict[str, dict[str, Any]],
    done: list[JobItem],
) -> None:
    """What was done is what the preview said, and nothing else of the record changed."""
    for item in done:
        before, after = previewed[item.key]
        if "booking" in after or "password" in after:
            continue  # what is not a fact of the record has tests of its own
        assert (item.before, item.after) == (before, after)
        try:
            now = kind.records.get(api(), item.key)
        except NotFound:
            assert not any(after.values())
            continue
        old = facts_of(to_record(type(now), records[item.key]))
        wanted = {name: value for name, value in {**old, **after}.items() if value}
        # The group follows the flag.
        got = {name: value for name, value in facts_of(now).items() if value}
        for facts in (wanted, got):
            facts.pop("groups.prepaid", None)
        assert got == wanted


def _added(kind: RecordKind[Any], undoing: Any, keys: list[str]) -> list[dict[str, Any]]:
    """The records that came back, in the order of ``keys``."""
    found = {}
    for item in items(undoing):
        original = JobItem.objects.get(pk=item.key)
        number = (item.after or {}).get("id")
        if isinstance(number, dict) or number is None:
            found[original.key] = whole(kind, original.key)
        else:
            found[original.key] = whole(kind, str(number))
    return [found[key] for key in keys]


def test_what_belongs_to_a_stranger_is_not_there(estates: Estates) -> None:
    for row in ROWS:
        if row.person == "administrator":
            continue
        kind, key = kind_of(row), row.foreign(estates)
        before = whole(kind, key)
        job = drafted(row, estates, [key])
        found = [(item.outcome, item.reason) for item in items(job)]
        assert found == [("refused", "It is not there any more.")], row.kind
        submitting.begin(job)
        work()
        assert whole(kind, key) == before, row.kind


def test_every_fact_of_a_preview_is_called_something(estates: Estates) -> None:
    for row in ROWS:
        kind, job = kind_of(row), drafted(row, estates, row.make(estates)[:1])
        submitting.cancel(job)
        facts = {**(items(job)[0].before or {}), **(items(job)[0].after or {})}
        nameless = [name for name, value in facts.items() if not str(kind.words_for(name))]
        assert not nameless, (row.kind, nameless)


def test_kinds_say_truthfully_how_many_calls_an_item_costs(estates: Estates) -> None:
    for row in ROWS:
        actor = actor_of(estates, row)
        kind, keys = kind_of(row), row.make(estates)
        job = drafted(row, estates, keys)
        submitting.begin(job)
        spare, tried = items(job)
        known = Work(job=job, actor=actor, api=Api.of(actor))
        kind.look(known, spare)  # what is looked up once for all is known from here on
        with metering.counted() as meter:
            kind.look(known, tried).write()
        assert meter.calls == kind.calls, (row.kind, meter.operations)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_kind_is_whole(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z][a-z-]{2,40}", kind.name)
    assert kind.permission in PERMISSIONS
    assert isinstance(kind.label, Promise)
    assert (ICONS / f"{kind.icon}.svg").exists(), kind.icon
    assert str(kind.sentence({}))
    assert "2" in str(kind.button({}, 2))
    assert kind.is_undoable or str(kind.warning), "what cannot be undone says so"
    assert not kind.warning or isinstance(kind.warning, Promise)
    assert kind.is_dangerous == kind.name.endswith("-delete")


def test_kinds_are_in_the_language_of_the_reader(
    estates: Estates, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = estates.people.actor("administrator")
    assert actor is not None
    speak(monkeypatch)
    for kind in ALL:
        page = [kind.label, kind.sentence({}), kind.button({}, 2), kind.warning, kind.undo_warning]
        if kind.form_class is not None:
            empty = kind.form_class({}, actor=actor)
            page += [empty.as_p(), kind.form_class(actor=actor).as_p()]
        left = untranslated("<p>".join(map(str, page)), frozenset(OFFERED))
        assert not left, (kind.name, left)
