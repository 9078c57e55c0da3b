"""Measures a job beside a client that makes one call after the other: ``make bench-jobs``.

Both set the quota of accounts on the same platform over HTTP: read the record, change it, write it.
The peer is a zeep client in a process of its own that opens a connection for each call, as the
incumbent does. The job runs in a worker as the launcher starts it. Prints records a second of both
and their ratio; the goal is 5.
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
from typing import Final

from benchmarks.clock import machine
from tests.http.server import ADMIN, ADMIN_PASSWORD, ROOT
from tests.jobs.crash.world import World

RECORDS: Final = 2000
PEER_RECORDS: Final = 300
ROUNDS: Final = 3
GOAL: Final = 5.0
DOMAIN: Final = "rosa.example"


def main() -> int:
    """Run everything in a private folder."""
    if sys.argv[1:2] == ["peer"]:
        print(json.dumps(peer(sys.argv[2], int(sys.argv[3]))))
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
    peers, jobs = [], []
    for number in range(1, ROUNDS + 1):
        peers.append(asked_peer(platform.endpoint, number))
        jobs.append(job(1000 + number))
        print(f"round {number}: client {peers[-1]:.0f}/s, job {jobs[-1]:.0f}/s", flush=True)
    client, ours = statistics.median(peers), statistics.median(jobs)
    print(f"\n{machine()}")
    print(f"| {'set the quota of accounts over HTTP':36} | records/s |")
    print(f"| {'-' * 36} | --------: |")
    print(f"| {'zeep, one call a connection':36} | {client:9.0f} |")
    print(f"| {'job, one worker as launched':36} | {ours:9.0f} |")
    print(f"\nratio {ours / client:.1f} (goal {GOAL:.0f})")
    return 0 if ours >= GOAL * client else 1


def asked_peer(endpoint: str, quota: int) -> float:
    """Records a second of the client, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.jobs", "peer", endpoint, str(quota)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    rate: float = json.loads(done.stdout.splitlines()[-1])
    return rate


def peer(endpoint: str, quota: int) -> float:
    """One record after the other, a connection for each call."""
    import requests
    import zeep
    from lxml import etree

    session = requests.Session()
    session.headers["Connection"] = "close"
    client = zeep.Client(f"{endpoint}?wsdl", transport=zeep.Transport(session=session))
    service = client.bind("NGNPro", "SipPort")
    header = etree.fromstring(
        f"<auth><username>{ADMIN}</username><password>{ADMIN_PASSWORD}</password>"
        "<admin>true</admin><impersonate>0</impersonate></auth>"
    )
    started = time.perf_counter()
    for number in range(PEER_RECORDS):
        address = {"username": f"u{number:05d}", "domain": DOMAIN}
        account = service.getAccount(sipId=address, _soapheaders=[header])
        account.quota = quota
        service.updateAccount(account=account, _soapheaders=[header])
    return PEER_RECORDS / (time.perf_counter() - started)


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
