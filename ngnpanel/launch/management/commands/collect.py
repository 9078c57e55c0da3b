"""manage.py collect: the static files of this version, beside those of earlier ones."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ngnpanel.launch import static_files


class Command(BaseCommand):
    """Part of an upgrade; `make run` does it by itself."""

    help = "Collect the static files into STATIC_ROOT; those of earlier versions stay for a month."
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        """Say whether anything was new."""
        is_new = static_files.collect(settings.STATIC_ROOT)
        self.stdout.write("Static files collected." if is_new else "Nothing new.")
