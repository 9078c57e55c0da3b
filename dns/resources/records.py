"""DNS records and their screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services
from ngnpanel.accounts.resources.links import customer_link, reseller_link, tenants
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.dns.domain import names, records
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.forms.places import Choices
from ngnpanel.dns.forms.records import RecordForm
from ngnpanel.dns.forms.search import RecordSearchForm
from ngnpanel.dns.resources.links import zone_link
from ngnpanel.dns.services.choices import record_id, zone_choices
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.faults import said
from ngnpanel.web.parts import Card, Column, Copyable, Farewell, Item, Labels, Note, Rights
from ngnpanel.web.resource import Resource


class RecordResource(Resource[Record]):
    """What the name servers answer."""

    app = "dns"
    name = "record"
    labels = Labels(
        one=_("DNS record"),
        many=_("DNS records"),
        nothing=_("No record yet. A record gives a name in a zone an address or a service."),
        icon="list-search",
    )
    rights = Rights("record.view", "record.add", "record.edit", "record.delete")
    columns = (
        Column(name="name", label=_("Name"), order="name", link=True),
        Column(name="type", label=_("Type"), order="type"),
        Column(
            name="priority",
            label=_("Priority"),
            render=lambda r: "" if r.priority is None else r.priority,
            align="end",
            phone=False,
        ),
        Column(name="value", label=_("Value")),
        Column(name="ttl", label=_("TTL"), align="end", phone=False),
        Column(name="zone", label=_("Zone"), render=lambda r: zone_link(r.zone), phone=False),
        Column(name="id", label=_("Id"), align="end", phone=False, wide=True),
        Column(
            name="customer",
            label=_("Customer"),
            render=lambda r: customer_link(r.customer),
            phone=False,
            wide=True,
        ),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda r: reseller_link(r.reseller),
            phone=False,
            wide=True,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    brief = ("priority", "value")
    form_class = RecordForm
    search_form_class = RecordSearchForm

    def key(self, record: Record) -> str:
        """The id."""
        return str(record.id)

    def title(self, record: Record) -> str:
        """Name and type."""
        return f"{record.name} {record.type}"

    def page(self, api: Api, query: Query) -> Page[Record]:
        """One window of the list."""
        return api.dns.records(query)

    def get(self, api: Api, key: str) -> Record:
        """The record with that id."""
        return api.dns.record(record_id(key))

    def add(self, api: Api, record: Record) -> Record:
        """Create it."""
        return api.dns.add_record(record)

    def update(self, api: Api, record: Record) -> None:
        """Replace it."""
        api.dns.update_record(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it."""
        api.dns.delete_record(record_id(key))

    def shown_columns(self, actor: Actor) -> tuple[Column[Record], ...]:
        """The reseller is news for the administrator alone."""
        hidden = () if actor.is_administrator else ("reseller",)
        return tuple(column for column in self.columns if column.name not in hidden)

    def choices(self, api: Api, actor: Actor, record: Record | None) -> dict[str, Any]:
        """Zones for a new record, customers as owners."""
        found = zone_choices(api) if record is None else None
        return {"choices": Choices(zones=found, owners=services.owner_choices(api, actor))}

    def check(self, api: Api, actor: Actor, form: Any, name: str) -> Note | None:  # noqa: ARG002
        """What stands beside the name, or whether a target in the zone is there."""
        zone = form.zone_name
        typed = form.cleaned_data.get(name)
        if not zone or typed is None:
            return None
        if name == "name":
            return _beside(api, zone, typed, form.cleaned_data.get("type", ""))
        target = names.absolute(typed, zone)
        if not target or target == zone or not names.is_in(target, zone):
            return None
        return _target(_types_of(api, zone, target), target)

    def cards(self, api: Api, actor: Actor, record: Record) -> list[Card]:  # noqa: ARG002
        """What it answers and whose it is."""
        return [
            Card(
                title=_("Record"),
                items=(
                    Item(_("Name"), Copyable(record.name)),
                    Item(_("Type"), record.type),
                    Item(_("Priority"), record.priority),
                    Item(_("Value"), Copyable(record.value)),
                    Item(_("TTL"), record.ttl),
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

    def farewell(self, api: Api, record: Record) -> Farewell:  # noqa: ARG002
        """What nobody is told any more."""
        words = {"name": record.name, "value": record.value}
        return Farewell(losses=(_now("%(name)s no longer leads to %(value)s.") % words,))


def _types_of(api: Api, zone: str, name: str) -> list[str]:
    found = api.dns.records(Query(filter={"zone": zone, "name": name}, count=20))
    return sorted({record.type for record in found if record.name == name})


def _beside(api: Api, zone: str, name: str, kind: str) -> Note:
    types = _types_of(api, zone, name)
    conflict = records.conflict(name, kind, zone, types)
    if conflict:
        return Note(said(conflict), "amber")
    words = {"name": name, "types": ", ".join(types)}
    if types:
        return Note(_now("%(name)s has these records already: %(types)s.") % words, "green")
    return Note(_now("%(name)s has no record yet.") % words, "green")


def _target(types: list[str], target: str) -> Note:
    words = {"target": target}
    if types:
        return Note(_now("%(target)s is there.") % words, "green")
    return Note(_now("%(target)s has no record in this zone yet.") % words, "amber")
