"""Which process works on something, so that what a dead one held can be taken over at once."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

PROC = Path("/proc")


def me() -> str:
    """This process, unlike any other on any machine and at any time."""
    return _described(os.getpid())


def is_dead(owner: str) -> bool:
    """Whether the process is known to be gone; one of another machine never is."""
    place, _, process = owner.rpartition("/")
    number, _, begun = process.partition(".")
    if place != _place() or not begun or not number.isdecimal():
        return False
    return _begun(int(number)) != begun


@cache
def _described(number: int) -> str:
    return f"{_place()}/{number}.{_begun(number)}"


@cache
def _place() -> str:
    """Where numbers of processes mean the same: one boot of one machine, one name space."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        space = (PROC / "self/ns/pid").readlink().name
    except OSError:
        return f"{socket.gethostname()}-unknown"  # there a dead process is not told from a live one
    return f"{boot}-{space}"


def _begun(number: int) -> str:
    """When a process began, in ticks since the boot; empty when it is not there or not told."""
    try:
        stat = (PROC / str(number) / "stat").read_text()
    except OSError:
        return ""
    # The name of the program, in brackets, may hold anything.
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]
