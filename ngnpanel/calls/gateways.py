"""The telephone network: routes, the gateways of their carriers, and what these are sent.

Where the rules of the platform are silent: only the routes of the longest prefix that the caller
may use are tried; routes of other resellers are not the caller's; the gateways of a carrier have no
priority and are tried in the order of their ids, each once.
"""

from __future__ import annotations

from collections.abc import Iterable

from ngnpanel.calls.caller import Caller
from ngnpanel.calls.finding import Decision, Finding, added, decided, refused, said
from ngnpanel.calls.patterns import plain
from ngnpanel.calls.verdict import Outcome, Step
from ngnpanel.calls.world import Gateway, Network, Route, Rule


def leave(caller: Caller, number: str, network: Network | None) -> Finding:
    """The call to ``number`` (00 in front) on its way out."""
    if network is None:
        return _unseen(number)
    routes = ordered(network.routes, caller, number)
    if not routes:
        if not network.is_whole:
            return _unseen(number)
        return refused("route", 404, said("route.none", number=number))
    ways = machines(routes, network.gateways)
    if not ways:
        names = tuple(dict.fromkeys(route.name for route in routes))
        message = said("route.no-gateway", prefix=routes[0].prefix, carriers=names)
        return refused("route", 503, message, "route", str(routes[0].id))
    uris = tuple(
        request_uri(gateway, rewritten(number, rule_for(gateway, number, network.rules)))
        for _route, gateway in ways
    )
    route, gateway = ways[0]
    headers, shown = identity(caller)
    notes = (
        *(_route_line(each) for each in routes),
        _rule_line(gateway, number, network.rules),
        shown,
    )
    values = {"name": gateway.name, "uri": uris[0], "others": len(uris) - 1, "carrier": route.name}
    step = Step(
        name="gateway",
        message=said("gateway.chosen", **values),
        kind="gateway",
        key=str(gateway.id),
    )
    others = tuple(dict.fromkeys(uri for uri in uris[1:] if uri != uris[0]))
    return added(notes, decided(step, Decision(Outcome.ROUTE, 100, uris[:1], others, headers)))


def ordered(routes: Iterable[Route], caller: Caller, number: str) -> tuple[Route, ...]:
    """The routes for a number: the longest prefix alone, the originator's own, then by priority."""
    mine = [each for each in routes if number.startswith(each.prefix) and _is_for(each, caller)]
    longest = max((len(each.prefix) for each in mine), default=0)
    best = [each for each in mine if len(each.prefix) == longest]
    return tuple(sorted(best, key=lambda each: (not each.originator, each.priority, each.id)))


def machines(
    routes: Iterable[Route], gateways: Iterable[Gateway]
) -> tuple[tuple[Route, Gateway], ...]:
    """The gateways behind routes in the order in which they are tried."""
    by_id = sorted(gateways, key=lambda each: each.id)
    found: dict[int, tuple[Route, Gateway]] = {}
    for route in routes:
        for gateway in by_id:
            if gateway.carrier == route.carrier:
                found.setdefault(gateway.id, (route, gateway))
    return tuple(found.values())


def rule_for(gateway: Gateway, number: str, rules: Iterable[Rule]) -> Rule | None:
    """The rule of a gateway with the longest prefix among those that admit the number."""
    fitting = [each for each in rules if each.gateway == gateway.id and admits(each, number)]
    return min(fitting, key=lambda each: (-len(each.prefix), each.id), default=None)


def admits(rule: Rule, number: str) -> bool:
    """Whether a rule applies; lengths count all digits, the 00 in front too."""
    if not number.startswith(rule.prefix) or len(number) < rule.shortest:
        return False
    return not rule.longest or len(number) <= rule.longest


def rewritten(number: str, rule: Rule | None) -> str:
    """The number as the gateway wants it."""
    return rule.prepend + number[rule.strip :] if rule else number


def request_uri(gateway: Gateway, number: str) -> str:
    """Where the request goes; an IPv6 address stands in brackets."""
    host = f"[{gateway.ip}]" if ":" in gateway.ip else gateway.ip
    return f"sip:{number}@{host}:{gateway.port};transport={gateway.transport}"


def identity(caller: Caller) -> tuple[tuple[tuple[str, str], ...], Step]:
    """The headers that say who calls, and the line about them."""
    account = caller.account
    headers: list[tuple[str, str]] = []
    if account and account.caller_id:
        uri = f"<sip:{account.caller_id}@{account.domain}>"
        headers.append(("P-Asserted-Identity", uri))
    is_hidden = account is not None and "anonymous" in account.groups
    if is_hidden:
        headers.append(("Privacy", "id"))
    shown = account.caller_id if account else ""
    word = "hidden" if is_hidden else "shown" if shown else "none"
    kind, key = ("group", "anonymous") if is_hidden else ("", "")
    message = said(f"caller-id.{word}", number=shown)
    return tuple(headers), Step(name="caller-id", message=message, kind=kind, key=key)


def _is_for(route: Route, caller: Caller) -> bool:
    """Whether a caller may use a route: its reseller, its originator, its carrier."""
    if route.reseller and route.reseller != caller.reseller:
        return False
    if caller.peer and caller.peer.carrier and caller.peer.carrier != route.name:
        return False
    if not route.originator:
        return True
    names = {caller.domain, caller.address, caller.source, *caller.address.split("@")[:1]}
    if caller.peer:
        names.add(plain(caller.peer.originator))
    return plain(route.originator) in names


def _route_line(route: Route) -> Step:
    message = said(
        "route.chosen",
        prefix=route.prefix,
        carrier=route.name,
        originator=route.originator,
        priority=route.priority,
    )
    return Step(name="route", message=message, kind="route", key=str(route.id))


def _rule_line(gateway: Gateway, number: str, rules: Iterable[Rule]) -> Step:
    rule = rule_for(gateway, number, rules)
    if rule is None:
        return Step(name="rule", message=said("rule.none", name=gateway.name, number=number))
    message = said(
        "rule.applied",
        name=gateway.name,
        prefix=rule.prefix,
        strip=rule.strip,
        prepend=rule.prepend,
        number=rewritten(number, rule),
    )
    return Step(name="rule", message=message, kind="rule", key=str(rule.id))


def _unseen(number: str) -> Finding:
    """The call goes out, but the one who asks may not see which way."""
    step = Step(name="route", message=said("route.hidden", number=number))
    return decided(step, Decision(Outcome.ROUTE, 100))
