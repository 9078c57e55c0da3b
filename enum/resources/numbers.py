"""ENUM numbers and their screens."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services as account_services
from ngnpanel.accounts.domain.rules import RuleError, without_scheme
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.accounts.resources.links import account_link, customer_link, reseller_link, tenants
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.enum import services
from ngnpanel.enum.domain import ranges
from ngnpanel.enum.domain.mappings import TYPES, Mapping
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.enum.domain.zone_file import zone_lines
from ngnpanel.enum.forms.numbers import NumberForm
from ngnpanel.enum.forms.search import NumberSearchForm
from ngnpanel.enum.resources.checks import checked_number, checked_target
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.parts import (
    Card,
    Column,
    Copyable,
    Farewell,
    Item,
    Labels,
    Link,
    Note,
    Rights,
    Telephone,
    Verbatim,
)
from ngnpanel.web.resource import Resource
from ngnpanel.web.templatetags.panel import phone


class NumberResource(Resource[Number]):
    """Telephone numbers and the addresses that they lead to."""

    app = "enum"
    name = "number"
    labels = Labels(
        one=_("ENUM number"),
        many=_("ENUM numbers"),
        nothing=_("No number yet. A number lies in a range and leads to an account."),
        icon="list-numbers",
    )
    rights = Rights("number.view", "number.add", "number.edit", "number.delete")
    credit_property = "enum_number_credit"
    brief = ("mapto",)
    columns = (
        Column(
            name="number",
            label=_("Number"),
            render=lambda n: Telephone(f"+{n.id.number}"),
            export=lambda n: n.id.number,
            order="number",
            link=True,
        ),
        Column(
            name="type",
            label=_("Type"),
            render=lambda n: tuple(type_word(each) for each in n.mappings),
            stacked=True,
            export=lambda n: ", ".join(each.type for each in n.mappings),
        ),
        Column(
            name="mapto",
            label=_("Leads to"),
            render=lambda n: tuple(target(each) for each in n.mappings),
            stacked=True,
            export=lambda n: ", ".join(each.mapto for each in n.mappings),
        ),
        Column(
            name="ttl",
            label=_("TTL"),
            render=lambda n: tuple(str(each.ttl) for each in n.mappings),
            stacked=True,
            export=lambda n: ", ".join(str(each.ttl) for each in n.mappings),
            align="end",
            phone=False,
            wide=True,
        ),
        Column(
            name="mapping",
            label=_("Mapping id"),
            render=lambda n: tuple(str(each.id) for each in n.mappings),
            stacked=True,
            export=lambda n: ", ".join(str(each.id) for each in n.mappings),
            align="end",
            phone=False,
            wide=True,
        ),
        Column(name="info", label=_("Info"), phone=False),
        Column(
            name="tld",
            label=_("TLD"),
            render=lambda n: n.id.tld,
            order="tld",
            phone=False,
            wide=True,
        ),
        Column(
            name="customer",
            label=_("Range of"),
            render=lambda n: customer_link(n.customer),
            export=lambda n: n.customer,
        ),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda n: reseller_link(n.reseller),
            export=lambda n: n.reseller,
            phone=False,
            wide=True,
        ),
        Column(
            name="owner",
            label=_("Owner"),
            render=lambda n: customer_link(n.owner),
            export=lambda n: n.owner,
            phone=False,
            wide=True,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    form_class = NumberForm
    search_form_class = NumberSearchForm

    def key(self, record: Number) -> str:
        """Digits and root."""
        return str(record.id)

    def title(self, record: Number) -> str:
        """The number as people write it; the root where it is another than usual."""
        root = "" if record.id.tld == ranges.DEFAULT_TLD else f" ({record.id.tld})"
        return f"{phone(f'+{record.id.number}')}{root}"

    def copied(self, record: Number) -> str:
        """The number as telephones and the panel take it."""
        return f"+{record.id.number}"

    def page(self, api: Api, query: Query) -> Page[Number]:
        """One window of the list."""
        return api.enum.numbers(query)

    def get(self, api: Api, key: str) -> Number:
        """The number of those digits and root."""
        return api.enum.number(services.number_id(key))

    def add(self, api: Api, record: Number) -> Number:
        """Create it."""
        return api.enum.add_number(record)

    def update(self, api: Api, record: Number) -> None:
        """Replace it with all its mappings."""
        api.enum.update_number(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it with its mappings."""
        api.enum.delete_number(services.number_id(key))

    def shown_columns(self, actor: Actor) -> tuple[Column[Number], ...]:
        """The reseller is news for the administrator alone."""
        hidden = () if actor.is_administrator else ("reseller",)
        return tuple(column for column in self.columns if column.name not in hidden)

    def choices(self, api: Api, actor: Actor, record: Number | None) -> dict[str, Any]:
        """Ranges and a proposal for a new number, customers as owners."""
        owners = account_services.owner_choices(api, actor)
        found: dict[str, Any] = {"choices": Choices(customers=owners)}
        if record is None:
            found["offered"] = services.range_choices(api)
            found["domains"] = services.latest_domains(api)
        return found

    def check(self, api: Api, actor: Actor, form: PanelForm[Any], name: str) -> Note | None:  # noqa: ARG002
        """Whether a number has its place, and whether the account is there."""
        if not isinstance(form, NumberForm):
            return None
        if name == "number":
            return checked_number(api, form)
        return checked_target(api, form, name)

    def cards(self, api: Api, actor: Actor, record: Number) -> list[Card]:  # noqa: ARG002
        """Where it leads, what it publishes, its range and whose it is."""
        around = services.range_of(api, record)
        place = None
        if around is not None:
            url = reverse("range-detail", args=[str(around.id)])
            place = Link(f"+{around.id.prefix}", url)
        return [
            Card(title=_("Leads to"), items=tuple(_item(each) for each in record.mappings)),
            Card(
                title=_("Number"),
                items=(
                    Item(_("Number"), Copyable(f"+{record.id.number}")),
                    Item(_("Range"), place),
                    Item(_("TLD"), record.id.tld),
                    Item(_("Info"), record.info),
                ),
            ),
            Card(
                title=_("In the DNS"),
                items=(Item(_("NAPTR records"), Verbatim("\n".join(zone_lines(record)))),),
            ),
            Card(
                title=_("Belongs to"),
                items=(
                    Item(_("Owner"), customer_link(record.owner)),
                    *tenants(record.customer, record.reseller),
                    Item(_("Changed"), record.change_date),
                ),
            ),
        ]

    def farewell(self, api: Api, record: Number) -> Farewell:  # noqa: ARG002
        """Whom callers no longer reach."""
        text = _now("Callers of it no longer reach %(address)s.")
        return Farewell(losses=tuple(text % {"address": each.mapto} for each in record.mappings))


def type_word(mapping: Mapping) -> str:
    """What people call the type of a mapping."""
    return _now(TYPES[mapping.type].label) if mapping.type in TYPES else mapping.type


def target(mapping: Mapping) -> Link | str:
    """Where a mapping leads, with the way to the account when it is a SIP address."""
    if mapping.type != "sip":
        return mapping.mapto
    try:
        return account_link(SipId.parse(without_scheme(mapping.mapto)))
    except RuleError:
        return mapping.mapto


def _item(mapping: Mapping) -> Item:
    words = _now("Priority %(priority)s, TTL %(ttl)s seconds, mapping %(id)s")
    values = {"priority": mapping.priority, "ttl": mapping.ttl, "id": mapping.id}
    return Item(type_word(mapping), target(mapping), words % values)
