"""Real workers, killed by a real mail server in the middle of its talk with them."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.http.server import ROOT
from tests.postbox import Kept, free_port

pytestmark = [pytest.mark.http, pytest.mark.enable_socket]
WRITE = """
from ngnpanel.notices import posting
from tests.notices.helping import send
posting.leave = lambda *_task: True
for number in range(3):
    assert send(key=f"told {number}", to=f"person{number}@acme.example")
"""
DELIVER = """
from ngnpanel.notices.delivery import deliver
deliver()
"""
# Long enough for whoever held a letter to count as dead.
LATER = "UPDATE notices_letter SET claimed = datetime(claimed, '-10 minutes')"


class Killer(Kept):
    """A mail server that kills the worker at one step of each mail in turn."""

    worker: subprocess.Popen[bytes] | None = None
    steps: tuple[str, ...] = ("hello", "receiver", "taken")

    def kill(self, step: str) -> None:
        """End the worker without a word, if it is its turn."""
        if self.worker and self.steps[:1] == (step,):
            self.steps = self.steps[1:]
            os.kill(self.worker.pid, signal.SIGKILL)
            self.worker.wait()

    async def handle_EHLO(  # noqa: N802 - the name is aiosmtpd's
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Before anything is handed over."""
        session.host_name = hostname
        self.kill("hello")
        return responses

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """While it is handed over, and the server has nothing yet."""
        self.kill("receiver")
        return await super().handle_RCPT(server, session, envelope, address, options)

    def handle_message(self, message: Any) -> None:
        """The server has it, and the worker never hears of that."""
        super().handle_message(message)
        self.kill("taken")


@pytest.fixture
def killer() -> Iterator[tuple[Killer, int]]:
    port = free_port()
    handler = Killer()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def test_what_a_killed_worker_leaves_is_sent_once_or_known_to_be_uncertain(
    killer: tuple[Killer, int], tmp_path: Path
) -> None:
    server, port = killer
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "tests.http.settings",
        "NGNPANEL_DATA": str(tmp_path),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}?tls=none",
        "PYTHONPATH": str(ROOT),
    }

    def process(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment)

    def program(lines: str) -> subprocess.Popen[bytes]:
        return process("-c", f"import django; django.setup()\n{lines}")

    assert process("manage.py", "migrate", "--verbosity", "0").wait(120) == 0
    assert program(WRITE).wait(60) == 0
    database = tmp_path / "ngnpanel.sqlite3"
    for _kill in range(3):
        server.worker = program(DELIVER)
        assert server.worker.wait(60) == -signal.SIGKILL
        with sqlite3.connect(database) as rows:
            rows.execute(LATER)
    server.worker = None
    assert program(DELIVER).wait(60) == 0
    with sqlite3.connect(database) as rows:
        states = dict(rows.execute('SELECT "to", state FROM notices_letter').fetchall())
    arrived = server.receivers
    # The first worker had handed nothing over, so its mail was sent by a later one.
    assert sorted(states.values()) == ["sent", "uncertain", "uncertain"]
    assert len(arrived) == len(set(arrived)) == 2
    assert {to for to, state in states.items() if state == "sent"} < set(arrived)
