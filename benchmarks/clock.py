"""CPU time of a function, and tables of what was measured."""

from __future__ import annotations

import gc
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def cpu_ms(work: Callable[[], object], *, seconds: float = 0.6, rounds: int = 5) -> float:
    """Milliseconds of CPU for one run of ``work``: the best of several rounds.

    The best, because whatever else the machine does can only add to it.
    """
    work()
    started = time.process_time()
    work()
    once = max(time.process_time() - started, 1e-6)
    repeat = max(1, int(seconds / rounds / once))
    best = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _round in range(rounds):
            started = time.process_time()
            for _each in range(repeat):
                work()
            best = min(best, (time.process_time() - started) / repeat)
    finally:
        gc.enable()
    return best * 1000


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown whose columns line up as text, too."""
    lines = [list(head), ["---"] * len(head), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    lines[1] = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    )


def ms(value: float) -> str:
    """Milliseconds with three digits that mean something."""
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def machine() -> str:
    """The machine in one line."""
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in facts if line.startswith("model name")]
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
    return (
        f"{models[0] if models else platform.machine()}, {len(models)} cores,"
        f" {int(memory) // 1024**2} GiB, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}"
    )
