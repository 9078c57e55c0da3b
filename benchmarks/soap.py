"""make bench-soap: prints CPU time and requests a second beside spyne, zeep and lxml."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

import django

django.setup()

from benchmarks import clock, in_process, over_http


def main() -> None:
    print(f"{clock.machine()}\n")
    print(f"{in_process.report()}\n")
    print(over_http.report())


if __name__ == "__main__":
    main()
