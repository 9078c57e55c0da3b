"""``python -m tests.upgrade --before REVISION``: from an earlier version to this one, under load.

People work through nginx on two web servers of the earlier version, on PostgreSQL. Then what
deploy/upgrade does is done: migrations, static files, one web server after the other, the worker.
Not one request may fail, in any sense that a person would notice.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import postgres
from tests.upgrade.load import Notes, Person
from tests.upgrade.world import Version, World, made, trusting

PEOPLE = 4
SETTLED = 6.0


def tell(line: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stdout.flush()


def upgrade(
    world: World,
    after: Version,
    webs: list[subprocess.Popen[bytes]],
    worker: subprocess.Popen[bytes],
) -> subprocess.Popen[bytes]:
    """The steps of deploy/upgrade from the migrations on; the new worker."""
    after.manage("migrate", "--no-input", "--verbosity", "0")
    tell("migrated, with the earlier version at work")
    time.sleep(SETTLED)
    after.manage("collect")
    for number in range(len(webs)):
        started = time.monotonic()
        webs[number].terminate()
        webs[number].wait(30)
        stopped = time.monotonic() - started
        webs[number] = after.web(world.listener)
        waited = time.monotonic() - started - stopped
        tell(f"web server {number}: ended in {stopped:.1f} s, the new one ready in {waited:.1f} s")
    worker.terminate()
    worker.wait(60)
    tell("worker ended")
    return after.worker()


def story(world: World, revision: str) -> Notes:
    """From the earlier version to this one; what the people met."""
    before, after = world.version("before", revision), world.version("after", "")
    before.manage("migrate", "--no-input", "--verbosity", "0")
    before.manage("load_demo", "--accounts", "24")
    before.manage("collectstatic", "--no-input", "--verbosity", "0")
    webs = [before.web(world.listener) for _number in range(2)]
    worker = before.worker()
    processes = [*webs, worker]
    people: list[Person] = []
    notes = Notes()
    try:
        logins = json.loads(
            (Path(world.environment["NGNPANEL_DATA"]) / "demo-logins.json").read_text()
        )
        sellers = [each for each in logins if each["role"] == "reseller"]
        tls = trusting(world.folder)
        for number in range(PEOPLE):
            login = sellers[number % len(sellers)]
            people.append(Person(login["username"], login["password"], number, notes, tls))
        for person in people:
            person.start()
        while not all(person.saved > 1 for person in people):
            time.sleep(0.1)
        tell(f"{sum(notes.answers.values())} requests answered by {revision}")
        worker = upgrade(world, after, webs, worker)
        processes += [*webs, worker]
        time.sleep(SETTLED)
    finally:
        for person in people:
            person.stop.set()
        for person in people:
            person.join()
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)
    return notes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.upgrade")
    parser.add_argument("--before", required=True, help="the revision to come from")
    arguments = parser.parse_args()
    with (
        postgres.server() as database,
        tempfile.TemporaryDirectory(prefix="ngnpanel-upgrade-") as folder,
        made(Path(folder), database) as world,
    ):
        notes = story(world, arguments.before)
    tell(f"{sum(notes.answers.values())} requests: {notes.answers}")
    slowest = sorted(notes.seconds)
    tell(f"half within {slowest[len(slowest) // 2]:.2f} s, the slowest {slowest[-1]:.2f} s")
    for failure in notes.failures[:20]:
        tell(failure)
    tell(f"{len(notes.failures)} failed")
    return 1 if notes.failures else 0


if __name__ == "__main__":
    sys.exit(main())
