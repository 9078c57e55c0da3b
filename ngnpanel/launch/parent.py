"""Ends a process when the one that started it ends, or would like to."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
IS_LINUX = sys.platform.startswith("linux")


def tie_to_parent(parent: int) -> None:
    """Has this process end when ``parent`` does; Linux alone knows a parent-death signal."""
    if not IS_LINUX:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before the signal was set
        os._exit(1)


class Parent:
    """The process that started this one, which is often `make`.

    A `make` that alone got SIGINT waits for its child without telling it. But it puts the default
    action back first, and that shows.
    """

    def __init__(self) -> None:
        self.number = os.getppid()
        self._caught = self._catches_interrupt()

    def gave_up(self) -> bool:
        return self._caught and not self._catches_interrupt()

    def _catches_interrupt(self) -> bool:
        if not IS_LINUX:
            return False
        try:
            status = Path(f"/proc/{self.number}/status").read_text(encoding="ascii")
        except OSError:
            return False
        for line in status.splitlines():
            if line.startswith("SigCgt:"):
                return bool(int(line.split()[1], 16) & 1 << (signal.SIGINT - 1))
        return False
