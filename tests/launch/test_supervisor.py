"""The supervisor's care for its children: restarts with growing pauses, and an ordered end."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ngnpanel.launch import children
from ngnpanel.launch.children import Child
from ngnpanel.launch.supervisor import Stopped, Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def supervisor(told: list[str]) -> Iterator[Supervisor]:
    """A supervisor that gives the signals of the test run back in the end."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    with Supervisor(told.append) as made:
        yield made
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)


def python(code: str, name: str = "part") -> Child:
    return Child(name=name, command=[sys.executable, "-c", code])


def test_a_child_that_ends_is_started_again_after_growing_pauses(
    supervisor: Supervisor, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "FIRST_DELAY", 0.05)
    supervisor.add(python("raise SystemExit(3)"))
    assert supervisor.wait_until(lambda: len(told) >= 3, seconds=20)
    assert told[0] == "part ended with code 3; starting it again in 0.05 s."
    assert told[1].endswith("in 0.1 s.")
    assert told[2].endswith("in 0.2 s.")


def test_pauses_end_at_a_longest_and_a_steady_child_starts_afresh() -> None:
    child = python("pass")
    child.failures = 20
    child.start()
    assert child.plan_restart() == children.LONGEST_DELAY
    child.start()
    child.started = time.monotonic() - children.STEADY_SECONDS
    assert child.plan_restart() == children.FIRST_DELAY


def test_the_last_started_stops_first(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = (
        "import signal, sys, time\n"
        "def end(*_):\n"
        f"    open({str(log)!r}, 'a').write('{{name}} ')\n"
        "    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"open({str(tmp_path)!r} + '/{{name}}', 'w').close()\n"
        "time.sleep(60)\n"
    )
    for name in ("broker", "worker", "web"):
        supervisor.add(python(code.format(name=name), name))
        assert supervisor.wait_until((tmp_path / name).exists, seconds=10)
    supervisor.stop()
    assert log.read_text() == "web worker broker "


def test_grandchildren_end_as_well(supervisor: Supervisor, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    sleeper = "import time; time.sleep(60)"
    code = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {sleeper!r}])\n"
        f"open({str(file)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(60)\n"
    )
    supervisor.add(python(code))
    assert supervisor.wait_until(lambda: file.exists() and bool(file.read_text()), seconds=10)
    supervisor.stop()
    status = Path(f"/proc/{file.read_text()}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"


def test_a_signal_ends_the_watch(supervisor: Supervisor) -> None:
    supervisor.add(python("import time; time.sleep(60)"))
    signal.raise_signal(signal.SIGTERM)
    with pytest.raises(Stopped):
        supervisor.watch()
    with pytest.raises(Stopped):
        supervisor.add(python("pass"))


def test_a_condition_that_never_holds_is_given_up(supervisor: Supervisor) -> None:
    assert not supervisor.wait_until(lambda: False, seconds=0.2)


@pytest.mark.parametrize("code", [0, 4])
def test_a_child_with_an_end_of_its_own_tells_its_code(supervisor: Supervisor, code: int) -> None:
    assert supervisor.run_to_end(python(f"raise SystemExit({code})")) == code
    assert supervisor.children == []
