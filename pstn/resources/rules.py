"""Gateway rules and their screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.pstn import services
from ngnpanel.pstn.domain.routing import GatewayRule
from ngnpanel.pstn.forms.routing import GatewayRuleForm
from ngnpanel.pstn.forms.search import GatewayRuleSearchForm
from ngnpanel.pstn.resources import words
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.parts import Card, Column, Farewell, Item, Labels, Note, Related, Rights
from ngnpanel.web.resource import Resource


class GatewayRuleResource(Resource[GatewayRule]):
    """What gateways do to numbers."""

    app = "pstn"
    name = "rule"
    labels = Labels(
        one=_("gateway rule"),
        many=_("Gateway rules"),
        nothing=_("No rule yet. A rule changes numbers into the form that a gateway wants."),
        icon="arrows-split",
    )
    rights = Rights("rule.view", "rule.add", "rule.edit", "rule.delete")
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
            name="gateway",
            label=_("Gateway"),
            render=lambda r: words.gateway_link(r.gateway_id, r.gateway),
            order="gateway",
        ),
        Column(
            name="carrier",
            label=_("Carrier"),
            render=lambda r: words.carrier_link(r.carrier_id, r.carrier),
            order="carrier",
            phone=False,
        ),
        Column(name="strip", label=_("Strip"), align="end"),
        Column(name="prepend", label=_("Prepend")),
        Column(name="min_length", label=_("Minimum"), align="end", phone=False),
        Column(name="max_length", label=_("Maximum"), align="end", phone=False),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda r: words.owner(r.reseller),
            phone=False,
            wide=True,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate", phone=False),
    )
    order = "changeDate"
    brief = ("gateway",)
    form_class = GatewayRuleForm
    search_form_class = GatewayRuleSearchForm

    def key(self, record: GatewayRule) -> str:
        """The number."""
        return str(record.id)

    def title(self, record: GatewayRule) -> str:
        """The numbers that it is about."""
        if not record.prefix:
            return _now("Rule for all numbers")
        return _now("Rule for %(prefix)s") % {"prefix": words.prefix(record.prefix)}

    def copied(self, record: GatewayRule) -> str:  # noqa: ARG002
        """Its title is a description."""
        return ""

    def page(self, api: Api, query: Query) -> Page[GatewayRule]:
        """One window of the list."""
        return api.pstn.gateway_rules(query)

    def get(self, api: Api, key: str) -> GatewayRule:
        """The rule of that number."""
        return api.pstn.gateway_rule(services.number(key, 1090))

    def add(self, api: Api, record: GatewayRule) -> GatewayRule:
        """Create it."""
        with services.referring("gateway_id", 1080):
            return api.pstn.add_gateway_rule(record)

    def update(self, api: Api, record: GatewayRule) -> None:
        """Replace it."""
        with services.referring("gateway_id", 1080):
            api.pstn.update_gateway_rule(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it."""
        api.pstn.delete_gateway_rule(services.number(key, 1090))

    def obstacle(self, api: Api, actor: Actor) -> str:
        """Why a reseller has none."""
        return services.routing_obstacle(api, actor)

    def shown_columns(self, actor: Actor) -> tuple[Column[GatewayRule], ...]:
        """The reseller is news for the administrator alone."""
        return words.for_person(self.columns, actor)

    def choices(self, api: Api, actor: Actor, record: GatewayRule | None) -> dict[str, Any]:  # noqa: ARG002
        """Gateways that may have it."""
        return {"gateways": services.gateway_choices(api)}

    def check(
        self,
        api: Api,  # noqa: ARG002
        actor: Actor,  # noqa: ARG002
        form: PanelForm[GatewayRule],
        name: str,  # noqa: ARG002
    ) -> Note | None:
        """What the rule does to a number, as soon as that is known."""
        if not isinstance(form, GatewayRuleForm) or not form.is_complete():
            return None
        return words.example(form.typed_rule())

    def cards(self, api: Api, actor: Actor, record: GatewayRule) -> list[Card]:  # noqa: ARG002
        """What it does, and where."""
        return [
            Card(
                title=_("Which numbers"),
                items=(
                    Item(_("Prefix"), words.prefix(record.prefix)),
                    Item(_("Minimum length"), record.min_length or ""),
                    Item(_("Maximum length"), record.max_length or ""),
                ),
            ),
            Card(
                title=_("What happens to them"),
                items=(
                    Item(_("Strip"), record.strip),
                    Item(_("Prepend"), record.prepend),
                    Item(_("Example"), words.example(record).text),
                ),
            ),
            Card(
                title=_("Belongs to"),
                items=(
                    Item(_("Gateway"), words.gateway_link(record.gateway_id, record.gateway)),
                    Item(_("Carrier"), words.carrier_link(record.carrier_id, record.carrier)),
                    *words.belongs(record.reseller, record.change_date),
                ),
            ),
            Card(
                title=_("All rules of the gateway"),
                related=Related(list_name="rule", filters={"gateway": record.gateway_id}),
            ),
        ]

    def farewell(self, api: Api, record: GatewayRule) -> Farewell:  # noqa: ARG002
        """The gateway gets the numbers by its other rules, or as they are."""
        text = _now("What it does to numbers at the gateway %(gateway)s")
        return Farewell(losses=(text % {"gateway": record.gateway},))
