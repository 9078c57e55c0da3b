"""Mail aliases and redirects, the platform's fancy records, and their screens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services
from ngnpanel.accounts.resources.links import customer_link, tenants
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.dns.domain import fancy
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.forms.fancy import MailAliasForm, RedirectForm
from ngnpanel.dns.forms.places import Choices
from ngnpanel.dns.forms.search import InZoneSearchForm
from ngnpanel.dns.resources.links import zone_link
from ngnpanel.dns.services.choices import record_id, zone_choices
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.parts import Card, Column, Copyable, Farewell, Item, Labels, Rights, Text
from ngnpanel.web.resource import Resource


def columns(name: Text, value: Text) -> tuple[Column[FancyRecord], ...]:
    """The columns, with the words of the kind for name and value."""
    return (
        Column(name="name", label=name, order="name", link=True),
        Column(name="value", label=value),
        Column(name="zone", label=_("Zone"), render=lambda r: zone_link(r.zone), phone=False),
        Column(
            name="owner",
            label=_("Owner"),
            render=lambda r: customer_link(r.owner),
            phone=False,
            wide=True,
        ),
        Column(
            name="customer",
            label=_("Customer"),
            render=lambda r: customer_link(r.customer),
            phone=False,
            wide=True,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )


class FancyResource(Resource[FancyRecord]):
    """Fancy records of one ``kind``; those of the other are not there."""

    app = "dns"
    kind: ClassVar[str]
    brief = ("value",)
    search_form_class = InZoneSearchForm

    def key(self, record: FancyRecord) -> str:
        """The id."""
        return str(record.id)

    def title(self, record: FancyRecord) -> str:
        """The name."""
        return record.name

    def page(self, api: Api, query: Query) -> Page[FancyRecord]:
        """One window of the list."""
        return api.dns.fancy_records(replace(query, filter={**query.filter, "type": self.kind}))

    def get(self, api: Api, key: str) -> FancyRecord:
        """The one with that id, if it is of this kind."""
        record = api.dns.fancy_record(record_id(key))
        if record.type != self.kind:
            raise NotFound(f"{key} is a record of another kind", code=7002)
        return record

    def add(self, api: Api, record: FancyRecord) -> FancyRecord:
        """Create it."""
        return api.dns.add_fancy_record(record)

    def update(self, api: Api, record: FancyRecord) -> None:
        """Replace it."""
        api.dns.update_fancy_record(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it."""
        api.dns.delete_fancy_record(record_id(key))

    def choices(self, api: Api, actor: Actor, record: FancyRecord | None) -> dict[str, Any]:
        """Zones for a new one, customers as owners."""
        found = zone_choices(api) if record is None else None
        return {"choices": Choices(zones=found, owners=services.owner_choices(api, actor))}

    def cards(self, api: Api, actor: Actor, record: FancyRecord) -> list[Card]:  # noqa: ARG002
        """Where it leads and whose it is."""
        words = {column.name: column.label for column in self.columns}
        return [
            Card(
                title=self.labels.one,
                items=(
                    Item(words["name"], Copyable(record.name)),
                    Item(words["value"], Copyable(record.value)),
                ),
            ),
            Card(
                title=_("Belongs to"),
                items=(
                    Item(_("Zone"), zone_link(record.zone)),
                    Item(_("Owner"), customer_link(record.owner)),
                    *tenants(record.customer, record.reseller),
                    Item(_("Id"), record.id),
                    Item(_("Changed"), record.change_date),
                ),
            ),
        ]

    def farewell(self, api: Api, record: FancyRecord) -> Farewell:  # noqa: ARG002
        """Where nobody gets any more."""
        words = {"name": record.name, "value": record.value}
        return Farewell(losses=(_now("%(name)s no longer leads to %(value)s.") % words,))


class MailAliasResource(FancyResource):
    """Mail addresses that are forwarded."""

    name = "mail-alias"
    kind = fancy.FORWARDING
    labels = Labels(
        one=_("mail alias"),
        many=_("Mail aliases"),
        nothing=_("No mail alias yet. An alias forwards mail, such as that to info@…"),
        icon="mail-forward",
    )
    rights = Rights("mail-alias.view", "mail-alias.add", "mail-alias.edit", "mail-alias.delete")
    columns = columns(_("Address"), _("Forwards to"))
    form_class = MailAliasForm
    credit_property = "email_credit"


class RedirectResource(FancyResource):
    """Hosts whose visitors are sent on."""

    name = "redirect"
    kind = fancy.REDIRECTION
    labels = Labels(
        one=_("redirect"),
        many=_("Redirects"),
        nothing=_("No redirect yet. A redirect sends the visitors of a host to a web address."),
        icon="link",
    )
    rights = Rights("redirect.view", "redirect.add", "redirect.edit", "redirect.delete")
    columns = columns(_("Host"), _("Redirects to"))
    form_class = RedirectForm
