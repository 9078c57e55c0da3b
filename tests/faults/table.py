"""The table page and fault → answer, ms, which the tests fill and ``make faults`` sums up."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tests.faults.bad import TIMEOUT, Fault

# Where ``make faults`` collects the rows of all processes; without it they are checked and gone.
FOLDER: Final = os.environ.get("FAULTS_TABLE", "")
WHOLE: Final = bool(FOLDER)
PROCESSES: Final = "processes.json"
# Beyond the time that a call may take.
GRACE_MS: Final = 1000
# A busy machine is late by itself: such a cell is measured again.
TIMES: Final = 5 if WHOLE else 1


@dataclass
class Cell:
    """What a person got; ``call`` is the number of the call from which on it went wrong, of
    ``calls``. ``act`` is GET or POST, ``status`` the answer's, ``ms`` what it took.
    """

    act: str
    page: str
    fault: str
    call: int
    calls: int
    status: int = 0
    ms: float = 0.0
    wrong: str = ""
    is_late: bool = False

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure the block."""
        began = time.perf_counter()
        yield
        self.ms = round((time.perf_counter() - began) * 1000, 1)

    def late(self, fault: Fault) -> str:
        """How late it is beyond the time that a call may take; empty in time."""
        limit = GRACE_MS + (TIMEOUT * 1000 if fault.slow else 0)
        self.is_late = WHOLE and self.ms > limit
        return f"later than {limit:.0f} ms" if self.is_late else ""

    def __str__(self) -> str:
        where = f"{self.act} {self.page}: {self.fault} from call {self.call} of {self.calls} on"
        return f"{where} → {self.status} after {self.ms:.0f} ms: {self.wrong}"


def note(found: dict[str, tuple[int, float, float]]) -> None:
    """Keep what else answered while a platform hung: how often, the median and the longest, s."""
    (Path(FOLDER) / PROCESSES).write_text(json.dumps(found), encoding="utf-8")


class Table:
    """The cells of one process."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []

    def add(self, cell: Cell) -> None:
        """Keep a cell, also for ``make faults``."""
        self.cells.append(cell)
        if FOLDER:
            with (Path(FOLDER) / f"cells-{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(cell)) + "\n")

    def assert_right(self) -> None:
        """No cell is wrong."""
        wrong = [str(cell) for cell in self.cells if cell.wrong]
        assert not wrong, "\n".join([f"{len(wrong)} of {len(self.cells)} cells:", *wrong])
