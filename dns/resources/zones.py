"""DNS zones and their screens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts import services
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.accounts.resources.links import customer_link, list_url, reseller_link, tenants
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api
from ngnpanel.dns.domain import fancy, zones
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.dns.forms.search import ZoneSearchForm
from ngnpanel.dns.forms.zones import ZoneForm
from ngnpanel.dns.services import live
from ngnpanel.dns.services.choices import zone_name
from ngnpanel.soap.errors import NotFound
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
    Note,
    Related,
    Rights,
)
from ngnpanel.web.resource import Resource


class ZoneResource(Resource[Zone]):
    """The zones that the name servers answer for."""

    app = "dns"
    name = "zone"
    labels = Labels(
        one=_("DNS zone"),
        many=_("DNS zones"),
        nothing=_("No zone yet. Records, mail aliases and redirects live in a zone, so add one."),
        icon="binary-tree",
    )
    rights = Rights("zone.view", "zone.add", "zone.edit", "zone.delete")
    columns = (
        Column(name="name", label=_("Zone"), order="name", link=True),
        Column(
            name="records",
            label=_("Records"),
            render=lambda z: Link(_("Records"), list_url("record", zone=z.name)),
        ),
        Column(name="email", label=_("Administrator"), phone=False, wide=True),
        Column(name="info", label=_("Info"), phone=False),
        Column(name="serial", label=_("Serial"), align="end", phone=False, wide=True),
        Column(name="ttl", label=_("TTL"), align="end", phone=False, wide=True),
        Column(name="customer", label=_("Customer"), render=lambda z: customer_link(z.customer)),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda z: reseller_link(z.reseller),
            phone=False,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    brief = ("info",)
    actions = (
        Action(
            name="add-record",
            label=_("Add a record"),
            permission="record.add",
            icon="plus",
            href=lambda z: f"{reverse('record-add')}?{urlencode({'zone': z.name})}",
        ),
        Action(
            name="templates",
            label=_("Add from a template"),
            permission="record.add",
            icon="copy-plus",
            href=lambda z: reverse("zone-templates", args=[z.name]),
        ),
        Action(
            name="file",
            label=_("Zone file"),
            permission="zone.view",
            icon="file-export",
            href=lambda z: reverse("zone-file", args=[z.name]),
        ),
        Action(
            name="import",
            label=_("Import"),
            permission="zone.edit",
            icon="file-import",
            href=lambda z: reverse("zone-import", args=[z.name]),
        ),
    )
    form_class = ZoneForm
    search_form_class = ZoneSearchForm
    credit_property = "dns_zone_credit"

    def key(self, record: Zone) -> str:
        """The name."""
        return record.name

    def page(self, api: Api, query: Query) -> Page[Zone]:
        """One window of the list."""
        return api.dns.zones(query)

    def get(self, api: Api, key: str) -> Zone:
        """The zone of that name."""
        return api.dns.zone(zone_name(key))

    def add(self, api: Api, record: Zone) -> Zone:
        """Create it."""
        return api.dns.add_zone(record)

    def update(self, api: Api, record: Zone) -> None:
        """Replace it."""
        api.dns.update_zone(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it with everything in it."""
        api.dns.delete_zone(zone_name(key))

    def shown_columns(self, actor: Actor) -> tuple[Column[Zone], ...]:
        """The reseller is news for the administrator alone."""
        hidden = () if actor.is_administrator else ("reseller",)
        return tuple(column for column in self.columns if column.name not in hidden)

    def choices(self, api: Api, actor: Actor, record: Zone | None) -> dict[str, Any]:  # noqa: ARG002
        """Customers that may have the zone; resellers for the administrator."""
        customers = services.customer_choices(api) if actor.role is not Role.CUSTOMER else None
        resellers = services.reseller_choices(api) if actor.is_administrator else None
        return {"choices": Choices(customers=customers, resellers=resellers)}

    def check(self, api: Api, actor: Actor, form: Any, name: str) -> Note | None:  # noqa: ARG002
        """Whether the name of a new zone is free here, and who answers for it so far."""
        zone = form.cleaned_data.get("name", "")
        if name != "name" or not zone:
            return None
        try:
            api.dns.zone(zone)
        except NotFound:
            servers = live.servers_of(zone)
            if not servers:
                return Note(_now("You do not have this zone yet."), "green")
            text = _now(
                "You do not have this zone yet. So far %(servers)s answer for it;"
                " its registrar has to name the servers of this zone."
            )
            return Note(text % {"servers": ", ".join(servers)}, "amber")
        return Note(_now("This zone is there already."), "red")

    def cards(self, api: Api, actor: Actor, record: Zone) -> list[Card]:  # noqa: ARG002
        """What is in it, what it publishes and whose it is."""
        inside = {"zone": record.name}
        return [
            Card(title=_("Records"), related=Related(list_name="record", filters=inside)),
            Card(
                title=_("Published"),
                items=(
                    Item(_("SOA"), Copyable(zones.soa(record))),
                    Item(_("NS"), tuple(Copyable(server) for server in zones.ns(record))),
                    Item(_("TTL of both"), _seconds(record.ttl)),
                ),
            ),
            Card(title=_("Mail aliases"), related=Related(list_name="mail-alias", filters=inside)),
            Card(title=_("Redirects"), related=Related(list_name="redirect", filters=inside)),
            Card(
                title=_("Timers"),
                items=(
                    Item(_("Minimum"), _seconds(record.minimum)),
                    Item(_("Refresh"), _seconds(record.refresh)),
                    Item(_("Retry"), _seconds(record.retry)),
                    Item(_("Expire"), _seconds(record.expire)),
                    Item(_("Serial"), record.serial),
                ),
            ),
            Card(
                title=_("Belongs to"),
                items=(
                    *tenants(record.customer, record.reseller),
                    Item(_("Administrator's e-mail"), record.email),
                    Item(_("Info"), record.info),
                    Item(_("Changed"), record.change_date),
                ),
            ),
        ]

    def farewell(self, api: Api, record: Zone) -> Farewell:
        """How much goes with it; three calls."""
        inside = {"zone": record.name}
        records = api.dns.records(Query(filter=inside, count=1)).total
        mail, urls = (
            api.dns.fancy_records(Query(filter={**inside, "type": kind}, count=1)).total
            for kind in fancy.TYPES
        )
        losses = (
            (records, ngettext("%(number)s record", "%(number)s records", records)),
            (mail, ngettext("%(number)s mail alias", "%(number)s mail aliases", mail)),
            (urls, ngettext("%(number)s redirect", "%(number)s redirects", urls)),
        )
        return Farewell(losses=tuple(text % {"number": n} for n, text in losses if n))


def _seconds(number: int) -> str:
    return ngettext("%(number)s second", "%(number)s seconds", number) % {"number": number}
