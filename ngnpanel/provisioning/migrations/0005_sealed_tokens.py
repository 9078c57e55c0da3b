"""Tokens among the properties of customers are sealed; written by hand."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from ngnpanel.provisioning import vault

# As operations/customer_properties.py had it when this was written.
SECRET = ("auth_token",)


def seal(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """What stood there in the clear."""
    for row in _rows(apps, editor):
        row.value = vault.seal(row.value, _place(row))
        row.save(update_fields=["value"])


def unseal(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Back to how the version before reads it."""
    for row in _rows(apps, editor):
        row.value = vault.unseal(row.value, _place(row))
        row.save(update_fields=["value"])


def _rows(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> Any:
    known = apps.get_model("provisioning", "CustomerProperty")
    return known.objects.using(editor.connection.alias).filter(name__in=SECRET).iterator()


def _place(row: Any) -> str:
    return f"customer:{row.customer_id}:property:{row.name}"


class Migration(migrations.Migration):
    dependencies = [("provisioning", "0004_true_counts")]

    operations = [migrations.RunPython(seal, unseal)]
