"""Counts that no order of deletions makes negative; written by hand.

The triggers of 0003 noted what went even where nothing was counted any more, as after `flush`, so
that a domain without rows had fewer than none. This makes them anew on platforms that have the old
ones, and counts afresh.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The name of a migration begins with a digit: no import statement reads it.
counts: Any = import_module("ngnpanel.provisioning.migrations.0003_counts_and_searches")


def remake_triggers(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The triggers of today instead of those of then."""
    counts.drop_triggers(apps, editor)
    counts.create_triggers(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("provisioning", "0003_counts_and_searches")]

    operations = [migrations.RunPython(remake_triggers, migrations.RunPython.noop)]
