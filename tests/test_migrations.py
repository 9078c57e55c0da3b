"""Migrations of an upgrade: the version that still runs goes on working (docs/deploy.md).

First a version that adds, then one that takes away: a migration that takes something away, renames
it or makes it stricter says in ``CONTRACTS`` since which version nothing uses what it takes. A new
column has a default in the database, because the version that still runs names no such column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, Final

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

# The last migrations before the first version that somebody may upgrade from.
BEFORE: Final = {
    "audit": "0001_audit",
    "brand": "0001_initial",
    "imports": "0001_uploads",
    "jobs": "0004_scheduled_run",
    "jsonapi": "0001_initial",
    "notices": "0003_day_told",
    "plans": "0001_initial",
    "provisioning": "0005_sealed_tokens",
    "users": "0001_initial",
}
TAKES: Final = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
    migrations.AddConstraint,
    migrations.AlterUniqueTogether,
)
# Nobody sees from outside what these do.
OWN: Final = (migrations.RunSQL, migrations.RunPython)
MARK: Final = re.compile(r"since \d+\.\d+\.\d+: \S.{10,}")


def faults(label: str, operations: Sequence[Any], mark: str, created: set[str]) -> Iterator[str]:
    """What of these operations a running version would trip over.

    ``created`` are the models that the same upgrade adds: nobody uses them yet.
    """
    for operation in operations:
        model = str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()
        what = f"{label}: {operation.describe()}"
        if isinstance(operation, migrations.CreateModel):
            created.add(model)
        elif model in created:
            continue
        elif isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from faults(label, operation.database_operations, mark, created)
        elif isinstance(operation, TAKES) and not MARK.fullmatch(mark):
            yield f"{what}, without CONTRACTS"
        elif isinstance(operation, migrations.AddField):
            if not _has_default(operation.field):
                yield f"{what}, without null or db_default"
        elif isinstance(operation, OWN) and not MARK.fullmatch(mark):
            yield f"{what}, acts of its own without CONTRACTS"


def _has_default(field: Any) -> bool:
    return bool(field.null or field.many_to_many or field.db_default is not models.NOT_PROVIDED)


def later() -> Iterator[tuple[str, Any]]:
    """The migrations that somebody upgrades with, in their order."""
    loader = MigrationLoader(None)
    for app, name in sorted(loader.disk_migrations):
        module = import_module(loader.disk_migrations[app, name].__module__)
        if module.__name__.startswith("ngnpanel.") and name > BEFORE.get(app, "") + "~":
            yield f"{app}.{name}", module


def test_the_version_that_runs_goes_on_working_during_an_upgrade() -> None:
    found: list[str] = []
    created: dict[str, set[str]] = {}
    for label, module in later():
        models_of_app = created.setdefault(label.partition(".")[0], set())
        mark = getattr(module, "CONTRACTS", "")
        found += faults(label, module.Migration.operations, mark, models_of_app)
    assert found == []


def column(**options: Any) -> migrations.AddField:
    return migrations.AddField("job", "name", models.CharField(max_length=5, **options))


@pytest.mark.parametrize(
    ("operation", "mark", "is_fault"),
    [
        (column(default=""), "", True),
        (column(default="", db_default=""), "", False),
        (column(null=True), "", False),
        (migrations.RemoveField("job", "name"), "", True),
        (migrations.RemoveField("job", "name"), "since 0.2.0", True),
        (migrations.RemoveField("job", "name"), "since 0.2.0: nothing reads the name", False),
        (migrations.RenameField("job", "name", "title"), "", True),
        (migrations.DeleteModel("job"), "", True),
        (migrations.RunSQL("DROP TABLE jobs_job"), "", True),
        (migrations.RunPython(migrations.RunPython.noop), "", True),
        (migrations.AddIndex("job", models.Index(fields=["name"], name="x")), "", False),
    ],
)
def test_what_a_running_version_would_trip_over_is_found(
    operation: Any, mark: str, is_fault: bool
) -> None:
    assert bool(list(faults("x", [operation], mark, set()))) is is_fault


def test_what_the_same_upgrade_adds_is_used_by_nobody_yet() -> None:
    made = migrations.CreateModel("job", fields=[])
    assert (
        list(faults("x", [made, column(default=""), migrations.DeleteModel("job")], "", set()))
        == []
    )


def test_no_index_has_the_name_of_a_table() -> None:
    """PostgreSQL keeps both under one roof."""
    names = [
        each.name
        for model in apps.get_models()
        for each in (*model._meta.indexes, *model._meta.constraints)
    ]
    tables = {model._meta.db_table for model in apps.get_models()}
    assert sorted(tables & set(names)) == []
    assert len(names) == len(set(names))
