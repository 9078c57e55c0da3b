"""The processes of an installation and how each is started."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from ngnpanel.environment import Environment
from ngnpanel.launch import broker
from ngnpanel.launch.children import Child

# As many as a platform stands handfuls at once; the units of systemd say the same.
WORKER_PROCESSES = 4


def broker_child(program: str, data: Path) -> Child:
    """The embedded Redis-compatible server."""
    return Child(name="Broker", command=broker.command(program, data))


def web_child(listener: socket.socket, *, platform_only: bool = False, base_url: str = "") -> Child:
    """The web server, which takes over a socket that listens already."""
    environment = {"METRICS_SERVICE": "platform" if platform_only else "web"}
    if base_url:
        environment["BASE_URL"] = base_url
    if platform_only:
        environment["NGNPANEL_PLATFORM_ONLY"] = "1"
    return Child(
        name="Web server",
        command=[
            *(sys.executable, "-m", "gunicorn", "ngnpanel.wsgi:application"),
            *("--config", "python:ngnpanel.launch.web_server"),
            *("--bind", f"fd://{listener.fileno()}"),
        ],
        environment=environment,
        files=[listener.fileno()],
    )


def worker_child(data: Path) -> Child:
    """The Celery worker with beat inside."""
    return Child(
        name="Worker",
        command=[
            *(sys.executable, "-m", "celery", "-A", "ngnpanel", "--quiet", "worker"),
            *("--pool", "prefork", "--concurrency", str(_worker_processes())),
            *("--beat", "--schedule", str(data / "beat-schedule")),
            *("--loglevel", "warning"),
            # There is one worker: nobody to find out about, nobody to gossip with.
            *("--without-gossip", "--without-mingle"),
        ],
        # Django's checks belong to `make check`; here they would load every page's code.
        # Its warning about root is meant for messages that carry code; ours are JSON.
        environment={
            "CELERY_SKIP_CHECKS": "1",
            "METRICS_SERVICE": "worker",
            "PYTHONWARNINGS": "ignore:You're running the worker",
        },
    )


def _worker_processes() -> int:
    return max(1, Environment(os.environ).integer("WORKER_PROCESSES", WORKER_PROCESSES))


def command_child(name: str) -> Child:
    """A management command as a process of its own, which tells only what goes wrong."""
    manage = Path(sys.argv[0]).resolve()
    return Child(
        name=name,
        command=[sys.executable, str(manage), name],
        environment={"LOG_LEVEL": "WARNING"},
    )
