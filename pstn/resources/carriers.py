"""Carriers and their screens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts import services as account_services
from ngnpanel.accounts.resources.links import list_url
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.pstn import services
from ngnpanel.pstn.domain.routing import Carrier
from ngnpanel.pstn.forms.routing import CarrierForm
from ngnpanel.pstn.forms.search import CarrierSearchForm
from ngnpanel.pstn.resources import words
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.parts import (
    Action,
    Card,
    Column,
    Farewell,
    Item,
    Labels,
    Link,
    Related,
    Rights,
)
from ngnpanel.web.resource import Resource


class CarrierResource(Resource[Carrier]):
    """Telephone companies that take calls."""

    app = "pstn"
    name = "carrier"
    labels = Labels(
        one=_("carrier"),
        many=_("Carriers"),
        nothing=_("No carrier yet. Gateways and routes belong to a carrier, so add one first."),
        icon="building-broadcast-tower",
    )
    rights = Rights("carrier.view", "carrier.add", "carrier.edit", "carrier.delete")
    columns = (
        Column(name="name", label=_("Name"), order="name", link=True),
        Column(name="id", label=_("Number"), phone=False),
        Column(
            name="gateways",
            label=_("Gateways"),
            render=lambda c: Link(_("Gateways"), list_url("gateway", carrier=c.id)),
            export=lambda c: list_url("gateway", carrier=c.id),
        ),
        Column(
            name="routes",
            label=_("Routes"),
            render=lambda c: Link(_("Routes"), list_url("route", carrier=c.id)),
            export=lambda c: list_url("route", carrier=c.id),
            phone=False,
        ),
        Column(name="reseller", label=_("Reseller"), render=lambda c: words.owner(c.reseller)),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    brief = ("reseller",)
    form_class = CarrierForm
    search_form_class = CarrierSearchForm
    actions = (
        Action(
            name="add-gateway",
            label=_("Add a gateway"),
            permission="gateway.add",
            icon="plus",
            href=lambda c: f"{reverse('gateway-add')}?{urlencode({'carrier_id': c.id})}",
        ),
        Action(
            name="add-route",
            label=_("Add a route"),
            permission="route.add",
            icon="route",
            href=lambda c: f"{reverse('route-add')}?{urlencode({'carrier_id': c.id})}",
        ),
    )

    def key(self, record: Carrier) -> str:
        """The number."""
        return str(record.id)

    def title(self, record: Carrier) -> str:
        """The name."""
        return record.name

    def page(self, api: Api, query: Query) -> Page[Carrier]:
        """One window of the list."""
        return api.pstn.carriers(query)

    def get(self, api: Api, key: str) -> Carrier:
        """The carrier of that number."""
        return api.pstn.carrier(services.number(key, 1070))

    def add(self, api: Api, record: Carrier) -> Carrier:
        """Create it."""
        return api.pstn.add_carrier(record)

    def update(self, api: Api, record: Carrier) -> None:
        """Replace it."""
        api.pstn.update_carrier(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it; refused while it has gateways or routes."""
        api.pstn.delete_carrier(services.number(key, 1070))

    def obstacle(self, api: Api, actor: Actor) -> str:
        """Why a reseller has none."""
        return services.routing_obstacle(api, actor)

    def shown_columns(self, actor: Actor) -> tuple[Column[Carrier], ...]:
        """The reseller is news for the administrator alone."""
        return words.for_person(self.columns, actor)

    def choices(self, api: Api, actor: Actor, record: Carrier | None) -> dict[str, Any]:  # noqa: ARG002
        """Resellers for the administrator."""
        if not actor.is_administrator:
            return {}
        return {"resellers": account_services.reseller_choices(api)}

    def cards(self, api: Api, actor: Actor, record: Carrier) -> list[Card]:  # noqa: ARG002
        """What it is and has."""
        mine = {"carrier": record.id}
        return [
            Card(
                title=_("Carrier"),
                items=(
                    Item(_("Number"), record.id),
                    *words.belongs(record.reseller, record.change_date),
                ),
            ),
            Card(title=_("Gateways"), related=Related(list_name="gateway", filters=mine)),
            Card(title=_("Routes"), related=Related(list_name="route", filters=mine)),
            Card(title=_("Rules of its gateways"), related=Related(list_name="rule", filters=mine)),
        ]

    def farewell(self, api: Api, record: Carrier) -> Farewell:
        """What has to go first, which the platform insists on."""
        mine = Query(filter={"carrier_id": record.id}, count=1)
        gateways, routes = api.pstn.gateways(mine).total, api.pstn.routes(mine).total
        if not gateways and not routes:
            return Farewell()
        counted = ngettext("%(number)s gateway", "%(number)s gateways", gateways)
        others = ngettext("%(number)s route", "%(number)s routes", routes)
        text = _now("It still has %(gateways)s and %(routes)s. Delete or move those first.") % {
            "gateways": counted % {"number": gateways},
            "routes": others % {"number": routes},
        }
        kind = "gateway" if gateways else "route"
        return Farewell(
            obstacle=text, way=Link(_now("Show them"), list_url(kind, carrier=record.id))
        )
