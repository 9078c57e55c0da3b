"""Measures one page of each list out of few and out of many accounts: ``make bench-lists``.

In a PostgreSQL of its own it loads two databases and asks both for the same page of 20 through the
endpoint, as the administrator, a reseller and a customer, with each filter and order that the panel
offers. Prints a table of milliseconds and their ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.clock import machine

SETTINGS: Final = "benchmarks.settings"
SMALL: Final = 1_000
ROWS: Final = 20
GOAL: Final = 1.3
# The records that both databases have: what a search for a certain customer's people finds.
MARK: Final = "zuiderzee"
MARKED: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One list as somebody asks for it; ``start`` -1 is the last page."""

    person: str
    operation: str
    filter: dict[str, Any]
    order: str
    start: int = 0

    @property
    def name(self) -> str:
        """How the table calls it."""
        asked = ", ".join(f"{name} {value}" for name, value in self.filter.items()) or "all"
        place = ", last page" if self.start < 0 else ""
        return f"{self.operation.removeprefix('get').lower()}: {asked}; by {self.order}{place}"


ORDERS: Final = {
    "getAccounts": ("-changeDate", "username", "domain"),
    "getAliases": ("aliasUsername", "targetUsername", "-changeDate"),
    "getDomains": ("-changeDate", "domain"),
    "getCustomers": ("-changeDate", "username", "organization", "lastName", "customer"),
}
# What the search forms send: texts in the middle, whole numbers, one group.
FILTERS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "getAccounts": (
        {},
        {"username": f"%{MARK}%"},
        {"username": f"{MARK}1%"},
        {"username": f"{MARK}7"},
        {"username": f"{MARK}1%", "domain": f"{MARK}%"},
        {"domain": f"%{MARK}%"},
        {"domain": f"{MARK}.example"},
        {"firstName": f"%{MARK}%"},
        {"lastName": f"%{MARK}%"},
        {"email": f"%@{MARK}%"},
        {"customer": "MARKED"},
        {"reseller": "RESELLER"},
        {"owner": "MARKED"},
        {"groups": ["blocked"]},
        {"groups": ["quota"]},
        {"groups": ["prepaid"]},
        {"groups": ["free-pstn"]},
        {"groups": ["anonymous"]},
    ),
    "getAliases": (
        {},
        {"aliasUsername": f"%{MARK}%"},
        {"aliasDomain": f"%{MARK}%"},
        {"targetUsername": f"%{MARK}%"},
        {"targetDomain": f"{MARK}%"},
        {"customer": "MARKED"},
        {"reseller": "RESELLER"},
        {"owner": "MARKED"},
    ),
    "getDomains": ({}, {"domain": f"%{MARK}%"}, {"customer": "MARKED"}, {"reseller": "RESELLER"}),
    "getCustomers": (
        {},
        {"username": f"%{MARK}%"},
        {"organization": f"%{MARK}%"},
        {"lastName": f"%{MARK}%"},
        {"email": f"%{MARK}%"},
        {"reseller": "RESELLER"},
    ),
}
PEOPLE: Final = ("administrator", "reseller", "customer")
ONLY_ADMINISTRATOR: Final = ("customer", "reseller", "owner")


def cases() -> list[Case]:
    """Everything that is measured."""
    found = []
    for person in PEOPLE:
        for operation, filters in FILTERS.items():
            if operation == "getCustomers" and person == "customer":
                continue
            for asked in filters:
                if person != "administrator" and asked.keys() & set(ONLY_ADMINISTRATOR):
                    continue
                found += [
                    Case(person=person, operation=operation, filter=asked, order=order)
                    for order in ORDERS[operation]
                ]
            found.append(
                Case(
                    person=person,
                    operation=operation,
                    filter={},
                    order=ORDERS[operation][0],
                    start=-1,
                )
            )
    return found


def prepare(accounts: int, domains: int) -> None:
    """Load one database, and add the records that both have."""
    _django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    started = time.monotonic()
    call_command(
        "load_accounts", accounts=accounts, domains=domains, verbosity=0, stdout=sys.stderr
    )
    print(f"{accounts} accounts loaded in {time.monotonic() - started:.0f} s", file=sys.stderr)
    mark()


def mark() -> None:
    """Add the records that both databases have."""
    from django.db import connection
    from django.utils.timezone import now

    from ngnpanel.provisioning import models

    reseller = models.Customer.objects.get(username="northern")
    customer = models.Customer.objects.create(
        username=MARK, reseller=reseller, last_name=MARK, organization=MARK, email=f"a@{MARK}.nl"
    )
    domain = models.Domain.objects.create(
        name=f"{MARK}.example", customer=customer, reseller=reseller
    )
    models.Account.objects.bulk_create(
        models.Account(
            domain=domain,
            username=f"{MARK}{number}",
            first_name=f"Jan {MARK}",
            last_name=f"van {MARK}",
            email=f"jan{number}@{MARK}.example",
            owner=customer,
            changed=now() - timedelta(days=number * 3),
        )
        for number in range(MARKED)
    )
    # Enough for a whole page of each group in both databases.
    models.AccountGroup.objects.bulk_create(
        models.AccountGroup(account=account, name=name)
        for account in domain.accounts.order_by("pk")[: ROWS + 5]
        for name in ("blocked", "quota", "anonymous")
    )
    _aliases()
    models.Alias.objects.bulk_create(
        models.Alias(
            domain=domain,
            username=f"also{MARK}{number}",
            target_username=f"{MARK}{number}",
            target_domain=domain.name,
            owner=customer,
        )
        for number in range(MARKED)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")


def _aliases() -> None:
    """An alias for every tenth account, so that their list is long as well."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            "INSERT INTO provisioning_alias"
            " (domain_id, username, target_username, target_domain, changed)"
            " SELECT a.domain_id, 'also.' || a.username, a.username, d.name, a.changed"
            " FROM provisioning_account a JOIN provisioning_domain d ON d.id = a.domain_id"
            " WHERE a.id %% 10 = 0 AND a.username NOT LIKE %s",
            [f"{MARK}%"],
        )


def measure() -> None:
    """Answer each number of a case that is read with milliseconds and rows, as a line of JSON."""
    _django()
    from ngnpanel.provisioning import models
    from ngnpanel.provisioning.endpoint import handle

    ids = dict(models.Customer.objects.values_list("username", "pk"))
    values = {"MARKED": ids[MARK], "RESELLER": ids["northern"]}
    people = {"administrator": 0, "reseller": ids["northern"], "customer": ids[MARK]}
    bodies: dict[int, bytes] = {}
    known = cases()
    for line in sys.stdin:
        number = int(line)
        case = known[number]
        if number not in bodies:
            asked = {name: values.get(str(value), value) for name, value in case.filter.items()}
            person, start = people[case.person], case.start
            if start < 0:
                body = envelope(case, asked, person, 0, 0)
                total = int(handle(body).body.split(b"<total")[1].split(b">")[1].split(b"<")[0])
                start = max(total - ROWS, 0)
            bodies[number] = envelope(case, asked, person, start, ROWS)
        began = time.perf_counter()
        reply = handle(bodies[number])
        spent = (time.perf_counter() - began) * 1000
        if reply.status != 200:
            raise SystemExit(f"{case.name}: {reply.body.decode()}")
        rows = reply.body.count(b"<changeDate")
        print(json.dumps([spent, rows]), flush=True)


def envelope(case: Case, asked: dict[str, Any], person: int, start: int, count: int) -> bytes:
    """The request as the panel sends it."""
    from benchmarks import credentials
    from ngnpanel.soap import wire
    from ngnpanel.soap.codec import CODEC

    port = "Customer" if case.operation == "getCustomers" else "Sip"
    codec = CODEC.operation(port, case.operation)
    name, label = codec.parameters[0]
    direction = "DESC" if case.order.startswith("-") else "ASC"
    query = {
        "filter": asked,
        "orderBy": {"attribute": case.order.lstrip("-"), "direction": direction},
        "range": {"start": start, "count": count},
    }
    auth = (
        f"<auth><username>{credentials.USERNAME}</username>"
        f"<password>{credentials.PASSWORD}</password><admin>true</admin>"
        f"<impersonate>{person}</impersonate></auth>"
    )
    head = wire.HEAD.replace(
        "<SOAP-ENV:Body>", f"<SOAP-ENV:Header>{auth}</SOAP-ENV:Header><SOAP-ENV:Body>"
    )
    call = (
        f'<x:{case.operation} xmlns:x="{codec.namespace}">'
        f"{CODEC.encode(label, name, query)}</x:{case.operation}>"
    )
    return f"{head}{call}{wire.TAIL}".encode()


def _django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import logging

    import django

    django.setup()
    logging.disable(logging.INFO)


def compare(accounts: int, repeats: int) -> int:
    """Load both, measure both in turns, print the table; 1 when a ratio misses the goal."""
    address = os.environ["DATABASE_URL"]
    sizes = {"small": (SMALL, 25), "large": (accounts, max(25, accounts // 1000))}
    urls = {name: address.replace("/postgres?", f"/{name}?") for name in sizes}
    for name, (size, domains) in sizes.items():
        if _create(address, name):
            _self(urls[name], "--prepare", str(size), "--domains", str(domains))
    children = {name: _asked(url) for name, url in urls.items()}
    found: list[dict[str, tuple[float, float]]] = []
    for number in range(len(cases())):
        best = _times(children, number, repeats)
        if best["large"][0] > GOAL * best["small"][0]:
            # Perhaps something else ran meanwhile: more turns tell.
            best = _times(children, number, 4 * repeats)
        found.append(best)
    for child in children.values():
        child.communicate()
    print(f"{machine()}, PostgreSQL; ms a call\n")
    print(
        f"| Who | List | of {SMALL:,} | of {accounts:,} | ratio |\n| --- | --- | --- | --- | --- |"
    )
    missed = 0
    for case, best in zip(cases(), found, strict=True):
        small, large = best["small"], best["large"]
        ratio = large[0] / small[0]
        missed += ratio > GOAL
        note = "" if small[1] == large[1] else f" ({small[1]:.0f} and {large[1]:.0f} rows)"
        print(
            f"| {case.person} | {case.name}{note} | {small[0]:.1f} | {large[0]:.1f} | {ratio:.2f} |"
        )
    print(f"\n{len(cases())} lists, {missed} above {GOAL}.")
    return int(missed > 0)


def _times(
    children: dict[str, subprocess.Popen[str]], number: int, repeats: int
) -> dict[str, tuple[float, float]]:
    """Milliseconds and rows of one case in each database."""
    times: dict[str, list[list[float]]] = {name: [] for name in children}
    for _ in range(repeats):
        # In turns, so that whatever else the machine does slows both.
        for name, child in children.items():
            times[name].append(_ask(child, number))
    # The fastest third: everything else only adds.
    return {
        name: (
            statistics.mean(sorted(spent for spent, _rows in measured)[: max(2, repeats // 3)]),
            measured[0][1],
        )
        for name, measured in times.items()
    }


def _asked(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.lists", "--measure"],
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _ask(child: subprocess.Popen[str], number: int) -> list[float]:
    if child.stdin is None or child.stdout is None:
        raise SystemExit("A child without pipes cannot be asked.")
    child.stdin.write(f"{number}\n")
    child.stdin.flush()
    answer: list[float] = json.loads(child.stdout.readline())
    return answer


def _self(url: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.lists", *arguments]
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _create(url: str, name: str) -> bool:
    """Make a database; False when it is there already, from an earlier run on the same server."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        try:
            connection.execute(f"CREATE DATABASE {name}")
        except psycopg.errors.DuplicateDatabase:
            return False
    return True


def main() -> int:
    """The command line; without options everything, in a PostgreSQL of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=12)
    parser.add_argument("--prepare", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--domains", type=int, default=4, help=argparse.SUPPRESS)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--served", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        prepare(options.prepare, options.domains)
    elif options.measure:
        measure()
    elif options.served:
        return compare(options.accounts, options.repeats)
    else:
        root = Path(__file__).resolve().parents[1]
        return subprocess.run(
            [
                *(sys.executable, "-m", "tests.postgres"),
                *(sys.executable, "-m", "benchmarks.lists", "--served", *sys.argv[1:]),
            ],
            cwd=root,
            check=False,
        ).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
