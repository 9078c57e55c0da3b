"""manage.py restore: an installation as a backup has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ngnpanel.launch import claims, keeping


class Command(BaseCommand):
    """The panel is stopped; afterwards the database has the tables of this version."""

    help = "Restore a backup into an empty database and this data folder. Stop the panel first."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="Take away what is in the database."
        )
        parser.add_argument(
            "--check", action="store_true", help="Only look whether the archive is whole."
        )

    def handle(self, *, archive: Path, replace: bool, check: bool, **_options: Any) -> None:
        """Restore, migrate, and verify the audit; each in a process of its own."""
        try:
            if check:
                made = keeping.look(archive)
            else:
                with claims.claim_folder(settings.DATA_DIR, "up"):
                    made = keeping.restore(archive, replace=replace)
        except (keeping.Unfit, claims.Taken) as unfit:
            raise CommandError(str(unfit)) from None
        self.stdout.write(f"{archive}: {made.vendor} of {made.made}, {len(made.files)} files")
        if check:
            return
        # The secrets are others now, and this process has read those of before.
        for command in (("migrate", "--no-input", "--verbosity", "0"), ("audit_verify",)):
            manage = settings.BASE_DIR / "manage.py"
            ran = subprocess.run([sys.executable, str(manage), *command], check=False)  # noqa: S603 - our own
            if ran.returncode:
                raise CommandError(f"It is restored, but manage.py {command[0]} failed.")
        self.stdout.write("Restored. Start the panel.")
