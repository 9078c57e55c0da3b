"""The chain of the audit: whatever is done to it in the database is found."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from ngnpanel.audit import chain
from ngnpanel.audit.models import Checkpoint, Entry, Head

START = datetime(2026, 11, 29, 12, 0, 0, 123456, tzinfo=UTC)
LENGTH = 20
MUTATIONS = 1000
TEXTS = (
    *("platform", "source", "role", "actor", "reason", "address", "request_id", "operation"),
    *("staff", "ticket", "kind", "account", "result"),
)
NUMBERS = ("login", "on_behalf", "customer", "reseller", "version")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anchor(settings: Settings, tmp_path: Path) -> Path:
    """The copy of the newest entry outside the database."""
    settings.AUDIT_ANCHOR = tmp_path / "audit-head"
    return tmp_path / "audit-head"


def entry(number: int) -> Entry:
    """Some entry."""
    return Entry(
        at=START + timedelta(seconds=number),
        platform="default",
        source="panel",
        role="reseller",
        actor="Rosa ☎",
        login=number % 3,
        operation="Sip.updateAccount",
        kind="account",
        key=f"u{number}@acme.example",
        customer=5,
        reseller=4,
        changes={"quota": [number, 1.5], "firstName": [None, "Zoë"], "groups.x": [None, True]},
        staff="Sam" if number % 2 else "",
        ticket=f"T-{number}" if number % 2 else "",
    )


def fill() -> None:
    chain.append([entry(number) for number in range(LENGTH // 2)])
    for number in range(LENGTH // 2, LENGTH):
        chain.append([entry(number)])


def test_a_chain_that_nobody_touched_is_whole() -> None:
    assert list(chain.verify()) == []
    fill()
    assert list(chain.verify()) == []
    numbers = Entry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, LENGTH + 1))
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert out.getvalue() == f"The audit is whole: {LENGTH} entries.\n"


def change(chance: random.Random) -> None:
    """Another value somewhere."""
    found = Entry.objects.get(pk=chance.randint(1, LENGTH))
    what = chance.choice([*TEXTS, *NUMBERS, "changes", "at", "is_old_known", "key", "digest"])
    if what in NUMBERS:
        setattr(found, what, getattr(found, what) + chance.randint(1, 9))
    elif what == "changes":
        found.changes = {**found.changes, "quota": [found.number, chance.random()]}
    elif what == "at":
        found.at += timedelta(microseconds=chance.randint(1, 10**6))
    elif what == "is_old_known":
        found.is_old_known = not found.is_old_known
    else:
        setattr(found, what, f"{getattr(found, what)[:50]}{chance.randint(0, 9)}")
    found.save()


def remove(chance: random.Random) -> None:
    """Some entries in a row are gone."""
    first = chance.randint(1, LENGTH)
    Entry.objects.filter(pk__range=(first, first + chance.randint(0, 3))).delete()


def reorder(chance: random.Random) -> None:
    """Two entries take each other's place."""
    one, other = chance.sample(range(1, LENGTH + 1), 2)
    first, second = Entry.objects.get(pk=one), Entry.objects.get(pk=other)
    Entry.objects.filter(pk__in=[one, other]).delete()
    first.number, second.number = other, one
    Entry.objects.bulk_create([first, second])


def cut(chance: random.Random) -> None:
    """The end is gone; sometimes somebody makes the head fit, as well as it can be done."""
    last = chance.randint(1, LENGTH - 1)
    Entry.objects.filter(pk__gt=last).delete()
    if chance.random() < 0.5:
        kept = Entry.objects.get(pk=last)
        Head.objects.update(number=last, digest=kept.digest)


def behead(chance: random.Random) -> None:
    """The beginning is gone; sometimes somebody says that it was cut off on purpose."""
    first = chance.randint(2, LENGTH)
    before = Entry.objects.get(pk=first - 1)
    Entry.objects.filter(pk__lt=first).delete()
    if chance.random() < 0.5:
        Checkpoint.objects.create(
            pk=Checkpoint.ONLY,
            number=before.number,
            digest=before.digest,
            before=before.at,
            at=START,
            seal=f"{chance.getrandbits(256):064x}",
        )


def double(chance: random.Random) -> None:
    """One stands in the place of another as well, or once more at the end."""
    one, other = chance.sample(range(1, LENGTH + 1), 2)
    twice = Entry.objects.get(pk=one)
    if chance.random() < 0.5:
        other = LENGTH + 1
        Head.objects.update(number=other, digest=twice.digest)
    Entry.objects.filter(pk=other).delete()
    twice.number = other
    twice.save(force_insert=True)


def age(chance: random.Random) -> None:
    """An entry is made out to be of the version that knew nothing of support."""
    Entry.objects.filter(pk=chance.randint(1, LENGTH)).update(
        version=Entry.OLD, staff="", ticket=""
    )


def renumber(chance: random.Random) -> None:
    """One is gone, and those behind it moved up."""
    gone = chance.randint(1, LENGTH)
    rows = list(Entry.objects.filter(pk__gte=gone).order_by("pk"))
    Entry.objects.filter(pk__gte=gone).delete()
    for row in rows[1:]:
        row.number -= 1
    Entry.objects.bulk_create(rows[1:])
    last = Entry.objects.order_by("-pk").first()
    if last is not None:
        Head.objects.update(number=last.number, digest=last.digest)


def insert(chance: random.Random) -> None:
    """One more at the end, by somebody who does not have the key."""
    more = entry(chance.randint(0, 99))
    more.number, more.digest = LENGTH + 1, f"{chance.getrandbits(256):064x}"
    more.save(force_insert=True)
    if chance.random() < 0.5:
        Head.objects.update(number=more.number, digest=more.digest)


ACTS: tuple[Callable[[random.Random], None], ...] = (
    change,
    remove,
    reorder,
    cut,
    renumber,
    insert,
    behead,
    double,
    age,
)


def test_each_of_a_thousand_random_mutations_is_found() -> None:
    fill()
    chance = random.Random(20261129)
    missed = []
    for number in range(MUTATIONS):
        act = ACTS[number % len(ACTS)]
        with transaction.atomic():
            act(chance)
            if not any(chain.verify()):
                missed.append((number, act.__name__))
            transaction.set_rollback(True)
    assert missed == []
    assert list(chain.verify()) == []


def test_an_old_copy_of_the_database_is_found_by_the_data_folder(
    anchor: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    fill()
    entries, heads = list(Entry.objects.order_by("pk")), list(Head.objects.all())
    with django_capture_on_commit_callbacks(execute=True):
        chain.append([entry(99)])
    Entry.objects.all().delete()
    Head.objects.all().delete()
    Entry.objects.bulk_create(entries)
    Head.objects.bulk_create(heads)
    (fault,) = chain.verify()
    assert str(fault) == f"entry {LENGTH}: is the last one there, and the data folder remembers 21"
    anchor.unlink()
    assert list(chain.verify()) == []


def test_the_command_says_what_is_wrong() -> None:
    fill()
    Entry.objects.filter(pk=7).update(actor="Somebody else")
    Entry.objects.filter(pk=9).delete()
    told = StringIO()
    with pytest.raises(CommandError, match="2 faults"):
        call_command("audit_verify", stderr=told)
    assert told.getvalue().splitlines() == [
        "entry 7: was changed, or stands in another's place",
        "entry 9: is missing: the next one there is 10",
    ]


def test_an_entry_of_a_transaction_that_is_rolled_back_leaves_no_gap() -> None:
    fill()
    with transaction.atomic():
        chain.append([entry(1)])
        transaction.set_rollback(True)
    chain.append([entry(2)])
    assert Entry.objects.count() == LENGTH + 1
    assert [fault.text for fault in chain.verify()] == []
