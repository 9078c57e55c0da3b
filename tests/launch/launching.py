"""Starts the real launcher in a folder of its own, and finds whatever a launcher left behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Variables of the test run, or of the machine, that would change what the launcher does.
FOREIGN = frozenset(
    {
        *("DJANGO_SETTINGS_MODULE", "SECRET_KEY", "ADMIN_PASSWORD", "PROVISIONING_KEY"),
        *("REDIS_URL", "DATABASE_URL", "PLATFORM", "HOST", "PORT", "BASE_URL", "DEBUG"),
    }
)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class Launcher:
    """One `manage.py` command on one data folder; ``started`` is when, on the monotonic clock."""

    data: Path
    port: int = field(default_factory=free_port)
    command: str = "up"
    variables: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = ()
    process: subprocess.Popen[str] | None = None
    started: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        with (self.data.parent / f"{self.command}.log").open("a") as log:
            self.process = subprocess.Popen(
                self.program or (sys.executable, "manage.py", self.command),
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        own = {"NGNPANEL_DATA": str(self.data), "PORT": str(self.port), "DEMO": "0"}
        return {**kept, **own, **self.variables}

    def output(self) -> str:
        return (self.data.parent / f"{self.command}.log").read_text(encoding="utf-8")

    def wait_until_ready(self, seconds: float = 60.0) -> float:
        """How long it took from the start; fails with what the launcher printed."""
        limit = self.started + seconds
        while time.monotonic() < limit:
            if self.process is None or self.process.poll() is not None:
                break
            if self.get("/healthz")[0] == 200:
                return time.monotonic() - self.started
            time.sleep(0.1)
        raise AssertionError(f"not ready: {self.get('/healthz')}\n{self.output()}")

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            return 0, repr(error)
        finally:
            connection.close()

    def health(self) -> dict[str, Any]:
        states: dict[str, Any] = json.loads(self.get("/healthz")[1])
        return states

    def send(self, number: signal.Signals) -> int:
        """Sends a signal and waits for the end; the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def processes(self) -> dict[int, str]:
        """The command lines of all processes that work for this data folder, by number."""
        mark = f"NGNPANEL_DATA={self.data}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                # The broker writes its title over its environment, but works in the folder.
                own = mark in (folder / "environ").read_bytes().split(b"\0")
                if own or (folder / "cwd").readlink().is_relative_to(self.data):
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(folder.name)] = command
            except OSError:
                continue  # it ended, or is not ours
        return found

    def kill(self, mark: str) -> None:
        """Kills the processes whose command line contains the text."""
        for number, command in self.processes().items():
            if mark in command:
                os.kill(number, signal.SIGKILL)

    def wait_until_gone(self, seconds: float = 15.0) -> dict[int, str]:
        """The processes that are still there after a while; none, if all is well."""
        limit = time.monotonic() + seconds
        while (left := self.processes()) and time.monotonic() < limit:
            time.sleep(0.1)
        return left

    def stop(self) -> None:
        """For the end of a test, whatever its outcome."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
