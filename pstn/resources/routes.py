"""Routes and their screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.resources.links import list_url
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.pstn import services
from ngnpanel.pstn.domain.routing import Route
from ngnpanel.pstn.forms.routing import RouteForm
from ngnpanel.pstn.forms.search import RouteSearchForm
from ngnpanel.pstn.resources import words
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.parts import Card, Column, Farewell, Item, Labels, Link, Related, Rights
from ngnpanel.web.resource import Resource


class RouteResource(Resource[Route]):
    """Which carrier takes calls to which numbers."""

    app = "pstn"
    name = "route"
    labels = Labels(
        one=_("route"),
        many=_("Routes"),
        nothing=_("No route yet. A route says which carrier takes calls to a country or network."),
        icon="route",
    )
    rights = Rights("route.view", "route.add", "route.edit", "route.delete")
    columns = (
        Column(
            name="prefix",
            label=_("Prefix"),
            render=lambda r: words.prefix(r.prefix),
            order="prefix",
            link=True,
            export=lambda r: r.prefix,
        ),
        Column(name="id", label=_("Number"), phone=False, wide=True),
        Column(
            name="carrier",
            label=_("Carrier"),
            render=lambda r: words.carrier_link(r.carrier_id, r.carrier),
        ),
        Column(
            name="gateways",
            label=_("Gateways"),
            render=lambda r: Link(_("Gateways"), list_url("gateway", carrier=r.carrier_id)),
            export=lambda r: list_url("gateway", carrier=r.carrier_id),
            phone=False,
        ),
        Column(name="originator", label=_("Originator")),
        Column(name="priority", label=_("Priority"), order="priority", align="end"),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda r: words.owner(r.reseller),
            phone=False,
        ),
        Column(name="change_date", label=_("Changed"), phone=False),
    )
    order = "prefix"
    brief = ("carrier", "originator")
    form_class = RouteForm
    search_form_class = RouteSearchForm

    def key(self, record: Route) -> str:
        """The number."""
        return str(record.id)

    def title(self, record: Route) -> str:
        """The numbers that it is about."""
        if not record.prefix:
            return _now("Route for all numbers")
        return _now("Route for %(prefix)s") % {"prefix": words.prefix(record.prefix)}

    def copied(self, record: Route) -> str:  # noqa: ARG002
        """Its title is a description."""
        return ""

    def page(self, api: Api, query: Query) -> Page[Route]:
        """One window of the list."""
        return api.pstn.routes(query)

    def get(self, api: Api, key: str) -> Route:
        """The route of that number."""
        return api.pstn.route(services.number(key, 1100))

    def add(self, api: Api, record: Route) -> Route:
        """Create it."""
        with services.referring("carrier_id", 1070):
            return api.pstn.add_route(record)

    def update(self, api: Api, record: Route) -> None:
        """Replace it."""
        with services.referring("carrier_id", 1070):
            api.pstn.update_route(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it."""
        api.pstn.delete_route(services.number(key, 1100))

    def obstacle(self, api: Api, actor: Actor) -> str:
        """Why a reseller has none."""
        return services.routing_obstacle(api, actor)

    def shown_columns(self, actor: Actor) -> tuple[Column[Route], ...]:
        """The reseller is news for the administrator alone."""
        return words.for_person(self.columns, actor)

    def choices(self, api: Api, actor: Actor, record: Route | None) -> dict[str, Any]:  # noqa: ARG002
        """Carriers that may have it."""
        return {"carriers": services.carrier_choices(api)}

    def cards(self, api: Api, actor: Actor, record: Route) -> list[Card]:  # noqa: ARG002
        """Which calls, which way, and what else the carrier has."""
        return [
            Card(
                title=_("Route"),
                items=(
                    Item(_("Prefix"), words.prefix(record.prefix)),
                    Item(_("Originator"), record.originator or _now("Everybody")),
                    Item(_("Carrier"), words.carrier_link(record.carrier_id, record.carrier)),
                    Item(_("Priority"), record.priority, _("0 is tried first.")),
                    *words.belongs(record.reseller, record.change_date),
                ),
            ),
            Card(
                title=_("Gateways of the carrier"),
                related=Related(list_name="gateway", filters={"carrier": record.carrier_id}),
            ),
        ]

    def farewell(self, api: Api, record: Route) -> Farewell:  # noqa: ARG002
        """The calls look for another route."""
        text = _now("The way of calls to %(prefix)s over the carrier %(carrier)s")
        words_of = {"prefix": words.prefix(record.prefix), "carrier": record.carrier}
        return Farewell(losses=(text % words_of,))
