"""The private PostgreSQL of the tests leaves nothing behind, however its command ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.postgres import PROGRAMS

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    not list(PROGRAMS.glob("*/bin/initdb")) and not os.environ.get("CI"),
    reason="needs PostgreSQL, as root: apt-get install postgresql",
)


def start(script: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.postgres", sys.executable, "-c", script]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


ASK = """
import os, psycopg, sys
address = os.environ["DATABASE_URL"]
psycopg.connect(address).execute("SELECT 1")
print(address.partition("host=")[2], flush=True)
"""


def test_the_command_has_a_server_and_its_own_exit_code() -> None:
    process = start(f"{ASK}sys.exit(7)")
    folder, _errors = process.communicate(timeout=60)
    assert process.returncode == 7
    assert folder.strip()
    assert not Path(folder.strip()).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything(number: signal.Signals) -> None:
    process = start(f"{ASK}import time; time.sleep(60)")
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert folder.is_dir()
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as Ctrl-C does
    else:
        process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode != 0
    limit = time.monotonic() + 10
    while folder.exists() and time.monotonic() < limit:
        time.sleep(0.1)
    assert not folder.exists()
