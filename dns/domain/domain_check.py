"""Whether phones find a SIP domain: NAPTR to SRV to addresses, as RFC 3263 has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ngnpanel.accounts.domain.rules import Saying, saying
from ngnpanel.dns.domain import names, records, templates, texts
from ngnpanel.dns.domain.answers import Answers
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.templates import TRANSPORTS, Place

BROKEN: Final = "broken"
DOUBTFUL: Final = "doubtful"
NOTE: Final = "note"
# NAPTR services of SIP and the SRV prefix that each leads to (RFC 3263, 4168, 7118).
SERVICES: Final = {
    "SIP+D2U": "_sip._udp",
    "SIP+D2T": "_sip._tcp",
    "SIPS+D2T": "_sips._tcp",
    "SIP+D2S": "_sip._sctp",
    "SIPS+D2S": "_sips._sctp",
    "SIP+D2W": "_sip._ws",
    "SIPS+D2W": "_sips._ws",
}
PORT: Final = 5060
TLS_PORT: Final = 5061


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something about the chain: how bad it is, a sentence, and the record at fault if any."""

    severity: str
    text: Saying
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A NAPTR record of SIP in parts."""

    record: Record
    order: int
    preference: int
    flags: str
    service: str
    regexp: str
    target: str


@dataclass(frozen=True, slots=True)
class Server:
    """An SRV record in parts."""

    record: Record
    port: int
    target: str


def check(domain: str, answers: Answers) -> tuple[Finding, ...]:
    """All findings, the worst first."""
    order = (BROKEN, DOUBTFUL, NOTE)
    return tuple(sorted(_findings(domain, answers), key=lambda one: order.index(one.severity)))


def ways(domain: str, answers: Answers) -> list[Way]:
    """The NAPTR records of SIP that a domain has, best first."""
    found = [_way(row) for row in answers.find(domain, "NAPTR")]
    sip = [way for way in found if way.service.startswith(("SIP+", "SIPS+"))]
    return sorted(sip, key=lambda way: (way.order, way.preference))


def servers(name: str, answers: Answers) -> list[Server]:
    """The SRV records of a name."""
    return [_server(row) for row in answers.find(name, "SRV")]


def services(domain: str, answers: Answers) -> list[str]:
    """The names whose SRV records belong to the domain: those of NAPTR, and the usual ones."""
    led = [way.target for way in ways(domain, answers) if way.target]
    usual = [f"{way.prefix}.{domain}" for way in TRANSPORTS]
    return list(dict.fromkeys([*led, *usual]))


def missing(place: Place, answers: Answers) -> tuple[Record, ...]:
    """The records of the SIP templates that the chain of ``place.name`` lacks.

    Nothing is proposed beside a CNAME, nor a second server where there is one.
    """
    domain = place.name
    wanted: list[Record] = []
    if answers.find(domain, "CNAME"):
        return ()
    there = {way.service: way for way in ways(domain, answers)}
    for transport in TRANSPORTS:
        way = there.get(transport.service)
        name = f"{transport.prefix}.{domain}"
        if way is None:
            wanted.append(templates.naptr(place, transport))
        elif way.target.startswith(f"{transport.prefix}.") and not way.regexp:
            name = way.target
        if not answers.knows(name) or answers.find(name, "SRV", "CNAME"):
            continue
        of_name = names.SERVICE.sub("", name)
        at = Place(zone=place.zone, name=of_name, target=place.target)
        wanted.append(templates.sip_srv(at, transport))
    made = (records.checked(row, place.zone, templates.TTL) for row in wanted)
    return tuple(row for row in made if names.is_in(row.name, place.zone))


def target_of(domain: str, answers: Answers) -> str:
    """The server that the domain has already, empty for none."""
    found = (row for name in services(domain, answers) for row in servers(name, answers))
    return next((row.target for row in found if row.target), "")


def differences(domain: str, here: Answers, live: Answers) -> tuple[list[str], list[str]]:
    """Lines of the chain that only the zone here has, and those that only the live DNS has."""
    ours, theirs = _chain(domain, here), _chain(domain, live)
    known = {line for line, name in theirs.items() if here.knows(name)}
    return sorted(ours.keys() - theirs.keys()), sorted(known - ours.keys())


def _chain(domain: str, answers: Answers) -> dict[str, str]:
    """Each record of the chain as a line without TTL, with its name."""
    rows = [(domain, row) for row in answers.find(domain, "NAPTR", "CNAME")]
    targets = []
    for name in services(domain, answers):
        rows += [(name, row) for row in answers.find(name, "SRV")]
        targets += [server.target for server in servers(name, answers)]
    for target in dict.fromkeys(targets):
        rows += [(target, row) for row in answers.find(target, "A", "AAAA", "CNAME")]
    return {f"{name}. {row.type} {records.rdata(row)}".lower(): name for name, row in rows}


def _findings(domain: str, answers: Answers) -> Iterator[Finding]:
    aliases = answers.find(domain, "CNAME")
    if aliases:
        text = saying(
            "%(domain)s is a CNAME. A SIP domain needs records of its own.", domain=domain
        )
        yield Finding(severity=BROKEN, text=text, record=aliases[0])
        return
    led = ways(domain, answers)
    usual = [f"{way.prefix}.{domain}" for way in TRANSPORTS]
    has_srv = [name for name in usual if answers.find(name, "SRV")]
    if not led:
        yield _without_naptr(domain, answers, has_srv)
    for way in led:
        yield from _of_way(way, answers)
    yield from _of_order(led)
    pointed = {way.target for way in led}
    if led:
        for name in has_srv:
            if name not in pointed:
                text = saying(
                    "No NAPTR record leads to %(name)s, so most phones never use it.", name=name
                )
                yield Finding(severity=DOUBTFUL, text=text)
    for name in services(domain, answers):
        for server in servers(name, answers):
            yield from _of_server(name, server, answers)


def _without_naptr(domain: str, answers: Answers, has_srv: list[str]) -> Finding:
    if has_srv:
        text = saying(
            "%(domain)s has no NAPTR record, so callers have to guess the transport.", domain=domain
        )
        return Finding(severity=DOUBTFUL, text=text)
    if answers.find(domain, "A", "AAAA"):
        text = saying(
            "%(domain)s has neither NAPTR nor SRV records: callers try its address on port 5060.",
            domain=domain,
        )
        return Finding(severity=DOUBTFUL, text=text)
    text = saying(
        "%(domain)s has no NAPTR, no SRV and no address records: no call finds it.", domain=domain
    )
    return Finding(severity=BROKEN, text=text)


def _of_way(way: Way, answers: Answers) -> Iterator[Finding]:
    """What is wrong with one NAPTR record."""

    def finding(severity: str, text: Saying) -> Finding:
        return Finding(severity=severity, text=text, record=way.record)

    prefix = SERVICES.get(way.service)
    if prefix is None:
        yield finding(
            DOUBTFUL,
            saying("The service %(service)s is unknown: phones pass over it.", service=way.service),
        )
        return
    if way.flags != "S":
        yield finding(
            BROKEN,
            saying(
                'The flag must be "s", which says that SRV records follow, not "%(flag)s".',
                flag=way.flags,
            ),
        )
    if way.regexp or not way.target:
        yield finding(
            BROKEN, saying("A NAPTR record of SIP names its SRV records and has no regexp.")
        )
        return
    if not way.target.startswith(f"{prefix}."):
        yield finding(
            BROKEN,
            saying(
                "%(service)s must lead to %(prefix)s, but this leads to %(target)s.",
                service=way.service,
                prefix=prefix,
                target=way.target,
            ),
        )
    if not answers.knows(way.target):
        yield finding(
            NOTE,
            saying("%(target)s is not in this zone, so it was not looked at.", target=way.target),
        )
    elif not answers.find(way.target, "SRV"):
        yield finding(BROKEN, saying("%(target)s has no SRV record.", target=way.target))


def _of_order(led: list[Way]) -> Iterator[Finding]:
    """Oddities between NAPTR records, which are sorted."""
    for first, second in pairwise(led):
        if (first.order, first.preference) == (second.order, second.preference):
            text = saying(
                "%(first)s and %(second)s have the same order and preference, so callers choose"
                " as they like.",
                first=first.service,
                second=second.service,
            )
            yield Finding(severity=DOUBTFUL, text=text, record=second.record)
    seen: set[str] = set()
    for way in led:
        if way.service in seen:
            text = saying("There is more than one record of %(service)s.", service=way.service)
            yield Finding(severity=NOTE, text=text, record=way.record)
        seen.add(way.service)
    order = [way.service for way in led]
    if "SIPS+D2T" in order and order[0] == "SIP+D2U":
        text = saying("UDP comes first, so calls go unencrypted although TLS is offered.")
        yield Finding(severity=NOTE, text=text, record=led[0].record)


def _of_server(name: str, server: Server, answers: Answers) -> Iterator[Finding]:
    """What is wrong with one SRV record and its target."""

    def finding(severity: str, text: Saying) -> Finding:
        return Finding(severity=severity, text=text, record=server.record)

    if not server.target:
        yield finding(
            BROKEN, saying("The target “.” says that %(name)s is not offered.", name=name)
        )
        return
    is_secure = name.startswith("_sips.")
    if server.port == 0:
        yield finding(BROKEN, saying("Port 0 cannot be called."))
    elif is_secure and server.port == PORT:
        yield finding(BROKEN, saying("Port 5060 is the one without encryption; TLS is on 5061."))
    elif is_secure and server.port != TLS_PORT:
        yield finding(NOTE, saying("TLS is on port %(port)s; usual is 5061.", port=server.port))
    elif not is_secure and server.port == TLS_PORT:
        yield finding(DOUBTFUL, saying("Port 5061 is the one of TLS; UDP and TCP are on 5060."))
    if answers.find(server.target, "CNAME"):
        yield finding(
            BROKEN,
            saying(
                "%(target)s is a CNAME, which the target of SRV must not be (RFC 2782).",
                target=server.target,
            ),
        )
    elif not answers.knows(server.target):
        yield finding(
            NOTE,
            saying(
                "%(target)s is not in this zone, so its address was not looked at.",
                target=server.target,
            ),
        )
    elif not answers.find(server.target, "A", "AAAA"):
        yield finding(
            BROKEN, saying("%(target)s has no A and no AAAA record.", target=server.target)
        )


def _way(row: Record) -> Way:
    words = [word for _quoted, word in texts.tokens(row.value)]
    order, preference, flags, service, regexp, target = words
    return Way(
        row,
        int(order),
        int(preference),
        flags.upper(),
        service.upper(),
        regexp,
        names.absolute(target, row.zone),
    )


def _server(row: Record) -> Server:
    _weight, port, target = row.value.split(" ")
    return Server(row, int(port), names.absolute(target, row.zone))


def targets(domain: str, answers: Answers) -> Iterable[str]:
    """The hosts that the SRV records of a domain name."""
    found = (row for name in services(domain, answers) for row in servers(name, answers))
    return dict.fromkeys(row.target for row in found if row.target)
