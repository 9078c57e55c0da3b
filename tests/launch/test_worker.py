"""The worker as the launcher starts it, with the real broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ngnpanel.launch import broker, parts
from ngnpanel.launch.children import Child
from tests.http.server import ROOT

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells a process that its parent died"
)


def children(number: int) -> list[int]:
    """The processes that a process has started and that are there."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal() and parent(int(entry.name)) == number
    ]


def parent(number: int) -> int:
    """Who started a process; 0 when it is not there or only waits to be counted."""
    try:
        fields = (Path("/proc") / str(number) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] in "ZX" else int(fields[1])


def wait_until_there_are(number: int, of: int) -> list[int]:
    limit = time.monotonic() + 30
    while len(found := children(of)) < number:
        assert time.monotonic() < limit, f"{len(found)} of {number} processes came"
        time.sleep(0.1)
    return found


@pytest.mark.parametrize("processes", [None, "1"])
def test_nothing_of_a_worker_outlives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: str | None
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NGNPANEL_DATA", str(tmp_path))
    monkeypatch.setenv("REDIS_URL", "")
    if processes:
        monkeypatch.setenv("WORKER_PROCESSES", processes)
    manage = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(manage, env={**os.environ, "DATABASE_URL": ""}, check=True)
    program = broker.binary()
    assert program is not None
    broker.prepare(tmp_path)
    redis = Child(name="Broker", command=broker.command(program, tmp_path))
    worker = parts.worker_child(tmp_path)
    redis.start()
    worker.start()
    try:
        assert worker.process is not None
        # Besides those that work there is beat.
        expected = 1 + (int(processes) if processes else parts.WORKER_PROCESSES)
        started = wait_until_there_are(expected, of=worker.process.pid)
        assert len(started) == expected
        os.kill(worker.process.pid, signal.SIGKILL)
        limit = time.monotonic() + 10
        while left := [each for each in started if parent(each)]:
            assert time.monotonic() < limit, f"{len(left)} processes are left"
            time.sleep(0.05)
    finally:
        worker.destroy()
        redis.destroy()
