"""One process that the supervisor runs: started so that it cannot outlive its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from ngnpanel.launch.parent import tie_to_parent

FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
# A child that ran this long had a good start; what ends it later is a new trouble.
STEADY_SECONDS = 60.0
GROUP_SECONDS = 2.0


@dataclass(slots=True, kw_only=True)
class Child:
    """``files`` are the descriptors that the process inherits besides the standard three."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0

    def start(self) -> None:
        """Starts it as the leader of its own session, so that Ctrl-C reaches only the supervisor.

        Only to be called from the main thread: the parent-death signal watches the thread that
        made the child.
        """
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the commands are our own
            self.command,
            env={**os.environ, **self.environment},
            pass_fds=self.files,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(tie_to_parent, os.getpid()),  # noqa: PLW1509 - the supervisor has one thread
        )

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running:
            self.process.terminate()

    def destroy(self) -> None:
        """Ends it and everything it started, at once."""
        if self.process is None:
            return
        _signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # What it started has no parent now that could be waited for.
        limit = time.monotonic() + GROUP_SECONDS
        while _signal_group(self.process.pid, 0) and time.monotonic() < limit:
            time.sleep(0.01)

    def plan_restart(self) -> float:
        """Sets when to start again after an end that nobody asked for; returns the delay."""
        now = time.monotonic()
        if now - self.started >= STEADY_SECONDS:
            self.failures = 0
        delay = min(FIRST_DELAY * 2.0**self.failures, LONGEST_DELAY)
        self.failures += 1
        self.due = now + delay
        self.destroy()
        self.process = None
        return delay


def _signal_group(group: int, number: int) -> bool:
    """Whether there was anybody in the group to get the signal."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so when only zombies are left
        return False
    return True
