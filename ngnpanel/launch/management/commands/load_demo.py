"""manage.py load_demo: the demonstration platform and the file of its logins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ngnpanel.launch import logins
from ngnpanel.launch.demo import loading

ACCOUNTS = 300


class Command(BaseCommand):
    """Safe to repeat: it adds what is missing and gives the logins new passwords."""

    help = "Fill the bundled server with invented customers, domains and accounts."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", type=int, default=ACCOUNTS, help="default %(default)s")

    def handle(self, *, accounts: int, **_options: Any) -> None:
        # Devices are written into the tables of the bundled server.
        if not settings.LOCAL:
            raise CommandError("The demonstration is for the bundled server (PLATFORM=local).")
        if not 10 <= accounts <= loading.MOST_ACCOUNTS:
            raise CommandError(f"Ask for 10 to {loading.MOST_ACCOUNTS} accounts.")
        people = loading.load(accounts, self.tell)
        logins.write(settings.DATA_DIR, people)
        self.tell(f"Logins are in {settings.DATA_DIR / logins.FILE_NAME}.")

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
