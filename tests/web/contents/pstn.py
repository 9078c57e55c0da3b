"""Carriers, gateways, gateway rules, routes and trusted peers."""

from __future__ import annotations

from dataclasses import replace

from tests.people import api
from tests.web.contents import Contents, Side

NOBODY_ELSE = {"reseller": "reseller"}
SELLERS = ("administrator", "reseller")
PEER = (
    "description tags billing_id call_limit blocked prepaid enum_lookup transit msteams tenant"
    " auth_token carrier_name originator strip prefix"
)


def renumber(side: Side) -> None:
    """Ways of both sides differ in prefix and priority."""
    pstn, digits = api().pstn, {"own": "0031", "foreign": "0049"}[side.word]
    rule = pstn.gateway_rule(int(side.estate.rule))
    pstn.update_gateway_rule(replace(rule, prefix=digits))
    route = pstn.route(int(side.estate.route))
    pstn.update_route(replace(route, prefix=digits, priority=len(side.word)))


def tag(side: Side) -> None:
    """The stranger's peer is a blocked Teams tenant."""
    peer = api().pstn.peer(side.estate.peer)
    is_foreign = side.word == "foreign"
    api().pstn.update_peer(
        replace(
            peer,
            tags=f"tag-{side.word}",
            billing_id=f"bill-{side.word}",
            tenant=f"tenant-{side.word}",
            msteams=is_foreign,
            blocked=int(is_foreign),
        )
    )


KINDS = (
    Contents(
        name="carrier",
        key=lambda side: side.estate.carrier,
        columns="name id gateways routes reseller change_date",
        sorts={"name": lambda c: c.name},
        filters={
            "q": lambda side: side.estate.carrier,
            "reseller": lambda side: side.reseller,
        },
        not_for=NOBODY_ELSE,
        add={"administrator": {"name": None, "reseller": None}, "reseller": {"name": None}},
        edit={"administrator": "name reseller", "reseller": "name"},
        text=dict.fromkeys(SELLERS, ""),
    ),
    Contents(
        name="gateway",
        key=lambda side: side.estate.gateway,
        columns="name id carrier endpoint rules reseller change_date",
        sorts={
            "name": lambda g: g.name,
            "carrier_id": lambda g: g.carrier_id,
            "ip": lambda g: g.ip,
        },
        filters={
            "q": lambda side: side.estate.gateway,
            "carrier": lambda side: side.estate.carrier,
            "reseller": lambda side: side.reseller,
        },
        not_for=NOBODY_ELSE,
        add={
            person: {
                "carrier_id": first,
                "name": None,
                "ip": None,
                "port": 5060,
                "transport": "udp",
            }
            for person, first in (("administrator", None), ("reseller", "own"))
        },
        edit=dict.fromkeys(SELLERS, "carrier_id name ip port transport"),
        text=dict.fromkeys(SELLERS, ""),
    ),
    Contents(
        name="rule",
        key=lambda side: side.estate.rule,
        columns="prefix id gateway carrier strip prepend min_length max_length reseller"
        " change_date",
        sorts={
            "prefix": lambda r: r.prefix,
            "gateway": lambda r: r.gateway,
            "carrier": lambda r: r.carrier,
        },
        order="changeDate",
        filters={
            "q": lambda side: {"own": "+31", "foreign": "+49"}[side.word],
            "gateway": lambda side: side.estate.gateway,
            "carrier": lambda side: side.estate.carrier,
            "number": lambda side: side.estate.rule,
            "reseller": lambda side: side.reseller,
        },
        differ=renumber,
        not_for=NOBODY_ELSE,
        add={
            person: {
                "gateway_id": first,
                "prefix": None,
                "min_length": None,
                "max_length": None,
                "strip": None,
                "prepend": None,
            }
            for person, first in (("administrator", None), ("reseller", "own"))
        },
        edit=dict.fromkeys(SELLERS, "gateway_id prefix min_length max_length strip prepend"),
        text=dict.fromkeys(SELLERS, ""),
    ),
    Contents(
        name="route",
        key=lambda side: side.estate.route,
        columns="prefix id carrier gateways originator priority reseller change_date",
        sorts={"prefix": lambda r: r.prefix, "priority": lambda r: r.priority},
        order="prefix",
        filters={
            "q": lambda side: {"own": "+31", "foreign": "+49"}[side.word],
            "carrier": lambda side: side.estate.carrier,
            "number": lambda side: side.estate.route,
            "reseller": lambda side: side.reseller,
        },
        differ=renumber,
        not_for=NOBODY_ELSE,
        add={
            person: {"carrier_id": first, "prefix": None, "originator": None, "priority": 0}
            for person, first in (("administrator", None), ("reseller", "own"))
        },
        edit=dict.fromkeys(SELLERS, "carrier_id prefix originator priority"),
        text=dict.fromkeys(SELLERS, ""),
    ),
    Contents(
        name="peer",
        key=lambda side: side.estate.peer,
        columns="ip description blocked call_limit tags billing_id prepaid enum_lookup transit"
        " tenant carrier_name originator strip prefix reseller change_date",
        sorts={"ip": lambda p: p.ip, "description": lambda p: p.description},
        order="description",
        filters={
            "q": lambda side: side.domain,
            "ip": lambda side: side.estate.peer,
            "tags": lambda side: side.word,
            "state": lambda side: {"foreign": "blocked"}.get(side.word),
            "kind": lambda side: {"own": "plain", "foreign": "teams"}[side.word],
            "billing_id": lambda side: f"bill-{side.word}",
            "tenant": lambda side: f"tenant-{side.word}",
            "reseller": lambda side: side.reseller,
        },
        differ=tag,
        not_for=NOBODY_ELSE,
        add={
            "administrator": {
                "ip": None,
                "reseller": None,
                "description": None,
                "call_limit": 30,
                "msteams": None,
                "tenant": None,
            }
        },
        edit={"administrator": PEER, "reseller": "strip prefix"},
        text={
            "administrator": "ip reseller",
            "reseller": "ip description tags billing_id call_limit blocked prepaid"
            " enum_lookup transit msteams carrier_name originator",
        },
    ),
)
