"""The real stack of the walks: a platform with the demonstration, and a panel that calls it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from ngnpanel.launch import broker, parts
from ngnpanel.launch.children import Child
from tests.http import server as servers
from tests.http.server import ADMIN, ADMIN_PASSWORD, ROOT, Server

# Longer than any call takes on a busy machine, shorter than a person in a test waits.
TIMEOUT_SECONDS = 3
# jobs.tasks.HEARTBEAT_KEY; the pictures are taken without Django's apps.
HEARTBEAT = b"worker-heartbeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who can sign in."""

    role: str
    username: str
    password: str = field(repr=False)
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """Two processes that talk SOAP over HTTP, and the people that the demonstration made."""

    platform: Server
    panel: Server
    logins: dict[str, Login]

    def stop(self) -> None:
        """Ends both."""
        self.panel.stop()
        self.platform.stop()


def start_stack(folder: Path, *, accounts: int) -> Stack:
    """Both servers, ready, with a demonstration of that many accounts."""
    platform = servers.start(
        folder / "platform",
        prepare=("load_demo", "--accounts", str(accounts)),
        NGNPANEL_PLATFORM_ONLY="1",
    )
    try:
        panel = servers.start(
            folder / "panel",
            PLATFORM="remote",
            NGNPRO_URL=platform.endpoint,
            NGNPRO_USERNAME=ADMIN,
            NGNPRO_PASSWORD=ADMIN_PASSWORD,
            NGNPRO_TIMEOUT=str(TIMEOUT_SECONDS),
        )
    except BaseException:
        platform.stop()  # nobody else knows of it yet
        raise
    return Stack(platform=platform, panel=panel, logins=read_logins(platform.data))


@contextmanager
def working(panel: Server) -> Iterator[None]:
    """A broker and a worker for that panel, as the launcher starts them."""
    program = broker.binary()
    assert program is not None
    broker.prepare(panel.data)
    with _process(parts.broker_child(program, panel.data), panel):
        deadline = time.monotonic() + 10
        while not broker.answers(broker.socket_path(panel.data)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        with _process(parts.worker_child(panel.data), panel):
            # Until then it keeps the machine so busy that a page may wait for too long.
            deadline = time.monotonic() + 60
            while not _works(panel.data):
                assert time.monotonic() < deadline, "the worker gives no sign"
                time.sleep(0.2)
            yield


def _works(data: Path) -> bool:
    """Whether a worker has done a task of beat, by what it leaves in the cache."""
    memory = redis.Redis(unix_socket_path=str(broker.socket_path(data)), db=1)
    with memory:
        return any(HEARTBEAT in name for name in memory.scan_iter())


@contextmanager
def _process(child: Child, panel: Server) -> Iterator[None]:
    """A process of the panel's installation, and those that it starts."""
    settings = {"DJANGO_SETTINGS_MODULE": "ngnpanel.settings"}
    with (panel.data / "worker.log").open("ab") as log:
        started = subprocess.Popen(
            child.command,
            cwd=ROOT,
            env={**panel.environment, **child.environment, **settings},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield
    finally:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def read_logins(folder: Path) -> dict[str, Login]:
    """The first login of each role."""
    people = json.loads((folder / "demo-logins.json").read_text(encoding="utf-8"))
    found: dict[str, Login] = {}
    for person in people:
        found.setdefault(person["role"], Login(**person))
    return found
