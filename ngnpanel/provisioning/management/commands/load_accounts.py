"""``manage.py load_accounts``: a platform of any size, for benchmarks and trials."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ngnpanel.provisioning.bulk import loading


class Command(BaseCommand):
    """Loads invented resellers, customers, domains and accounts."""

    help = "Load an invented platform for benchmarks and trials; a million accounts take minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much."""
        parser.add_argument("--domains", type=int, default=100, help="how many domains (100)")
        parser.add_argument("--accounts", type=int, default=10_000, help="how many (10000)")
        parser.add_argument(
            "--append", action="store_true", help="also where there are customers or domains"
        )

    def handle(self, *, domains: int, accounts: int, append: bool, **_others: Any) -> None:
        """Load them, saying how far it is."""
        if domains < 1 or accounts < 0:
            raise CommandError("At least one domain, and no negative number of accounts.")
        started = time.monotonic()
        size = loading.Size(domains=domains, accounts=accounts, append=append)
        try:
            loading.load(size, self.stdout.write)
        except loading.NotEmpty:
            raise CommandError(
                "This database is not empty: choose another with DATABASE_URL, or add --append."
            ) from None
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} s.")
