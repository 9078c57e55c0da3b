"""Record templates: the records that a SIP service, or a whole platform, needs in a zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import names, records
from ngnpanel.dns.domain.records import Record

TTL: Final = 3600
PREFERENCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the records of a template go.

    ``name`` is the full name of what is served, the zone itself or one in it; ``target`` the full
    name of the host that serves it. The rest is for platforms as a whole: the MSRP relay, the XCAP
    root and the server of push notifications, each empty when there is none of its own.
    """

    zone: str
    name: str
    target: str
    msrp_relay: str = ""
    xcap_root: str = ""
    push_server: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A named set of records; ``label`` names the host in the zone when no other is known.

    The SIP servers of a person are only proposed for templates of SIP (``is_sip``).
    """

    name: str
    label: str
    make: Callable[[Place], Iterable[Record]]
    is_sip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """One way to reach a SIP domain (RFC 3263): NAPTR service, SRV prefix, order and port."""

    service: str
    prefix: str
    order: int
    port: int


UDP: Final = Transport(service="SIP+D2U", prefix="_sip._udp", order=30, port=5060)
TCP: Final = Transport(service="SIP+D2T", prefix="_sip._tcp", order=10, port=5060)
TLS: Final = Transport(service="SIPS+D2T", prefix="_sips._tcp", order=20, port=5061)
TRANSPORTS: Final = (TCP, TLS, UDP)
# Sub-zones of a distributed platform, and where its services are.
DELEGATED: Final = ("proxy", "ngnpro", "xcap", "msrprelay", "voicemail")
DELEGATION: Final = ("ns1", "ns2", "ns3")


def records_of(template: Template, place: Place) -> tuple[Record, ...]:
    """The records that a template makes, as they are stored; raises RuleError for a wrong name."""
    made = (records.checked(row, place.zone, TTL) for row in template.make(place))
    return tuple(made)


def place_of(
    template: Template,
    *,
    zone: str,
    name: str,
    targets: Iterable[str],
    typed: str = "",
    **more: str,
) -> Place:
    """Where a template's records go; raises RuleError.

    The host is the first that is known: the typed one, one of ``targets`` (for SIP alone), the
    template's own label below ``name``. ``typed`` of one label lies in the zone.
    """
    full = names.full_name(name, zone)
    known = [typed, *(targets if template.is_sip else ())]
    chosen = next((text.strip() for text in known if text.strip()), "")
    if not chosen:
        chosen = f"{template.label}.{full}"
    target = names.absolute(names.host(chosen, zone, "target"), zone)
    return Place(zone=zone, name=full, target=target, **more)


def missing(wanted: Iterable[Record], present: Iterable[Record]) -> tuple[Record, ...]:
    """Those of ``wanted`` that are not there yet; the TTL makes no difference."""
    there = {identity(row) for row in present}
    return tuple(row for row in wanted if identity(row) not in there)


def identity(record: Record) -> tuple[str, str, str]:
    """What makes a stored record the same as another one."""
    return record.name, record.type, records.rdata(record)


def naptr(place: Place, way: Transport, name: str = "", replacement: str = "") -> Record:
    """The NAPTR record that leads from a domain to the SRV records of a transport."""
    owner = name or place.name
    target = replacement or f"{way.prefix}.{owner}"
    value = f'{way.order} {PREFERENCE} "s" "{way.service}" "" {target}'
    return _row(place, owner, "NAPTR", value, PREFERENCE)


def srv(
    place: Place,
    service: str,
    port: int,
    *,
    priority: int = 0,
    weight: int = 10,
    target: str = "",
) -> Record:
    """An SRV record of ``service`` (_sip._udp) below the place's name."""
    host = target or place.target
    return _row(place, f"{service}.{place.name}", "SRV", f"{weight} {port} {host}", priority)


def sip_srv(place: Place, way: Transport) -> Record:
    """The SRV record of a SIP transport."""
    return srv(place, way.prefix, way.port, priority=100, weight=100)


def _row(place: Place, name: str, kind: str, value: str, priority: int | None = None) -> Record:
    return Record(zone=place.zone, name=name, type=kind, ttl=TTL, value=value, priority=priority)


def _sip(*ways: Transport) -> Callable[[Place], Iterable[Record]]:
    return lambda place: [make(place, way) for way in ways for make in (naptr, sip_srv)]


def _services(
    port: int, *services: str, priority: int = 0, weight: int = 10
) -> Callable[[Place], Iterable[Record]]:
    return lambda place: [
        srv(place, service, port, priority=priority, weight=weight) for service in services
    ]


def _distributed(place: Place) -> Iterable[Record]:
    """A platform whose parts find each other by sub-zones with name servers of their own."""
    parts = {
        "_eventserver._tcp": (8000, place.target),
        "_sip._udp": (5060, f"proxy.{place.name}"),
        "_ngnpro._tcp": (9200, f"ngnpro.{place.name}"),
        "_xcap._tcp": (443, f"xcap.{place.name}"),
        "_msrps._tcp": (2855, f"msrprelay.{place.name}"),
        "_voicemail._tcp": (9200, f"voicemail.{place.name}"),
    }
    for service, (port, target) in parts.items():
        yield srv(place, service, port, target=target)
    for label in DELEGATED:
        for server in DELEGATION:
            yield _row(place, f"{label}.{place.name}", "NS", f"{server}.{place.name}")


def _hosted(place: Place) -> Iterable[Record]:
    """A domain that a platform serves with everything."""
    yield from _sip(*TRANSPORTS)(place)
    yield srv(place, "_stun._udp", 3478)
    yield srv(place, "_stun._tcp", 3478)
    relay = place.msrp_relay or place.target
    yield srv(place, "_msrps._tcp", 2855, priority=10, weight=0, target=relay)
    root = place.xcap_root or f"https://xcap.{place.name}/xcap-root"
    yield _row(place, f"xcap.{place.name}", "TXT", root)
    if place.push_server:
        name = f"push.{place.name}"
        service = f"_sips._tcp.{name}"
        yield naptr(place, TLS, name, service)
        value = f"100 {TLS.port} {place.push_server}"
        yield _row(place, service, "SRV", value, 100)


TEMPLATES: Final[Mapping[str, Template]] = {
    template.name: template
    for template in (
        Template(name="sip-udp", label="sip", make=_sip(UDP), is_sip=True),
        Template(name="sip-tcp", label="sip", make=_sip(TCP), is_sip=True),
        Template(name="sip-tls", label="sip", make=_sip(TLS), is_sip=True),
        Template(name="stun", label="stun", make=_services(3478, "_stun._udp")),
        Template(
            name="xmpp-server",
            label="xmpp",
            make=_services(5269, "_xmpp-server._tcp", "_jabber._tcp"),
        ),
        Template(
            name="xmpp-server-tls",
            label="xmpp",
            make=_services(5269, "_xmpps-server._tcp", "_jabbers._tcp"),
        ),
        Template(name="xmpp-client", label="xmpp", make=_services(5222, "_xmpp-client._tcp")),
        Template(name="xmpp-client-tls", label="xmpp", make=_services(5222, "_xmpps-client._tcp")),
        Template(
            name="msrp",
            label="msrprelay",
            make=_services(2855, "_msrps._tcp", priority=10, weight=0),
        ),
        Template(name="distributed", label="eventserver", make=_distributed),
        Template(name="hosted", label="sip", make=_hosted, is_sip=True),
    )
}


def template_called(name: str) -> Template:
    """The template of a name; raises RuleError."""
    if name not in TEMPLATES:
        raise RuleError("Choose one of the templates.", "template")
    return TEMPLATES[name]
