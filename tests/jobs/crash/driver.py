"""What the crash test does with a world: ``populate FOLDER ITEMS``, ``run FOLDER PLAN [DATABASE]``.

A process of its own for each world: the settings are chosen once in a process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.jobs.crash.world import Database, World

PATIENCE: Final = 240.0
AMOUNT: Final = "1.25"
PERSON: Final[dict[str, Any]] = {
    "first_name": "Rosa",
    "last_name": "Reseller",
    "organization": "Rosa Telecom",
    "email": "rosa@example.com",
    "tel": "+31208005161",
    "address": "Street 1",
    "postcode": "1000 AA",
    "city": "Amsterdam",
    "state": "N/A",
    "country": "NL",
}


def main() -> None:
    """The command of the arguments."""
    command, folder, argument, *database = sys.argv[1:]
    world = World(folder=Path(folder))
    platform = world.start_platform()
    try:
        if database:
            world.database = Database(folder=Path(database[0]))
            world.database.prepare()
            world.database.start()
        os.environ.update(world.environment(platform.port))
        world.panel.mkdir(parents=True, exist_ok=True)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        if command == "populate":
            populate(int(argument))
        else:
            run(world, json.loads(argument))
    finally:
        world.stop()


def populate(items: int) -> None:
    """A reseller's domain with that many prepaid accounts."""
    from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
    from ngnpanel.accounts.domain.sip import Account, Domain, SipId
    from ngnpanel.api import Api
    from ngnpanel.soap.platform import Platform

    api = Api(Platform.named("default"))
    given = ("sip_credit", "pstn_access", "pstn_changes", "prepaid_changes")
    properties = tuple(
        CustomerProperty(name=name, value="100000", category="sip", permission="admin")
        if name.endswith("credit")
        else CustomerProperty(name=name, value="1", category="sip", permission="admin")
        for name in given
    )
    rosa = api.customers.add_customer(
        Customer(
            username="rosa",
            password="a good password",
            reseller_active=True,
            properties=properties,
            **PERSON,
        )
    )
    api.sip.add_domain(Domain(domain="rosa.example", customer=rosa.id, reseller=rosa.id))

    for number in range(items):
        name = SipId(username=f"u{number:05d}", domain="rosa.example")
        api.sip.add_account(Account(id=name, password="a good password", prepaid=True))


def run(world: World, plan: list[tuple[int, str]]) -> None:
    """Begin the job, kill by the plan, wait for the end, and print what became of it."""
    world.start_broker()
    world.start_worker()
    seconds, counts = work(world, plan)
    say(json.dumps({"seconds": seconds, "counts": counts}))


def say(text: str) -> None:
    """A line for whoever started this."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def work(world: World, plan: list[tuple[int, str]]) -> tuple[float, dict[str, int]]:
    """Begin the job, kill by the plan, and wait for the end."""
    from django.db import connection

    from ngnpanel.actor import Actor, Role
    from ngnpanel.jobs import kinds, submitting
    from ngnpanel.jobs.models import Job, Outcome, State

    kind = kinds.find("account-balance")
    assert kind is not None
    actor = Actor(role=Role.ADMINISTRATOR, name="admin")
    query = {"filter": {"domain": "rosa.example"}, "order": "username"}
    job = submitting.draft(kind, actor, source={"resource": "account", "query": query})
    submitting.prepare(job, {"amount": AMOUNT, "note": "bonus"})
    wait(world, lambda: Job.objects.get(pk=job.pk).state == State.PREVIEWED, job)
    started = time.monotonic()
    job.refresh_from_db()
    submitting.begin(job)
    for moment, victim in plan:
        wait(world, partial(reached, job, moment), job)
        say(f"  {done(job):5d} done: kill {victim}")
        world.kill(victim)
        connection.close()
    wait(world, lambda: Job.objects.get(pk=job.pk).state == State.DONE, job)
    for item in job.items.exclude(outcome=Outcome.DONE)[:20]:
        say(f"  {item.outcome}: {item.key}, taken {item.attempts} times: {item.reason}")
    return time.monotonic() - started, {n: c for n, c in job.counts().items() if c}


def reached(job: Any, moment: int) -> bool:
    """Whether so many items are over."""
    return done(job) >= moment


def done(job: Any) -> int:
    """How many items are over."""
    number: int = job.items.exclude(outcome="pending").count()
    return number


def wait(world: World, condition: Callable[[], bool], job: Any) -> None:
    """Until it holds; fails with what the job says."""
    from ngnpanel.jobs.models import Chunk, Gate, Job

    deadline = time.monotonic() + PATIENCE
    while not holds(condition):
        if time.monotonic() > deadline:
            stored = Job.objects.get(pk=job.pk)
            raise AssertionError(
                f"{stored.state} {stored.pause} {stored.remark} {stored.counts()}"
                f" {list(Chunk.objects.values())} {list(Gate.objects.values())}"
            )
        world.look_after()
        time.sleep(0.02)


def holds(condition: Callable[[], bool]) -> bool:
    """Whether it holds; a database that was killed ends our connection to it, too."""
    from django.db import DatabaseError, InterfaceError, connection

    try:
        return condition()
    except (DatabaseError, InterfaceError):
        connection.close()
        return False


if __name__ == "__main__":
    main()
