"""``manage.py audit_verify``: says where the audit was changed, shortened or reordered."""

from __future__ import annotations

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from ngnpanel.audit import chain
from ngnpanel.audit.models import Entry

# Faults that are named one by one.
MOST_TOLD: Final = 200


class Command(BaseCommand):
    """Reads the whole chain."""

    help = "Check that no entry of the audit was changed, removed, moved or cut off."

    def handle(self, **_options: Any) -> None:
        """Print what is wrong; the exit code tells."""
        faults = 0
        for fault in chain.verify():
            faults += 1
            if faults <= MOST_TOLD:
                self.stderr.write(str(fault))
        if faults > MOST_TOLD:
            self.stderr.write(f"and {faults - MOST_TOLD} more")
        if faults:
            raise CommandError(f"The audit is not whole: {faults} faults.")
        self.stdout.write(f"The audit is whole: {Entry.objects.count()} entries.")
        cut = chain.checkpoint()
        if cut is not None:
            self.stdout.write(
                f"It begins behind entry {cut.number}: what was older than"
                f" {cut.before:%Y-%m-%d} was cut off on purpose on {cut.at:%Y-%m-%d}."
            )
