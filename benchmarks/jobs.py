"""Measures a job beside a client that makes one call after the other: ``make bench-jobs``.

All set the quota of accounts on the same platform over HTTP: read the record, change it, write it.
The peers are zeep in a process of its own, one call after the other: a client that opens a
connection for each call, and one that is made anew for each call as scripts do that know no other
way. The job runs in a worker as the launcher starts it. Prints records a second and ratios; goal:
5 times the second of them.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.clock import machine
from tests.http.server import ADMIN, ADMIN_PASSWORD, ROOT
from tests.jobs.crash.world import World

RECORDS: Final = 6000
PEER_RECORDS: Final = 300
ROUNDS: Final = 3
GOAL: Final = 5.0
DOMAIN: Final = "rosa.example"
ANEW: Final = "zeep, a client and a connection for each call"
KEPT: Final = "zeep, a connection for each call"
OURS: Final = "job, one worker as launched"


def main() -> int:
    """Run everything in a private folder."""
    if sys.argv[1:2] == ["peer"]:
        print(json.dumps(peer(sys.argv[2], int(sys.argv[3]), anew=sys.argv[4] == "anew")))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="ngnpanel-bench-jobs-"))
    driver = [sys.executable, "-m", "tests.jobs.crash.driver", "populate", str(folder)]
    subprocess.run([*driver, str(RECORDS)], cwd=ROOT, check=True)
    world = World(folder=folder, web_workers=2)  # as the launcher starts it on two cores
    try:
        return measure(world)
    finally:
        world.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(world: World) -> int:
    """Both in turn, the better of a few rounds being what they can."""
    platform = world.start_platform()
    os.environ.update(world.environment(platform.port))
    world.panel.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    world.start_broker()
    world.start_worker()
    measured: dict[str, list[float]] = {name: [] for name in (ANEW, KEPT, OURS)}
    for number in range(1, ROUNDS + 1):
        measured[ANEW].append(asked_peer(platform.endpoint, number, anew=True))
        measured[KEPT].append(asked_peer(platform.endpoint, 500 + number, anew=False))
        measured[OURS].append(job(1000 + number))
        print(number, *(f"{name}: {rates[-1]:.0f}/s;" for name, rates in measured.items()))
    found = {name: statistics.median(rates) for name, rates in measured.items()}
    print(f"\n{machine()}")
    print(f"| {'set the quota of accounts over HTTP':44} | records/s | job is |")
    print(f"| {'-' * 44} | --------: | -----: |")
    for name, rate in found.items():
        print(f"| {name:44} | {rate:9.0f} | {found[OURS] / rate:5.1f}x |")
    print(f"\ngoal: {GOAL:.0f}x")
    return 0 if found[OURS] >= GOAL * found[KEPT] else 1


def asked_peer(endpoint: str, quota: int, *, anew: bool) -> float:
    """Records a second of a peer, in a process of its own."""
    how = "anew" if anew else "kept"
    command = [sys.executable, "-m", "benchmarks.jobs", "peer", endpoint, str(quota), how]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    rate: float = json.loads(done.stdout.splitlines()[-1])
    return rate


def peer(endpoint: str, quota: int, *, anew: bool) -> float:
    """One record after the other, a connection for each call."""
    import requests
    import zeep
    from lxml import etree

    def service() -> Any:
        session = requests.Session()
        session.headers["Connection"] = "close"
        client = zeep.Client(f"{endpoint}?wsdl", transport=zeep.Transport(session=session))
        return client.bind("NGNPro", "SipPort")

    header = etree.fromstring(
        f"<auth><username>{ADMIN}</username><password>{ADMIN_PASSWORD}</password>"
        "<admin>true</admin><impersonate>0</impersonate></auth>"
    )
    kept = service()
    count = PEER_RECORDS // 10 if anew else PEER_RECORDS
    started = time.perf_counter()
    for number in range(count):
        address = {"username": f"u{number:05d}", "domain": DOMAIN}
        asked = service() if anew else kept
        account = asked.getAccount(sipId=address, _soapheaders=[header])
        account.quota = quota
        asked = service() if anew else kept
        asked.updateAccount(account=account, _soapheaders=[header])
    return count / (time.perf_counter() - started)


def job(quota: int) -> float:
    """Records a second of the job, from the word to the last record."""
    from ngnpanel.actor import Actor, Role
    from ngnpanel.jobs import kinds, submitting
    from ngnpanel.jobs.models import Job, State

    kind = kinds.find("account-quota")
    assert kind is not None
    actor = Actor(role=Role.ADMINISTRATOR, name=ADMIN)
    query = {"filter": {"domain": DOMAIN}, "order": "username"}
    made = submitting.draft(kind, actor, source={"resource": "account", "query": query})
    submitting.prepare(made, {"quota": quota})
    while made.state != State.PREVIEWED:
        time.sleep(0.05)
        made.refresh_from_db()
    submitting.begin(made)
    while made.state != State.DONE:
        time.sleep(0.1)
        made = Job.objects.get(pk=made.pk)
    assert made.counts()["done"] == RECORDS, made.counts()
    assert made.finished is not None
    assert made.queued is not None
    return RECORDS / (made.finished - made.queued).total_seconds()


if __name__ == "__main__":
    sys.exit(main())
