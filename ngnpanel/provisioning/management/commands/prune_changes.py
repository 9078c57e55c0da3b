"""manage.py prune_changes: takes old rows out of the change feed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ngnpanel.provisioning import feed


class Command(BaseCommand):
    """The worker runs it every hour; an operator without a worker may run it from cron."""

    help = "Delete the changes that are older than the setting CHANGES_DAYS."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        """Prunes and says how many rows went."""
        deleted = feed.prune()
        if verbosity:
            self.stdout.write(f"{deleted} changes deleted.")
