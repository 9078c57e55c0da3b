#!/usr/bin/env python3
"""The command line of the project."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngnpanel.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        # A mistake in the environment deserves its sentence, not a traceback.
        sys.exit(f"Configuration: {problem}")


if __name__ == "__main__":
    main()
