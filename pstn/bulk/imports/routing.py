"""Gateway rules and routes as rows of a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ngnpanel.imports.columns import EMPTY, Cells, Column, whole
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import FormTable, Scope, exactly
from ngnpanel.pstn.bulk.imports.carriers import CARRIERS, GATEWAYS, WHOSE, holder_of, named
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.domain.routing import GatewayRule, Route
from ngnpanel.pstn.forms.routing import GatewayRuleForm, RouteForm
from ngnpanel.pstn.resources.routes import RouteResource
from ngnpanel.pstn.resources.rules import GatewayRuleResource
from ngnpanel.soap.paging import Query
from ngnpanel.web.forms import PanelForm


def text_of(cells: Cells, name: str) -> str:
    """A cell that may be empty."""
    text = cells.get(name, "")
    return "" if text == EMPTY else text


class RuleTable(FormTable[GatewayRule]):
    """A rule is named by its gateway and by which numbers it is about."""

    records = GatewayRuleResource()
    references = {"customer": CUSTOMERS, "gateway": GATEWAYS}
    columns = (
        Column(
            name="gateway",
            label=_("Gateway"),
            help=_("By name or number."),
            example="Amsterdam 1",
            field="gateway_id",
            refers="gateway",
            read=lambda rule: named(rule.gateway, rule.gateway_id),
            is_key=True,
            is_required=True,
        ),
        WHOSE,
        Column(
            name="prefix",
            label=_("Prefix"),
            help=_("For numbers that begin like this. Empty: all numbers."),
            example="0031",
            is_key=True,
        ),
        Column(
            name="min_length",
            label=_("Minimum length"),
            help=_("For numbers of at least so many digits. Empty: no bound."),
            is_key=True,
            known_as=("min", "minimum"),
        ),
        Column(
            name="max_length",
            label=_("Maximum length"),
            help=_("For numbers of at most so many digits. Empty: no bound."),
            is_key=True,
            known_as=("max", "maximum"),
        ),
        Column(
            name="strip",
            label=_("Strip"),
            help=_("How many digits are taken off the front."),
            example="2",
        ),
        Column(
            name="prepend",
            label=_("Prepend"),
            help=_("What is then put in front."),
            example="+",
        ),
    )

    def holder(self, ground: Ground, cells: Cells) -> int | None:
        """The reseller that the row names."""
        return holder_of(self, ground, cells)

    def identify(self, ground: Ground, cells: Cells) -> str:
        """Gateway, prefix and lengths."""
        least, most = (whole(text_of(cells, name) or "0") for name in ("min_length", "max_length"))
        prefix = routing.prefix(text_of(cells, "prefix"))
        return f"{self.number(ground, 'gateway', cells)} {prefix} {least} {most}"

    def identity(self, ground: Ground, record: GatewayRule) -> str:  # noqa: ARG002 - as all tables
        """Gateway, prefix and lengths."""
        return f"{record.gateway_id} {record.prefix} {record.min_length} {record.max_length}"

    def scope(self, ground: Ground, cells: Cells) -> Scope:
        """The rules of its gateway."""
        return (("gateway_id", self.number(ground, "gateway", cells)),)

    def find(self, ground: Ground, cells: Cells) -> GatewayRule | None:
        """Among those of its gateway and prefix."""
        prefix = routing.prefix(text_of(cells, "prefix"))
        asked = {**dict(self.scope(ground, cells)), "prefix": prefix}
        return exactly(self, ground, cells, Query(filter=asked))

    def adding(self, ground: Ground) -> PanelForm[GatewayRule]:
        """The form of a new rule."""
        return GatewayRuleForm(actor=ground.actor)

    def editing(self, ground: Ground, record: GatewayRule) -> PanelForm[GatewayRule]:
        """The form of a rule."""
        return GatewayRuleForm(actor=ground.actor, record=record)


class RouteTable(FormTable[Route]):
    """A route is named by its carrier and by which calls take it."""

    records = RouteResource()
    references = {"customer": CUSTOMERS, "carrier": CARRIERS}
    columns = (
        Column(
            name="carrier",
            label=_("Carrier"),
            help=_("By name or number."),
            example="Northern Telecom",
            field="carrier_id",
            refers="carrier",
            read=lambda route: named(route.carrier, route.carrier_id),
            is_key=True,
            is_required=True,
        ),
        WHOSE,
        Column(
            name="prefix",
            label=_("Prefix"),
            help=_("For numbers that begin like this. Empty: all numbers."),
            example="0031",
            is_key=True,
        ),
        Column(
            name="originator",
            label=_("Originator"),
            help=_("Only calls of this domain, address or user. Empty: everybody's."),
            example="example.com",
            is_key=True,
        ),
        Column(
            name="priority",
            label=_("Priority"),
            help=_("Routes of one prefix are tried in this order, 0 first."),
            example="0",
        ),
    )

    def holder(self, ground: Ground, cells: Cells) -> int | None:
        """The reseller that the row names."""
        return holder_of(self, ground, cells)

    def identify(self, ground: Ground, cells: Cells) -> str:
        """Carrier, prefix and originator."""
        prefix = routing.prefix(text_of(cells, "prefix"))
        originator = routing.originator(text_of(cells, "originator"))
        return f"{self.number(ground, 'carrier', cells)} {prefix} {originator}"

    def identity(self, ground: Ground, record: Route) -> str:  # noqa: ARG002
        """Carrier, prefix and originator."""
        return f"{record.carrier_id} {record.prefix} {record.originator}"

    def scope(self, ground: Ground, cells: Cells) -> Scope:
        """The routes of its carrier."""
        return (("carrier_id", self.number(ground, "carrier", cells)),)

    def find(self, ground: Ground, cells: Cells) -> Route | None:
        """Among those of its carrier and prefix."""
        prefix = routing.prefix(text_of(cells, "prefix"))
        asked = {**dict(self.scope(ground, cells)), "prefix": prefix}
        return exactly(self, ground, cells, Query(filter=asked))

    def adding(self, ground: Ground) -> PanelForm[Route]:
        """The form of a new route."""
        return RouteForm(actor=ground.actor)

    def editing(self, ground: Ground, record: Route) -> PanelForm[Route]:
        """The form of a route."""
        return RouteForm(actor=ground.actor, record=record)


class ImportRules(ImportKind[GatewayRule]):
    """Gateway rules from a table."""

    name = "import-rule"
    label = _("Import gateway rules")
    permission = "rule.add"
    table = RuleTable()


class ImportRoutes(ImportKind[Route]):
    """Routes from a table."""

    name = "import-route"
    label = _("Import routes")
    permission = "route.add"
    table = RouteTable()
