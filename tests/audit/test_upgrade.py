"""A database of an older version goes on: its chain verifies, and goes on with new entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import Settings

from ngnpanel.audit import chain
from ngnpanel.audit.models import Entry, Head

START = datetime(2026, 11, 29, 12, 0, 0, 123456, tzinfo=UTC)
# What the version before wrote, letter by letter.
DIGESTS = (
    "0b80530fa4730e00061444c0d6a7c0458acc767a6643cb6ec9c4927ce74429bc",
    "a94348432aaa1ca19224cd95be98175cf43932d10c4664dfa37b4b01377b8944",
    "3103c594642523f8b1231d89451fa8a6b43c3a73d04962c456ca0623e23eda55",
)
SEAL = "5ff3557c4698a94c938d93da33f302b89623346d86b004d3bd3047efb5383d34"

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(name: str | None = None) -> Any:
    """The models of the audit as of a migration, None for the newest; the tables with them."""
    executor = MigrationExecutor(connection)
    leaf = next(n for n in executor.loader.graph.leaf_nodes() if n[0] == "audit")
    targets = [("audit", name) if name else leaf]
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def older(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The tables and the three entries of the version before, under the key of then."""
    settings.SECRET_KEY = "the key of an older version"
    settings.AUDIT_ANCHOR = tmp_path / "audit-head"
    then = migrate("0001_audit")
    entry, head = then.get_model("audit", "Entry"), then.get_model("audit", "Head")
    for number, digest in enumerate(DIGESTS, start=1):
        entry.objects.create(
            number=number,
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
            digest=digest,
        )
    head.objects.create(pk=1, number=3, digest=DIGESTS[-1], seal=SEAL)
    try:
        migrate()
        yield
    finally:
        migrate()
        Entry.objects.all().delete()
        Head.objects.all().delete()


def test_an_older_chain_verifies_after_the_upgrade_and_goes_on(older: None) -> None:
    fresh = Entry.objects.get(pk=3)
    fresh.staff, fresh.ticket, fresh.version = "Sam", "T-1", Entry.NOW
    chain.append([fresh])
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert out.getvalue() == "The audit is whole: 4 entries.\n"
    # Nobody adds to an old entry what came later, nor turns a new one into an old one.
    for number, changed in (
        (2, {"staff": "Mallory"}),
        (2, {"ticket": "T-2"}),
        (2, {"version": Entry.NOW}),
        (4, {"version": Entry.OLD}),
        (4, {"version": Entry.OLD, "staff": "", "ticket": ""}),
        (4, {"staff": "Mallory"}),
        (4, {"ticket": ""}),
    ):
        was = Entry.objects.filter(pk=number).values(*changed).get()
        Entry.objects.filter(pk=number).update(**changed)
        assert [fault.number for fault in chain.verify()] == [number], changed
        Entry.objects.filter(pk=number).update(**was)
    assert list(chain.verify()) == []


def test_what_an_older_process_writes_during_the_upgrade_verifies(older: None) -> None:
    late = Entry.objects.get(pk=3)
    late.number, late.version = 4, Entry.OLD
    late.digest = chain.digest(late, DIGESTS[-1])
    fields = [f for f in Entry._meta.concrete_fields if f.attname not in chain.SINCE_2]
    names = ", ".join(f'"{field.attname}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(getattr(late, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO audit_entry ({names}) VALUES ({places})", values)
    head = Head(pk=Head.ONLY, number=4, digest=late.digest)
    head.seal = chain.seal(head)
    head.save()
    assert list(chain.verify()) == []
