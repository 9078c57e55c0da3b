"""Ways into the telephone network: carriers, gateways, rules, routes and trusted peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ngnpanel.api import Api
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from ngnpanel.soap.paging import Query

ALL: Final = 5000
# Gateways by their carrier, and the rules of each gateway.
CARRIERS: Final[Mapping[str, Mapping[Gateway, tuple[GatewayRule, ...]]]] = {
    "Polderlijn": {
        Gateway(name="Polderlijn Amsterdam", carrier_id=0, ip="192.0.2.31"): (
            GatewayRule(gateway_id=0, prefix="0031", strip=4, prepend="0"),
            GatewayRule(gateway_id=0, prefix="00", strip=2, prepend="+"),
        ),
        Gateway(
            name="Polderlijn Rotterdam", carrier_id=0, ip="gw2.polderlijn.example", transport="tcp"
        ): (GatewayRule(gateway_id=0, prefix="00", strip=2, prepend="+"),),
    },
    "Küstennetz": {
        Gateway(
            name="Küstennetz Hamburg",
            carrier_id=0,
            ip="sbc.kuestennetz.example",
            port=5061,
            transport="tls",
        ): (
            GatewayRule(gateway_id=0, prefix="0049", strip=4, prepend="0", min_length=9),
            GatewayRule(gateway_id=0, strip=2, prepend="+"),
        ),
    },
    "Weltruf": {
        Gateway(name="Weltruf Frankfurt", carrier_id=0, ip="198.51.100.60"): (
            GatewayRule(gateway_id=0, prefix="00", prepend="9971#", max_length=17),
        ),
        Gateway(name="Weltruf Wien", carrier_id=0, ip="2001:db8:60::1"): (),
    },
}
ROUTES: Final[tuple[tuple[str, Route], ...]] = (
    ("Polderlijn", Route(prefix="0031")),
    ("Weltruf", Route(prefix="0031", priority=10)),
    ("Küstennetz", Route(prefix="0031", originator="kaapnoord.example")),
    ("Polderlijn", Route(prefix="00316")),
    ("Küstennetz", Route(prefix="0049")),
    ("Weltruf", Route(prefix="0049", priority=5)),
    ("Weltruf", Route(prefix="0040")),
    ("Weltruf", Route(priority=1)),
    ("Küstennetz", Route(priority=2)),
)
PEERS: Final = (
    TrustedPeer(
        ip="192.0.2.140",
        description="Telephone system of Rivierazorg, main building",
        tags="pbx, care",
        billing_id="RZ-0140",
        call_limit=60,
        strip=1,
        prefix="0031",
        originator="rivierazorg.example",
        enum_lookup=True,
    ),
    TrustedPeer(
        ip="198.51.100.21",
        description="Kaap Noord depot gateway",
        tags="pbx",
        billing_id="KN-0021",
        call_limit=20,
        prepaid=True,
        carrier_name="Küstennetz",
        enum_lookup=True,
    ),
    TrustedPeer(
        ip="2001:db8:7::5",
        description="Old fax server, to be removed",
        call_limit=4,
        blocked=1,
        enum_lookup=False,
    ),
    TrustedPeer(
        ip="sbc1.teams.leuchtfeuer.example",
        description="Microsoft Teams of Leuchtfeuer",
        tags="teams",
        call_limit=30,
        msteams=True,
        tenant="leuchtfeuer.example",
        transit=True,
        enum_lookup=True,
    ),
)


def load(api: Api, tenants: Mapping[str, int], reseller: str) -> None:
    """Create what is missing; ``api`` is the administrator's, who alone adds trusted peers."""
    number = tenants[reseller]
    carriers = _carriers(api, number)
    gateways = {row.name: row for row in api.pstn.gateways(_of(number))}
    rules = {
        (row.gateway_id, row.prefix, row.min_length, row.max_length)
        for row in api.pstn.gateway_rules(_of(number))
    }
    for name, wanted in CARRIERS.items():
        for gateway, its_rules in wanted.items():
            stored = gateways.get(gateway.name) or api.pstn.add_gateway(
                replace(gateway, carrier_id=carriers[name])
            )
            for rule in its_rules:
                if (stored.id, rule.prefix, rule.min_length, rule.max_length) not in rules:
                    api.pstn.add_gateway_rule(replace(rule, gateway_id=stored.id))
    routes = {(row.carrier_id, row.prefix, row.originator) for row in api.pstn.routes(_of(number))}
    for name, route in ROUTES:
        if (carriers[name], route.prefix, route.originator) not in routes:
            api.pstn.add_route(replace(route, carrier_id=carriers[name]))
    known = {peer.ip for peer in api.pstn.peers(Query(count=ALL))}
    for peer in PEERS:
        if peer.ip not in known:
            api.pstn.add_peer(replace(peer, reseller=number))


def _carriers(api: Api, reseller: int) -> dict[str, int]:
    """The number of each carrier by its name."""
    found = {row.name: row.id for row in api.pstn.carriers(_of(reseller))}
    for name in CARRIERS:
        if name not in found:
            found[name] = api.pstn.add_carrier(Carrier(name=name, reseller=reseller)).id
    return found


def _of(reseller: int) -> Query:
    return Query(filter={"reseller": reseller}, count=ALL)
