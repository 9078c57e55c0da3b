"""Trusted peers and routing of an export; what has no name of its own is named by what it is of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _now

from ngnpanel.api import Api
from ngnpanel.estates.reading import Estate, Plain
from ngnpanel.estates.sheets.sheet import Sheet, customer_in
from ngnpanel.imports.columns import Cells
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import Scope
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.pstn.bulk.imports.carriers import CARRIERS, GATEWAYS
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query

FEW = 500


def holder_in(estate: Estate, number: int) -> str:
    """The username of the reseller of something, empty for the platform; raises Refuse."""
    return customer_in(estate, number) if number else ""


def held(estate: Estate, known: Mapping[int, tuple[str, int]], number: object) -> tuple[str, str]:
    """Username of the reseller and name of a carrier or gateway of a file; raises Refuse."""
    if not isinstance(number, int) or number not in known:
        words = {"number": number}
        raise Refuse(_now("Number %(number)s, which it belongs to, is not in the file.") % words)
    name, reseller = known[number]
    return holder_in(estate, reseller), name


def holder(ground: Ground, cells: Cells) -> int:
    """The number of the reseller that a row names, 0 for the platform; raises Refuse."""
    return CUSTOMERS.called(ground, cells["seller"]) if cells.get("seller") else 0


class PeerSheet(Sheet[TrustedPeer]):
    """Trusted peers."""

    member = "trusted_peers"
    order = 2
    keys = ("peer",)
    parties = ("reseller",)

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """The address."""
        return (routing.host(plain["ip"]),)

    def keys_of(self, ground: Ground, record: TrustedPeer) -> tuple[str, ...]:  # noqa: ARG002
        """The address."""
        return (record.ip,)

    def cells(self, estate: Estate, plain: Plain) -> dict[str, str]:
        """Its customer and owner are the platform's to say."""
        kept = {n: value for n, value in plain.items() if n not in ("owner", "customer")}
        return super().cells(estate, kept)

    def changed(self, ground: Ground, record: TrustedPeer, cells: Cells) -> TrustedPeer:
        """Whose it is stays."""
        return replace(super().changed(ground, record, cells), reseller=record.reseller)

    def page(self, api: Api, query: Query) -> Page[TrustedPeer] | None:
        """All peers."""
        return api.pstn.peers(query)

    def find(self, ground: Ground, cells: Cells) -> TrustedPeer | None:
        """By its address."""
        try:
            return ground.api.pstn.peer(cells["peer"])
        except NotFound:
            return None

    def add(self, api: Api, record: TrustedPeer) -> TrustedPeer:
        """Create it."""
        return api.pstn.add_peer(record)

    def update(self, api: Api, record: TrustedPeer) -> None:
        """Replace it."""
        api.pstn.update_peer(record)

    def delete(self, api: Api, record: TrustedPeer) -> None:
        """Delete it."""
        api.pstn.delete_peer(record.ip)

    def title(self, record: TrustedPeer) -> str:
        """The address."""
        return record.ip


class CarrierSheet(Sheet[Carrier]):
    """Carriers, by name and reseller."""

    member = "carriers"
    order = 2
    keys = ("seller", "carrier")
    parties = ("reseller",)

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:
        """Reseller and name."""
        return holder_in(estate, plain.get("reseller", 0)), routing.name(plain["name"])

    def keys_of(self, ground: Ground, record: Carrier) -> tuple[str, ...]:
        """Reseller and name."""
        return CUSTOMERS.name_of(ground, record.reseller), record.name

    def coming(self, rows: Iterable[Cells]) -> Mapping[str, frozenset[str]]:
        """All of them may be named by others."""
        return {"carrier": frozenset(row["carrier"].lower() for row in rows if "carrier" in row)}

    def page(self, api: Api, query: Query) -> Page[Carrier] | None:
        """All carriers."""
        return api.pstn.carriers(query)

    def find(self, ground: Ground, cells: Cells) -> Carrier | None:
        """By name and reseller."""
        name, seller = cells["carrier"], holder(ground, cells)
        found = ground.api.pstn.carriers(Query(filter={"name": name}, count=FEW))
        return next((c for c in found if (c.name, c.reseller) == (name, seller)), None)

    def add(self, api: Api, record: Carrier) -> Carrier:
        """Create it."""
        return api.pstn.add_carrier(record)

    def update(self, api: Api, record: Carrier) -> None:
        """Replace it."""
        api.pstn.update_carrier(record)

    def delete(self, api: Api, record: Carrier) -> None:
        """Delete it."""
        api.pstn.delete_carrier(record.id)

    def title(self, record: Carrier) -> str:
        """The name."""
        return record.name


class GatewaySheet(Sheet[Gateway]):
    """Gateways, by name and reseller."""

    member = "gateways"
    order = 3
    keys = ("seller", "gateway", "carrier")

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:
        """Reseller, name and carrier."""
        seller, carrier = held(estate, estate.carriers, plain.get("carrier_id"))
        return seller, routing.name(plain["name"]), carrier

    def keys_of(self, ground: Ground, record: Gateway) -> tuple[str, ...]:
        """Reseller, name and carrier."""
        return CUSTOMERS.name_of(ground, record.reseller), record.name, record.carrier

    def coming(self, rows: Iterable[Cells]) -> Mapping[str, frozenset[str]]:
        """All of them may be named by others."""
        return {"gateway": frozenset(row["gateway"].lower() for row in rows if "gateway" in row)}

    def plain(self, ground: Ground, cells: Cells) -> Plain:
        """With the number of the carrier here."""
        number = CARRIERS.called(ground, cells["carrier"], holder(ground, cells))
        wanted = {**super().plain(ground, cells), "carrier_id": number}
        return {n: value for n, value in wanted.items() if n not in ("carrier", "reseller")}

    def page(self, api: Api, query: Query) -> Page[Gateway] | None:
        """All gateways."""
        return api.pstn.gateways(query)

    def find(self, ground: Ground, cells: Cells) -> Gateway | None:
        """By name, carrier and reseller."""
        asked = Query(filter={"name": cells["gateway"]}, count=FEW)
        wanted = (cells["gateway"], cells["carrier"], holder(ground, cells))
        found = ground.api.pstn.gateways(asked)
        return next((g for g in found if (g.name, g.carrier, g.reseller) == wanted), None)

    def add(self, api: Api, record: Gateway) -> Gateway:
        """Create it."""
        return api.pstn.add_gateway(record)

    def update(self, api: Api, record: Gateway) -> None:
        """Replace it."""
        api.pstn.update_gateway(record)

    def delete(self, api: Api, record: Gateway) -> None:
        """Delete it."""
        api.pstn.delete_gateway(record.id)

    def title(self, record: Gateway) -> str:
        """The name."""
        return record.name


class RuleSheet(Sheet[GatewayRule]):
    """Gateway rules, by gateway and which numbers they are about."""

    member = "gateway_rules"
    order = 4
    keys = ("seller", "gateway", "prefix", "least", "most")

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:
        """Reseller, gateway, prefix and lengths."""
        seller, gateway = held(estate, estate.gateways, plain.get("gateway_id"))
        lengths = (str(plain.get(name, 0)) for name in ("minLength", "maxLength"))
        return seller, gateway, routing.prefix(plain.get("prefix", "")), *lengths

    def keys_of(self, ground: Ground, record: GatewayRule) -> tuple[str, ...]:
        """Reseller, gateway, prefix and lengths."""
        seller = CUSTOMERS.name_of(ground, record.reseller)
        return (seller, record.gateway, *_about(record))

    def plain(self, ground: Ground, cells: Cells) -> Plain:
        """With the number of the gateway here."""
        number = GATEWAYS.called(ground, cells["gateway"], holder(ground, cells))
        wanted = {**super().plain(ground, cells), "gateway_id": number}
        dropped = ("gateway", "carrier", "carrier_id", "reseller")
        return {name: value for name, value in wanted.items() if name not in dropped}

    def page(self, api: Api, query: Query) -> Page[GatewayRule] | None:
        """All rules."""
        return api.pstn.gateway_rules(query)

    def find(self, ground: Ground, cells: Cells) -> GatewayRule | None:
        """Among those of its gateway."""
        number = GATEWAYS.called(ground, cells["gateway"], holder(ground, cells))
        asked = {"gateway_id": number, "prefix": cells["prefix"]}
        wanted = (cells["prefix"], cells["least"], cells["most"])
        found = ground.api.pstn.gateway_rules(Query(filter=asked, count=FEW))
        return next((rule for rule in found if _about(rule) == wanted), None)

    def add(self, api: Api, record: GatewayRule) -> GatewayRule:
        """Create it."""
        return api.pstn.add_gateway_rule(record)

    def update(self, api: Api, record: GatewayRule) -> None:
        """Replace it."""
        api.pstn.update_gateway_rule(record)

    def delete(self, api: Api, record: GatewayRule) -> None:
        """Delete it."""
        api.pstn.delete_gateway_rule(record.id)

    def title(self, record: GatewayRule) -> str:
        """Prefix, strip and prepend."""
        return f"{record.gateway} {record.prefix or '*'}".strip()


def _about(rule: GatewayRule) -> tuple[str, str, str]:
    return rule.prefix, str(rule.min_length), str(rule.max_length)


class RouteSheet(Sheet[Route]):
    """Routes, by carrier and which calls take them."""

    member = "routes"
    order = 4
    keys = ("seller", "carrier", "prefix", "originator")

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:
        """Reseller, carrier, prefix and originator."""
        seller, carrier = held(estate, estate.carriers, plain.get("carrier_id"))
        originator = routing.originator(plain.get("originator", ""))
        return seller, carrier, routing.prefix(plain.get("prefix", "")), originator

    def keys_of(self, ground: Ground, record: Route) -> tuple[str, ...]:
        """Reseller, carrier, prefix and originator."""
        seller = CUSTOMERS.name_of(ground, record.reseller)
        return seller, record.carrier, record.prefix, record.originator

    def plain(self, ground: Ground, cells: Cells) -> Plain:
        """With the number of the carrier here."""
        number = CARRIERS.called(ground, cells["carrier"], holder(ground, cells))
        wanted = {**super().plain(ground, cells), "carrier_id": number}
        return {n: value for n, value in wanted.items() if n not in ("carrier", "reseller")}

    def page(self, api: Api, query: Query) -> Page[Route] | None:
        """All routes."""
        return api.pstn.routes(query)

    def find(self, ground: Ground, cells: Cells) -> Route | None:
        """Among those of its carrier."""
        number = CARRIERS.called(ground, cells["carrier"], holder(ground, cells))
        asked = {"carrier_id": number, "prefix": cells["prefix"]}
        wanted = (cells["prefix"], cells["originator"])
        found = ground.api.pstn.routes(Query(filter=asked, count=FEW))
        return next((r for r in found if (r.prefix, r.originator) == wanted), None)

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """All routes are one list."""
        return ()

    def add(self, api: Api, record: Route) -> Route:
        """Create it."""
        return api.pstn.add_route(record)

    def update(self, api: Api, record: Route) -> None:
        """Replace it."""
        api.pstn.update_route(record)

    def delete(self, api: Api, record: Route) -> None:
        """Delete it."""
        api.pstn.delete_route(record.id)

    def title(self, record: Route) -> str:
        """Prefix and carrier."""
        return f"{record.prefix or '*'} {record.carrier}".strip()
