"""What the people of the tests own beside SIP: zones, numbers and ways into the telephone network.

The reseller's customer and the stranger's customer get the same, under names of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from tests.people import ALICE, DOMAIN, FOREIGN, FOREIGN_DOMAIN, People, api

CREDITS = ("enum_range_credit", "enum_number_credit", "dns_zone_credit", "email_credit")


@dataclass(frozen=True, kw_only=True)
class Estate:
    """The keys of what one tenant owns, as they stand in URLs."""

    zone: str
    record: str
    mail_alias: str
    redirect: str
    range: str
    number: str
    carrier: str
    gateway: str
    rule: str
    route: str
    peer: str


@dataclass(frozen=True, kw_only=True)
class Estates:
    """The people with what is theirs, and what is the stranger's."""

    people: People
    own: Estate
    foreign: Estate


def furnish(people: People) -> Estates:
    """Give both tenants one record of each kind."""
    foreign = api().sip.domain(FOREIGN_DOMAIN).customer
    for customer in (people.reseller, people.customer, people.stranger, foreign):
        give_credits(customer)
    return Estates(
        people=people,
        own=estate(
            domain=DOMAIN,
            customer=people.customer,
            reseller=people.reseller,
            prefix="3120",
            target=str(ALICE),
            peer="192.0.2.10",
        ),
        foreign=estate(
            domain=FOREIGN_DOMAIN,
            customer=foreign,
            reseller=people.stranger,
            prefix="4930",
            target=str(FOREIGN),
            peer="198.51.100.10",
        ),
    )


def give_credits(customer: int) -> None:
    """Enough of all that costs credits."""
    api().customers.set_properties(
        customer,
        [
            CustomerProperty(name=name, value="50", category="credit", permission="admin")
            for name in CREDITS
        ],
    )


def estate(
    *, domain: str, customer: int, reseller: int, prefix: str, target: str, peer: str
) -> Estate:
    """One record of each kind for a tenant."""
    dns, enum, pstn = api().dns, api().enum, api().pstn
    zone = Zone(name=domain, customer=customer, reseller=reseller, email=f"dns@{domain}")
    dns.add_zone(zone)
    record = dns.add_record(Record(zone=domain, name="www", type="A", value="192.0.2.80"))
    mail = FancyRecord(zone=domain, name="info", type="MBOXFW", value=f"office@{domain}")
    url = FancyRecord(zone=domain, name="go", type="URL", value=f"https://www.{domain}/")
    span = Range(
        id=RangeId(prefix=prefix),
        min_digits=11,
        max_digits=11,
        customer=customer,
        reseller=reseller,
        info=f"Block of {domain}",
    )
    enum.add_range(span)
    number = Number(
        id=NumberId(number=f"{prefix}8005161"),
        mappings=(Mapping(type="sip", mapto=f"sip:{target}"),),
    )
    enum.add_number(number)
    carrier = pstn.add_carrier(Carrier(name=f"Carrier of {domain}", reseller=reseller))
    gateway = pstn.add_gateway(
        Gateway(name=f"Gateway of {domain}", carrier_id=carrier.id, ip=f"gw.{domain}")
    )
    rule = pstn.add_gateway_rule(
        GatewayRule(gateway_id=gateway.id, prefix="0031", strip=2, prepend="+")
    )
    route = pstn.add_route(Route(carrier_id=carrier.id, prefix="0031", originator=domain))
    pstn.add_peer(
        TrustedPeer(ip=peer, description=f"PBX of {domain}", reseller=reseller, call_limit=30)
    )
    return Estate(
        zone=domain,
        record=str(record.id),
        mail_alias=str(dns.add_fancy_record(mail).id),
        redirect=str(dns.add_fancy_record(url).id),
        range=str(span.id),
        number=str(number.id),
        carrier=str(carrier.id),
        gateway=str(gateway.id),
        rule=str(rule.id),
        route=str(route.id),
        peer=peer,
    )
