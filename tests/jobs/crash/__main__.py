"""``python -m tests.jobs.crash``: a job of 2,000 bookings whose workers, broker and platform die.

Two platforms begin equal. On one the job runs undisturbed; on the other, worker, broker and
platform are killed with ``kill -9`` at random moments and started again. In the end both platforms
must be equal, row by row, and each item must be done.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from tests.http.server import ROOT
from tests.jobs.crash.driver import say
from tests.jobs.crash.world import state

VICTIMS: Final = ("worker", "worker", "worker", "broker", "broker", "platform", "all")
DATABASE: Final = ("database", "database")


def main() -> int:
    """Build both worlds, run the job in each, compare; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument(
        "--postgres", action="store_true", help="the panel's own database is one that gets killed"
    )
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    say(f"{options.items} items, {options.kills} kills, seed {seed}")
    folder = Path(tempfile.mkdtemp(prefix="ngnpanel-crash-"))
    try:
        victims = (*VICTIMS, *DATABASE) if options.postgres else VICTIMS
        return compare(folder, options.items, options.kills, victims, random.Random(seed))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def compare(
    folder: Path, items: int, kills: int, victims: tuple[str, ...], chance: random.Random
) -> int:
    """The exit code: 0 when both platforms end equal."""
    calm, wild = folder / "calm", folder / "wild"
    driven("populate", calm, str(items))
    shutil.copytree(calm / "platform", wild / "platform")
    moments = sorted(chance.sample(range(items), kills))
    plan = [(moment, chance.choice(victims)) for moment in moments]
    undisturbed = driven("run", calm, "[]")
    database = (str(folder / "postgres"),) if "database" in victims else ()
    if database:
        folder.chmod(0o755)  # PostgreSQL does not run as root
    disturbed = driven("run", wild, json.dumps(plan), *database)
    say(f"undisturbed: {undisturbed['counts']} in {undisturbed['seconds']:.1f} s")
    say(f"disturbed:   {disturbed['counts']} in {disturbed['seconds']:.1f} s")
    expected, found = state(calm / "platform"), state(wild / "platform")
    different = [name for name in expected if expected[name] != found[name]]
    for name in different:
        missing = [row for row in expected[name] if row not in found[name]][:3]
        extra = [row for row in found[name] if row not in expected[name]][:3]
        say(f"{name}: {len(expected[name])} rows, {len(found[name])} disturbed")
        say(f"  missing {missing}\n  extra {extra}")
    is_all_done = undisturbed["counts"] == disturbed["counts"] == {"done": items}
    rows = sum(map(len, expected.values()))
    say(f"{rows} rows of {len(expected)} tables compared, {len(different)} tables differ")
    return 0 if is_all_done and not different else 1


def driven(command: str, folder: Path, *arguments: str) -> dict[str, Any]:
    """What the driver printed last; what it prints before is passed on."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.crash.driver", command, str(folder), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    last = "{}"
    for line in process.stdout:
        if line.startswith("{"):
            last = line
        else:
            say(line.rstrip())
    if process.wait():
        raise SystemExit(f"{command} failed")
    found: dict[str, Any] = json.loads(last)
    return found


if __name__ == "__main__":
    sys.exit(main())
