"""Runs the processes of an installation, starts again what ends, and stops them in order."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Self

from ngnpanel.launch.children import Child
from ngnpanel.launch.parent import Parent

TICK = 0.1
GRACE_SECONDS = 10.0


class Stopped(Exception):
    """Somebody asked the launcher to stop."""


class Supervisor:
    """Use it as a context: leaving it stops all children, the last started first."""

    def __init__(self, tell: Callable[[str], None], parent: Parent | None = None) -> None:
        self.tell = tell
        self.parent = parent
        self.children: list[Child] = []
        self.asked = 0
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        # Without a handler the signal would not wake the loop when a child ends.
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_details: object) -> None:
        self.stop()

    def add(self, child: Child) -> None:
        """Starts a child that shall run for as long as the supervisor does."""
        if self.asked:
            raise Stopped
        self.children.append(child)
        child.start()

    def run_to_end(self, child: Child) -> int:
        """Runs a child that has an end of its own; its exit code."""
        self.add(child)
        while child.is_running:
            self.pause(TICK)
        self.children.remove(child)
        child.destroy()
        return child.process.returncode if child.process else 1

    def wait_until(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Looks after the children until the condition holds; False when it took too long."""
        limit = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > limit:
                return False
            self.pause(TICK)
            self.restart_ended()
        return True

    def watch(self) -> None:
        """Looks after the children until somebody asks to stop."""
        while True:
            self.pause(1.0)
            self.restart_ended()

    def pause(self, seconds: float) -> None:
        """Sleeps, but not through a signal."""
        self._leave_if_asked()
        ready, _, _ = select.select([self._wake_read], [], [], seconds)
        if ready:
            os.read(self._wake_read, 1024)
        self._leave_if_asked()

    def restart_ended(self) -> None:
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.due:
                    child.start()
            elif not child.is_running:
                code = child.process.returncode
                delay = child.plan_restart()
                self.tell(f"{child.name} ended with code {code}; starting it again in {delay:g} s.")

    def stop(self) -> None:
        """Asks each child to finish, in order; a second signal, or too long a wait, ends it."""
        patience = self.asked
        for child in reversed(self.children):
            child.ask_to_stop()
            limit = time.monotonic() + GRACE_SECONDS
            while child.is_running and time.monotonic() < limit and self.asked <= patience:
                time.sleep(0.02)
            child.destroy()
        self.children.clear()

    def _leave_if_asked(self) -> None:
        if self.asked or (self.parent is not None and self.parent.gave_up()):
            raise Stopped

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1
