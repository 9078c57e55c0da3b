"""``manage.py audit_verify``: says where the audit was changed, shortened or reordered."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ngnpanel.audit import chain
from ngnpanel.audit.models import Entry


class Command(BaseCommand):
    """Reads the whole chain."""

    help = "Check that no entry of the audit was changed, removed, moved or cut off."

    def handle(self, **_options: Any) -> None:
        """Print what is wrong; the exit code tells."""
        faults = list(chain.verify())
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"The audit is not whole: {len(faults)} faults.")
        self.stdout.write(f"The audit is whole: {Entry.objects.count()} entries.")
