"""Bulk acts on carriers, gateways, gateway rules and routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as counting

from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.jobs.deleting import DeleteKind
from ngnpanel.jobs.kinds import Batch, Refuse, Work
from ngnpanel.jobs.records import ChangeKind
from ngnpanel.pstn import services
from ngnpanel.pstn.bulk.forms import CarrierForm, PortForm, PriorityForm, TransportForm
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from ngnpanel.pstn.resources.carriers import CarrierResource
from ngnpanel.pstn.resources.gateways import GatewayResource
from ngnpanel.pstn.resources.routes import RouteResource
from ngnpanel.pstn.resources.rules import GatewayRuleResource
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query

# Besides numbers of its own the platform gives records the names of what they refer to.
GIVEN = frozenset({"id", "customer", "reseller", "carrier", "gateway"})


class DeleteCarriers(DeleteKind[Carrier]):
    """Carriers without gateways and routes."""

    name = "carrier-delete"
    resource = "carrier"
    records: ClassVar = CarrierResource()
    record_class = Carrier
    what = _("Delete carriers")
    counted = counting("Delete %(count)s carrier", "Delete %(count)s carriers", "count")
    permission = "carrier.delete"
    given = GIVEN - {"reseller"}
    warning = _("A carrier that still has gateways or routes stays.")

    def alike(self, record: Carrier) -> Query:
        """Names are unique within a reseller."""
        return Query(filter={"name": record.name})


class GatewayPort(ChangeKind[Gateway]):
    """Where gateways listen."""

    name = "gateway-port"
    resource = "gateway"
    label = _("Change the port")
    icon = "adjustments"
    records: ClassVar = GatewayResource()
    steady = "name"
    permission = "gateway.edit"
    form_class = PortForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the port."""
        return _now("Set the port to %(port)s") % {"port": params.get("port", "")}

    def changed(self, work: Work, record: Gateway) -> Gateway:
        """The gateway with this port."""
        return replace(record, port=int(work.params["port"]))


class GatewayTransport(ChangeKind[Gateway]):
    """How gateways are spoken to."""

    name = "gateway-transport"
    resource = "gateway"
    label = _("Change the transport")
    icon = "adjustments"
    records: ClassVar = GatewayResource()
    steady = "name"
    permission = "gateway.edit"
    form_class = TransportForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the transport."""
        words = {"transport": str(params.get("transport", "")).upper()}
        return _now("Set the transport to %(transport)s") % words

    def changed(self, work: Work, record: Gateway) -> Gateway:
        """The gateway with this transport."""
        return replace(record, transport=str(work.params["transport"]))


class DeleteGateways(DeleteKind[Gateway]):
    """Gateways with their rules."""

    name = "gateway-delete"
    resource = "gateway"
    records: ClassVar = GatewayResource()
    record_class = Gateway
    what = _("Delete gateways")
    counted = counting("Delete %(count)s gateway", "Delete %(count)s gateways", "count")
    permission = "gateway.delete"
    given = GIVEN
    warning = _(
        "With a gateway go its rules and billing profiles. Undo brings back the gateway, not those."
    )
    undo_warning = _("Gateways come back without their rules and billing profiles.")

    def alike(self, record: Gateway) -> Query:
        """Names are unique within a reseller."""
        return Query(filter={"name": record.name})


class DeleteRules(DeleteKind[GatewayRule]):
    """Rules of gateways."""

    name = "rule-delete"
    resource = "rule"
    records: ClassVar = GatewayRuleResource()
    record_class = GatewayRule
    what = _("Delete gateway rules")
    counted = counting("Delete %(count)s gateway rule", "Delete %(count)s gateway rules", "count")
    permission = "rule.delete"
    labels: ClassVar = {**DeleteKind.labels, "carrier_id": _("Carrier")}
    given = GIVEN | {"carrier_id"}
    warning = _("Gateways get the numbers of calls that a deleted rule was about as they are.")

    def alike(self, record: GatewayRule) -> Query:
        """A gateway has one rule for a prefix and lengths."""
        return Query(filter={"gateway_id": record.gateway_id, "prefix": record.prefix})


class RoutePriority(ChangeKind[Route]):
    """Which route is tried first."""

    name = "route-priority"
    resource = "route"
    label = _("Change the priority")
    icon = "selector"
    records: ClassVar = RouteResource()
    steady = "prefix"
    permission = "route.edit"
    form_class = PriorityForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the number."""
        return _now("Set the priority to %(number)s") % {"number": params.get("priority", "")}

    def changed(self, work: Work, record: Route) -> Route:
        """The route with this priority."""
        return replace(record, priority=int(work.params["priority"]))


class RouteCarrier(ChangeKind[Route]):
    """Which carrier takes the calls."""

    name = "route-carrier"
    resource = "route"
    label = _("Change the carrier")
    icon = "building-broadcast-tower"
    records: ClassVar = RouteResource()
    steady = "prefix"
    permission = "route.edit"
    form_class = CarrierForm

    def choices(self, api: Api, actor: Actor) -> Mapping[str, Any]:  # noqa: ARG002
        """The carriers of the person."""
        return {"carriers": services.carrier_choices(api)}

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the carrier."""
        return _now("Take carrier %(number)s") % {"number": params.get("carrier", "")}

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """Nothing without a carrier that there is."""
        self._carrier(work)
        return super().drafts(work, cursor)

    def changed(self, work: Work, record: Route) -> Route:
        """The route over this carrier, whose name the platform tells with it."""
        carrier = self._carrier(work)
        return replace(
            record, carrier_id=carrier.id, carrier=carrier.name, reseller=carrier.reseller
        )

    def _carrier(self, work: Work) -> Carrier:
        number = int(work.params["carrier"])
        try:
            found: Carrier = work.once("carrier", lambda: work.api.pstn.carrier(number))
        except NotFound:
            text = _now("You have no carrier with the number %(number)s.")
            raise Refuse(text % {"number": number}) from None
        return found


class DeleteRoutes(DeleteKind[Route]):
    """Routes."""

    name = "route-delete"
    resource = "route"
    records: ClassVar = RouteResource()
    record_class = Route
    what = _("Delete routes")
    counted = counting("Delete %(count)s route", "Delete %(count)s routes", "count")
    permission = "route.delete"
    given = GIVEN
    warning = _("Calls that a deleted route was for look for another one, or do not get through.")

    def alike(self, record: Route) -> Query:
        """A carrier has one route for a prefix and originator."""
        return Query(filter={"carrier_id": record.carrier_id, "prefix": record.prefix})


KINDS = (
    DeleteCarriers(),
    GatewayPort(),
    GatewayTransport(),
    DeleteGateways(),
    DeleteRules(),
    RoutePriority(),
    RouteCarrier(),
    DeleteRoutes(),
)
