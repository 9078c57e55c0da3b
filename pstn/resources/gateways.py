"""Gateways and their screens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts.resources.links import list_url
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.pstn import services
from ngnpanel.pstn.domain.routing import Gateway
from ngnpanel.pstn.forms.routing import GatewayForm
from ngnpanel.pstn.forms.search import GatewaySearchForm
from ngnpanel.pstn.resources import words
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.parts import (
    Action,
    Card,
    Column,
    Copyable,
    Farewell,
    Item,
    Labels,
    Link,
    Related,
    Rights,
)
from ngnpanel.web.resource import Resource


class GatewayResource(Resource[Gateway]):
    """Machines of carriers that take calls."""

    app = "pstn"
    name = "gateway"
    labels = Labels(
        one=_("gateway"),
        many=_("Gateways"),
        nothing=_("No gateway yet. A gateway is a machine of a carrier that takes calls."),
        icon="server-2",
    )
    rights = Rights("gateway.view", "gateway.add", "gateway.edit", "gateway.delete")
    columns = (
        Column(name="name", label=_("Name"), order="name", link=True),
        Column(name="id", label=_("Number"), phone=False, wide=True),
        Column(
            name="carrier",
            label=_("Carrier"),
            render=lambda g: words.carrier_link(g.carrier_id, g.carrier),
            order="carrier_id",
        ),
        Column(
            name="endpoint",
            label=_("Address"),
            render=lambda g: Copyable(g.endpoint),
            order="ip",
            export=lambda g: g.endpoint,
        ),
        Column(
            name="rules",
            label=_("Rules"),
            render=lambda g: Link(_("Rules"), list_url("rule", gateway=g.id)),
            export=lambda g: list_url("rule", gateway=g.id),
            phone=False,
        ),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda g: words.owner(g.reseller),
            phone=False,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    brief = ("endpoint",)
    form_class = GatewayForm
    search_form_class = GatewaySearchForm
    actions = (
        Action(
            name="add-rule",
            label=_("Add a rule"),
            permission="rule.add",
            icon="plus",
            href=lambda g: f"{reverse('rule-add')}?{urlencode({'gateway_id': g.id})}",
        ),
    )

    def key(self, record: Gateway) -> str:
        """The number."""
        return str(record.id)

    def title(self, record: Gateway) -> str:
        """The name."""
        return record.name

    def page(self, api: Api, query: Query) -> Page[Gateway]:
        """One window of the list."""
        return api.pstn.gateways(query)

    def get(self, api: Api, key: str) -> Gateway:
        """The gateway of that number."""
        return api.pstn.gateway(services.number(key, 1080))

    def add(self, api: Api, record: Gateway) -> Gateway:
        """Create it."""
        with services.referring("carrier_id", 1070):
            return api.pstn.add_gateway(record)

    def update(self, api: Api, record: Gateway) -> None:
        """Replace it."""
        with services.referring("carrier_id", 1070):
            api.pstn.update_gateway(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it and its rules."""
        api.pstn.delete_gateway(services.number(key, 1080))

    def obstacle(self, api: Api, actor: Actor) -> str:
        """Why a reseller has none."""
        return services.routing_obstacle(api, actor)

    def shown_columns(self, actor: Actor) -> tuple[Column[Gateway], ...]:
        """The reseller is news for the administrator alone."""
        return words.for_person(self.columns, actor)

    def choices(self, api: Api, actor: Actor, record: Gateway | None) -> dict[str, Any]:  # noqa: ARG002
        """Carriers that may have it."""
        return {"carriers": services.carrier_choices(api)}

    def cards(self, api: Api, actor: Actor, record: Gateway) -> list[Card]:  # noqa: ARG002
        """Where it is, and what it does to numbers."""
        return [
            Card(
                title=_("Gateway"),
                items=(
                    Item(_("Address"), Copyable(record.endpoint)),
                    Item(_("Carrier"), words.carrier_link(record.carrier_id, record.carrier)),
                    Item(_("Number"), record.id),
                    *words.belongs(record.reseller, record.change_date),
                ),
            ),
            Card(
                title=_("Rules"),
                related=Related(list_name="rule", filters={"gateway": record.id}),
            ),
            Card(
                title=_("Routes of its carrier"),
                related=Related(list_name="route", filters={"carrier": record.carrier_id}),
            ),
        ]

    def farewell(self, api: Api, record: Gateway) -> Farewell:
        """Its rules go with it."""
        rules = api.pstn.gateway_rules(Query(filter={"gateway_id": record.id}, count=1)).total
        text = ngettext("Its %(number)s rule", "Its %(number)s rules", rules)
        calls = _now("A way for calls to the carrier %(carrier)s") % {"carrier": record.carrier}
        return Farewell(losses=(calls, text % {"number": rules}) if rules else (calls,))
