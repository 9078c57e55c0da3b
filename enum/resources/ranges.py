"""ENUM ranges and their screens."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts.resources.links import (
    customer_link,
    list_url,
    reseller_link,
    tenants,
)
from ngnpanel.accounts.resources.tenancy import tenant_choices
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.enum import services
from ngnpanel.enum.domain import ranges
from ngnpanel.enum.domain.ranges import Range
from ngnpanel.enum.forms.ranges import RangeForm
from ngnpanel.enum.forms.search import RangeSearchForm
from ngnpanel.soap.errors import Denied, Invalid
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
    Meter,
    Related,
    Rights,
)
from ngnpanel.web.resource import Resource


class RangeResource(Resource[Range]):
    """Blocks of telephone numbers."""

    app = "enum"
    name = "range"
    labels = Labels(
        one=_("ENUM range"),
        many=_("ENUM ranges"),
        nothing=_("No range yet. Numbers live in a range, so add one first."),
        icon="hash",
    )
    rights = Rights("range.view", "range.add", "range.edit", "range.delete")
    credit_property = "enum_range_credit"
    brief = ("info", "used")
    columns = (
        Column(
            name="prefix",
            label=_("Prefix"),
            render=lambda r: f"+{r.id.prefix}",
            order="prefix",
            link=True,
        ),
        Column(name="info", label=_("Info")),
        Column(
            name="used",
            label=_("Used"),
            render=lambda r: Meter(r.used, r.size),
            export=lambda r: r.used,
        ),
        Column(name="size", label=_("Size"), align="end", phone=False, wide=True),
        Column(name="min_digits", label=_("Min"), align="end", phone=False, wide=True),
        Column(name="max_digits", label=_("Max"), align="end", phone=False, wide=True),
        Column(
            name="tld",
            label=_("TLD"),
            render=lambda r: r.id.tld,
            order="tld",
            phone=False,
            wide=True,
        ),
        Column(name="ttl", label=_("TTL"), align="end", phone=False, wide=True),
        Column(name="serial", label=_("Serial"), align="end", phone=False, wide=True),
        Column(
            name="customer",
            label=_("Customer"),
            render=lambda r: customer_link(r.customer),
            export=lambda r: r.customer,
        ),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda r: reseller_link(r.reseller),
            export=lambda r: r.reseller,
            phone=False,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    form_class = RangeForm
    search_form_class = RangeSearchForm
    actions = (
        Action(
            name="add-number",
            label=_("Add a number"),
            permission="number.add",
            icon="plus",
            href=lambda r: f"{reverse('number-add')}?range={r.id}",
        ),
        Action(
            name="generate",
            label=_("Generate numbers"),
            permission="range.generate",
            icon="list-numbers",
            href=lambda r: reverse("range-generate", args=[str(r.id)]),
        ),
    )

    def key(self, record: Range) -> str:
        """Prefix and root."""
        return str(record.id)

    def title(self, record: Range) -> str:
        """The prefix as people write it; the root where it is another than usual."""
        root = "" if record.id.tld == ranges.DEFAULT_TLD else f" ({record.id.tld})"
        return f"+{record.id.prefix}{root}"

    def page(self, api: Api, query: Query) -> Page[Range]:
        """One window of the list."""
        return api.enum.ranges(query)

    def get(self, api: Api, key: str) -> Range:
        """The range of that prefix and root."""
        return api.enum.range(services.range_id(key))

    def add(self, api: Api, record: Range) -> Range:
        """Create it; a refused root is a value that can be mended."""
        try:
            return api.enum.add_range(record)
        except Denied as error:
            if error.field != "tld":
                raise
            raise Invalid(error.text, code=error.code, field=error.field) from None

    def update(self, api: Api, record: Range) -> None:
        """Replace it."""
        api.enum.update_range(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it; refused while it has numbers."""
        api.enum.delete_range(services.range_id(key))

    def shown_columns(self, actor: Actor) -> tuple[Column[Range], ...]:
        """The reseller is news for the administrator alone."""
        hidden = () if actor.is_administrator else ("reseller",)
        return tuple(column for column in self.columns if column.name not in hidden)

    def choices(self, api: Api, actor: Actor, record: Range | None) -> dict[str, Any]:  # noqa: ARG002
        """Customers that may have the range; resellers for the administrator."""
        return {"choices": tenant_choices(api, actor)}

    def cards(self, api: Api, actor: Actor, record: Range) -> list[Card]:  # noqa: ARG002
        """How full it is, its numbers, its zone and whose it is."""
        return [
            Card(
                title=_("Range"),
                items=(
                    Item(_("Prefix"), Copyable(f"+{record.id.prefix}")),
                    Item(_("Used"), Meter(record.used, record.size)),
                    Item(
                        _("Digits of a number"),
                        ranges.lengths_in_words(record),
                        _now("Prefix included."),
                    ),
                    Item(_("Info"), record.info),
                ),
            ),
            Card(
                # A range within this one counts its numbers itself, but they begin like this too.
                title=_now("Numbers that begin with +%(prefix)s") % {"prefix": record.id.prefix},
                related=Related(list_name="number", filters={"range": record.id}),
            ),
            Card(
                title=_("Zone"),
                items=(
                    Item(
                        _("Name in the DNS"),
                        Copyable(ranges.zone_name(record.id.prefix, record.id.tld)),
                    ),
                    Item(_("Serial"), record.serial or None),
                    Item(_("TTL"), _now("%(seconds)s seconds") % {"seconds": record.ttl}),
                    Item(
                        _("Name servers"),
                        record.nameservers or _now("The platform's own"),
                    ),
                ),
            ),
            Card(
                title=_("Belongs to"),
                items=(
                    *tenants(record.customer, record.reseller),
                    Item(_("Changed"), record.change_date),
                ),
            ),
        ]

    def farewell(self, api: Api, record: Range) -> Farewell:  # noqa: ARG002
        """Its numbers have to go first, which the platform insists on."""
        if not record.used:
            name = ranges.zone_name(record.id.prefix, record.id.tld)
            return Farewell(losses=(_now("The zone %(name)s") % {"name": name},))
        counted = ngettext("%(number)s number", "%(number)s numbers", record.used)
        text = _now("It still has %(numbers)s. Delete those first.")
        return Farewell(
            obstacle=text % {"numbers": counted % {"number": record.used}},
            way=Link(_now("Show them"), list_url("number", range=record.id)),
        )
