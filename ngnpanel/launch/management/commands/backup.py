"""manage.py backup: one archive of all that an installation is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ngnpanel.launch import keeping


class Command(BaseCommand):
    """Everything may run meanwhile."""

    help = "Write a backup: database, secrets, data folder. It opens everything: keep it safe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="A new file, or a folder for one.")
        parser.add_argument(
            "--also",
            type=Path,
            action="append",
            default=[],
            help="A file or folder besides, such as /etc/ngnpanel; may be repeated.",
        )

    def handle(self, *, target: Path, also: list[Path], **_options: Any) -> None:
        """Print the name of the archive."""
        if target.is_dir():
            target /= datetime.now(UTC).strftime("ngnpanel-%Y%m%d-%H%M%S.tar.gz")
        try:
            made = keeping.write(target.resolve(), {path.name: path for path in also})
        except keeping.Unfit as unfit:
            raise CommandError(str(unfit)) from None
        except OSError as error:
            raise CommandError(f"The backup cannot be written: {error}.") from None
        self.stdout.write(f"{target}: {made.vendor}, {len(made.files)} files")
