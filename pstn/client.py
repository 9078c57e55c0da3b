"""Typed client of what the platform's Sip port keeps about the telephone network."""

from __future__ import annotations

from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from ngnpanel.soap.answers import Caller, only, page, rows, stored
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.records import to_plain


class PstnClient:
    """Carriers, gateways, gateway rules, routes and trusted peers."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def carriers(self, query: Query) -> Page[Carrier]:
        """Carriers within the actor's scope."""
        return page(Carrier, self._call("getCarriers", query.to_plain()), "carriers")

    def carrier(self, number: int) -> Carrier:
        """One carrier; NotFound when it is missing or foreign."""
        found = self.carriers(Query(filter={"id": number}, count=1))
        return only(found, f"carrier {number}", 1070)

    def add_carrier(self, carrier: Carrier) -> Carrier:
        """The stored carrier, with its id; Conflict when the name is taken."""
        return stored(carrier, self._call("addCarrier", to_plain(carrier)))

    def update_carrier(self, carrier: Carrier) -> Carrier:
        """Replace the whole record."""
        return stored(carrier, self._call("updateCarrier", to_plain(carrier)))

    def delete_carrier(self, number: int) -> None:
        """Delete a carrier without gateways and routes; else Conflict."""
        self._call("deleteCarrier", number)

    def gateways(self, query: Query) -> Page[Gateway]:
        """Gateways within the actor's scope."""
        return page(Gateway, self._call("getGateways", query.to_plain()), "gateways")

    def gateway(self, number: int) -> Gateway:
        """One gateway; NotFound when it is missing or foreign."""
        found = self.gateways(Query(filter={"id": number}, count=1))
        return only(found, f"gateway {number}", 1080)

    def add_gateway(self, gateway: Gateway) -> Gateway:
        """The stored gateway, with its id."""
        return stored(gateway, self._call("addGateway", to_plain(gateway)))

    def update_gateway(self, gateway: Gateway) -> Gateway:
        """Replace the whole record."""
        return stored(gateway, self._call("updateGateway", to_plain(gateway)))

    def delete_gateway(self, number: int) -> None:
        """Delete a gateway."""
        self._call("deleteGateway", number)

    def gateway_rules(self, query: Query) -> Page[GatewayRule]:
        """Gateway rules within the actor's scope."""
        return page(GatewayRule, self._call("getGatewayRules", query.to_plain()), "gateway_rules")

    def gateway_rule(self, number: int) -> GatewayRule:
        """One rule; NotFound when it is missing or foreign."""
        found = self.gateway_rules(Query(filter={"id": number}, count=1))
        return only(found, f"gateway rule {number}", 1090)

    def add_gateway_rule(self, rule: GatewayRule) -> GatewayRule:
        """The stored rule, with its id."""
        return stored(rule, self._call("addGatewayRule", to_plain(rule)))

    def update_gateway_rule(self, rule: GatewayRule) -> GatewayRule:
        """Replace the whole record."""
        return stored(rule, self._call("updateGatewayRule", to_plain(rule)))

    def delete_gateway_rule(self, number: int) -> None:
        """Delete a rule."""
        self._call("deleteGatewayRule", number)

    def routes(self, query: Query) -> Page[Route]:
        """Routes within the actor's scope."""
        return page(Route, self._call("getRoutes", query.to_plain()), "routes")

    def route(self, number: int) -> Route:
        """One route; NotFound when it is missing or foreign."""
        return only(self.routes(Query(filter={"id": number}, count=1)), f"route {number}", 1100)

    def add_route(self, route: Route) -> Route:
        """The stored route, with its id; the platform's operation takes a list."""
        added = rows(Route, self._call("addRoutes", [to_plain(route)]))
        return added[0] if added else route

    def update_route(self, route: Route) -> Route:
        """Replace the whole record."""
        changed = rows(Route, self._call("updateRoutes", [to_plain(route)]))
        return changed[0] if changed else route

    def delete_route(self, number: int) -> None:
        """Delete a route."""
        self._call("deleteRoutes", [to_plain(Route(id=number))])

    def peers(self, query: Query) -> Page[TrustedPeer]:
        """Trusted peers within the actor's scope."""
        return page(TrustedPeer, self._call("getTrustedPeers", query.to_plain()), "peers")

    def peer(self, ip: str) -> TrustedPeer:
        """One peer by its address; NotFound when it is missing or foreign.

        An address has no ``%``, but the host name of a tenant may have the wildcard ``_``: an exact
        match comes first in a list.
        """
        for found in self.peers(Query(filter={"ip": ip}, count=1)):
            if found.ip == ip:
                return found
        raise NotFound(f"trusted peer {ip} not found", code=1050)

    def add_peer(self, peer: TrustedPeer) -> TrustedPeer:
        """The stored peer; Conflict when the address is taken."""
        return stored(peer, self._call("addTrustedPeer", to_plain(peer)))

    def update_peer(self, peer: TrustedPeer) -> TrustedPeer:
        """Replace the whole record."""
        return stored(peer, self._call("updateTrustedPeer", to_plain(peer)))

    def delete_peer(self, ip: str) -> None:
        """Delete a peer."""
        self._call("deleteTrustedPeer", ip)
