"""The records of a SIP domain as the live DNS has them, asked at the configured resolver."""

from __future__ import annotations

import time
from typing import Final

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import domain_check, records
from ngnpanel.dns.domain.answers import Answers
from ngnpanel.dns.domain.records import Record

LIFETIME: Final = 2.0
PATIENCE: Final = 6.0
# Enough for a domain with several servers; a page does not wait for more.
MOST_QUESTIONS: Final = 30


class Unreachable(Exception):
    """The resolver does not answer, or not in a way that says anything."""


def resolver() -> dns.resolver.Resolver | None:
    """The configured resolver, None when there is none."""
    if not settings.DNS_RESOLVER:
        return None
    address, port = settings.DNS_RESOLVER
    found = dns.resolver.Resolver(configure=False)
    found.nameservers = [address]
    found.port = port
    found.lifetime = LIFETIME
    return found


def answers_for(domain: str, asked: dns.resolver.Resolver) -> Answers:
    """NAPTR, SRV and addresses of a domain; raises Unreachable."""
    rows: dict[tuple[str, str, str], Record] = {}
    questions = 0
    deadline = time.monotonic() + PATIENCE

    def ask(name: str, *types: str) -> None:
        nonlocal questions
        for kind in types:
            questions += 1
            if questions > MOST_QUESTIONS or time.monotonic() > deadline:
                raise Unreachable
            for row in _ask(asked, name, kind):
                rows.setdefault((row.name, row.type, row.value), row)

    ask(domain, "CNAME", "NAPTR", "A", "AAAA")
    for name in domain_check.services(domain, Answers(rows.values())):
        ask(name, "SRV")
    for target in domain_check.targets(domain, Answers(rows.values())):
        ask(target, "CNAME", "A", "AAAA")
    return Answers(rows.values())


def servers_of(zone: str) -> tuple[str, ...]:
    """Who answers for a zone in the live DNS; nobody where no resolver says anything."""
    asked = resolver()
    if asked is None:
        return ()
    try:
        found = _ask(asked, zone, "NS")
    except Unreachable:
        return ()
    return tuple(sorted(row.value.rstrip(".") for row in found))


def _ask(asked: dns.resolver.Resolver, name: str, kind: str) -> list[Record]:
    try:
        answer = asked.resolve(f"{name}.", kind, raise_on_no_answer=False)
    except (dns.resolver.NXDOMAIN, dns.name.LabelTooLong, dns.name.EmptyLabel):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise Unreachable from error
    is_elsewhere = answer.canonical_name != dns.name.from_text(f"{name}.")
    if answer.rrset is None or is_elsewhere:
        return []
    rows = (_record(name, kind, str(data)) for data in answer.rrset)
    return [row for row in rows if row is not None]


def _record(name: str, kind: str, data: str) -> Record | None:
    """An answer as a record of ours, None for one that we could not have."""
    priority: int | None = None
    if kind == "SRV":
        first, _blank, data = data.partition(" ")
        priority = int(first)
    elif kind == "NAPTR":
        priority = int(data.split(" ")[1])
    wanted = Record(zone=name, name=name, type=kind, ttl=1, value=data, priority=priority)
    try:
        return records.checked(wanted, name, 1)
    except RuleError:
        return None
