"""Texts in the middle of a name are found by an index on PostgreSQL, and without one elsewhere."""

from __future__ import annotations

import logging
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from ngnpanel.provisioning import models
from tests.provisioning.conftest import World
from tests.provisioning.soap import soap

migration: Any = import_module("ngnpanel.provisioning.migrations.0003_counts_and_searches")


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes")
        return {name for (name,) in cursor.fetchall()}


def plan(rows: Any) -> str:
    """How the database would look for ``rows``, once the table is too long to read it all."""
    domain = models.Domain.objects.earliest("pk")
    models.Account.objects.bulk_create(
        models.Account(domain=domain, username=f"number{number}") for number in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE provisioning_account")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = on")
    return str(rows.explain())


@pytest.fixture(autouse=True)
def _postgresql(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads its smaller tables instead")


@pytest.mark.parametrize(
    ("pattern", "index"),
    [
        ("%ali%", "account_username_contains"),
        ("ali%", "account_username_begins"),
        ("alice", "begins"),
    ],
)
def test_a_filter_uses_the_index_of_its_pattern(world: World, pattern: str, index: str) -> None:
    assert index in plan(models.Account.objects.filter(username__like=pattern))


def test_every_searched_column_has_its_indexes() -> None:
    found = indexes()
    for table, columns in migration.SEARCHED.items():
        for column in columns:
            assert f"{table.removeprefix('provisioning_')}_{column}_contains" in found


def test_without_the_extension_searches_work_and_the_way_out_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:

        def execute(sql: str, params: Any = None) -> None:
            # What a role that may not create extensions is answered.
            refused = "DO $$ BEGIN RAISE insufficient_privilege; END $$"
            cursor.execute(refused if "EXTENSION" in sql else sql, params)

        editor = SimpleNamespace(connection=connection, execute=execute)
        # A table cannot be altered while checks of its references wait.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        migration.drop_searches(None, editor)
        with caplog.at_level(logging.WARNING):
            migration.create_searches(None, editor)
    assert "CREATE EXTENSION pg_trgm" in caplog.text
    found = indexes()
    assert "account_username_begins" in found
    assert "account_username_contains" not in found
    page = soap("Sip", "getAccounts", {"filter": {"username": "%lic%"}})
    assert page["total"] == 6
