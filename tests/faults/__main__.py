"""The whole table page and fault → answer, ms: ``make faults`` (ARGS are pytest's)."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
COLUMNS: Final = ("act", "page", "fault", "call", "calls", "status", "ms", "wrong")
PYTEST: Final = (
    *(sys.executable, "-m", "pytest", "tests/faults", "-k", "over_a_socket or hangs or afterwards"),
    *("-n", os.environ.get("JOBS", "auto"), "--dist", "load", "-q", "--show-capture=no"),
)


def main() -> int:
    """Run all of it, write the table, print its sums; the exit code of the tests."""
    folder = Path(tempfile.mkdtemp(prefix="ngnpanel-faults-"))
    environment = {**os.environ, "FAULTS_TABLE": str(folder)}
    command = [*PYTEST, *sys.argv[1:]]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    cells = [
        json.loads(line)
        for file in sorted(folder.glob("cells-*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    cells.sort(key=lambda cell: [cell[name] for name in COLUMNS[:4]])
    place = folder / "faults.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(cells)
    for line in summed(cells):
        sys.stdout.write(f"{line}\n")
    processes = folder / "processes.json"
    if processes.exists():
        for path, (number, middle, longest) in json.loads(processes.read_text()).items():
            text = f"{path}: {number} answers, median {middle:.2f} s, longest {longest:.2f} s"
            sys.stdout.write(f"while a platform hangs, {text}\n")
    sys.stdout.write(f"{len(cells)} cells, {sum(bool(c['wrong']) for c in cells)} wrong: {place}\n")
    return code


def summed(cells: Iterable[dict[str, Any]]) -> list[str]:
    """A line of Markdown for each fault, as docs/faults.md has them."""
    lines = [
        "| Fault | Pages: answers | median, longest ms | Forms: answers | median, longest ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    known = list(cells)
    for fault in dict.fromkeys(cell["fault"] for cell in known):
        parts = [fault]
        for act in ("GET", "POST"):
            own = [c for c in known if c["fault"] == fault and c["act"] == act]
            counts = Counter(c["status"] for c in own)
            parts.append(
                ", ".join(f"{status}: {n}" for status, n in sorted(counts.items())) or "none"
            )
            times = [c["ms"] for c in own]
            parts.append(f"{median(times):.0f}, {max(times):.0f}" if times else "none")
        lines.append(f"| {' | '.join(parts)} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
