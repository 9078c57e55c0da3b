"""A small run of the crash test; ``make test-crash`` is the whole one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ngnpanel.launch import broker
from tests.http.server import ROOT


@pytest.mark.skipif(broker.binary() is None, reason="there is no Redis-compatible server here")
@pytest.mark.slow
def test_what_dies_in_the_middle_of_a_job_changes_nothing_of_what_comes_of_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.jobs.crash", "--items", "60", "--kills", "2", "--seed", "5"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 tables differ" in done.stdout
