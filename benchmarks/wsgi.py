"""The servers of the measurements over HTTP; BENCHMARK_SERVER says which one."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
# The endpoint has a short middleware path of its own; this is the server without the panel.
os.environ["NGNPANEL_PLATFORM_ONLY"] = "1"
os.environ["SOAP_RATE"] = "0"

CHOSEN = os.environ["BENCHMARK_SERVER"]

if CHOSEN == "spyne":
    from benchmarks.spyne_server import application
else:
    from ngnpanel.wsgi import application  # noqa: F401 - gunicorn takes it from here

    if CHOSEN == "memory":
        from benchmarks import memory_operations

        memory_operations.installed().start()
