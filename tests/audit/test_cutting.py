"""Old entries are cut off on purpose, and what is left still proves itself."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from ngnpanel.audit import chain, cutting, tasks
from ngnpanel.audit.models import Checkpoint, Entry, Head
from tests.audit.test_chain import LENGTH, START, anchor, entry, fill

__all__ = ["anchor"]
pytestmark = pytest.mark.django_db
# The first five entries are older.
DAY = START + timedelta(seconds=5)


def texts() -> list[str]:
    """What is wrong."""
    return [str(fault) for fault in chain.verify()]


def test_what_is_older_goes_and_the_rest_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    fill()
    monkeypatch.setattr(cutting, "WINDOW", 2)
    assert cutting.cut(DAY) == 5
    assert texts() == []
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    assert numbers[0] == 6
    told = [one for one in Entry.objects.order_by("number") if one.kind == "audit"]
    assert [one.changes["entries"] for one in told] == [[2, 0], [2, 0], [1, 0]]
    assert told[-1].key == "5-5"
    chain.append([entry(99)])
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert (
        out.getvalue().splitlines()[1].startswith("It begins behind entry 5: what was older than")
    )
    assert cutting.cut(DAY) == 0


def test_nobody_wipes_traces_away_with_it() -> None:
    fill()
    Entry.objects.filter(pk=3).update(actor="Nobody")
    with pytest.raises(cutting.NotWhole, match="entry 3: was changed"):
        cutting.cut(DAY)
    assert Entry.objects.count() == LENGTH
    assert not Checkpoint.objects.exists()
    assert texts() == ["entry 3: was changed, or stands in another's place"]


def test_the_newest_entry_stays_whatever_its_age() -> None:
    fill()
    cutting.cut(START + timedelta(days=9))
    assert Entry.objects.filter(pk=LENGTH).exists()
    assert not Entry.objects.filter(pk=LENGTH - 1).exists()
    assert texts() == []


def test_a_checkpoint_is_neither_forged_nor_moved_nor_taken_away() -> None:
    fill()
    cutting.cut(DAY)
    kept = Checkpoint.objects.get()
    Entry.objects.filter(pk__lte=8).delete()
    assert texts() == ["entry 6: is missing: the next one there is 9"]
    Checkpoint.objects.update(number=8)
    assert texts()[0] == "entry 8: the checkpoint behind which the chain begins was changed"
    kept.save()
    Checkpoint.objects.all().delete()
    assert texts() == ["entry 1: is missing: the next one there is 9"]


def test_what_is_put_before_the_beginning_is_found() -> None:
    fill()
    cutting.cut(DAY)
    early = entry(1)
    early.number, early.digest = 3, "0" * 64
    early.save(force_insert=True)
    assert texts() == ["entry 3: stands before the place where the chain begins"]


def test_the_task_cuts_what_is_older_than_told_and_nothing_by_itself(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    old = entry(1)
    old.at -= timedelta(days=4000)
    chain.append([old, entry(2)])
    settings.AUDIT_DAYS = 0
    tasks.cut_audit()
    assert Entry.objects.count() == 2
    settings.AUDIT_DAYS = 3650
    tasks.cut_audit()
    assert list(Entry.objects.order_by("pk").values_list("source", flat=True)) == [
        "panel",
        "schedule",
    ]
    Entry.objects.filter(pk=2).update(at=old.at, actor="Nobody")
    tasks.cut_audit()
    assert "old entries of the audit stay: entry 2: was changed" in caplog.text


def test_many_faults_are_counted_and_not_all_told() -> None:
    fill()
    chain.append([entry(number) for number in range(300)])
    Entry.objects.filter(pk__gt=1).update(reason="x")
    told = StringIO()
    with pytest.raises(CommandError, match="319 faults"):
        call_command("audit_verify", stderr=told)
    assert told.getvalue().splitlines()[-1] == "and 119 more"


def test_without_a_head_nothing_is_cut() -> None:
    fill()
    Head.objects.all().delete()
    assert cutting.cut(DAY) == 0
