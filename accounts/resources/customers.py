"""Customers, resellers among them, and their screens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from ngnpanel.accounts import letters, services
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.accounts.forms.customer_properties import RIGHTS
from ngnpanel.accounts.forms.customers import CustomerForm
from ngnpanel.accounts.forms.search import CustomerSearchForm
from ngnpanel.accounts.resources import checks
from ngnpanel.accounts.resources.links import (
    customer_link,
    language,
    list_url,
    no,
    related,
    reseller_link,
    telephone,
    yes,
)
from ngnpanel.accounts.services import tenant_filter
from ngnpanel.accounts.views.adding import AddCustomerScreen, EditCustomerScreen
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.brand import looks
from ngnpanel.factors import keeping
from ngnpanel.soap.paging import Page, Query
from ngnpanel.users import visits
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
    Rights,
    Status,
)
from ngnpanel.web.resource import Resource


def kind(customer: Customer) -> Status:
    """Reseller, an employee with its rights, or customer."""
    if customer.is_reseller:
        if customer.reseller_active is False:
            return Status(_now("Reseller, not active"), "amber", "player-pause")
        return Status(_now("Reseller"), "blue", "building")
    if customer.impersonate == customer.reseller and customer.reseller:
        return Status(_now("Acts as reseller"), "blue", "user-circle")
    return Status(_now("Customer"), "grey", "user")


class CustomerResource(Resource[Customer]):
    """Who provisions on the platform."""

    app = "accounts"
    name = "customer"
    labels = Labels(
        one=_("customer"),
        many=_("Customers"),
        nothing=_(
            "No customer yet. A customer signs in here and has its own domains and accounts."
        ),
        icon="building",
    )
    rights = Rights("customer.view", "customer.add", "customer.edit", "customer.delete")
    brief = ("kind",)
    columns = (
        Column(name="username", label=_("Username"), order="username", link=True),
        Column(name="kind", label=_("Kind"), render=kind),
        Column(name="organization", label=_("Organization"), order="organization"),
        Column(name="name", label=_("Name"), order="lastName"),
        Column(name="first_name", label=_("First name"), order="firstName", phone=False, wide=True),
        Column(
            name="country",
            label=_("Country"),
            render=lambda c: "" if c.country == "N/A" else c.country,
            phone=False,
            wide=True,
        ),
        Column(name="email", label=_("E-mail"), phone=False, wide=True),
        Column(name="tel", label=_("Telephone"), render=lambda c: telephone(c.tel)),
        Column(name="id", label=_("Number"), order="customer", align="end", phone=False),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda c: reseller_link(c.reseller),
            phone=False,
        ),
        Column(
            name="impersonate",
            label=_("Rights of"),
            render=lambda c: customer_link(c.impersonate),
            phone=False,
            wide=True,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    actions = (
        Action(
            name="copy",
            label=_("Copy"),
            permission="customer.add",
            icon="copy-plus",
            href=lambda c: reverse("customer-copy", args=[c.id]),
        ),
        Action(
            name="send-sign-in",
            label=_("Send sign-in information"),
            permission="customer.edit",
            icon="mail",
            run=letters.send_sign_in,
            fits=lambda c: bool(c.email),
        ),
        Action(
            name="take-out",
            label=_("Export"),
            permission="estate.export",
            icon="file-export",
            href=lambda c: reverse("customer-take-out", args=[c.id]),
            in_lists=False,
        ),
        Action(
            name="brand",
            label=_("Branding"),
            permission="brand.edit",
            icon="palette",
            href=lambda c: reverse("brand-detail", args=[c.id]),
            fits=lambda c: c.is_reseller,
            in_lists=False,
        ),
        Action(
            name="second-step",
            label=_("Second step at sign-in"),
            permission="customer.reset",
            icon="shield-check",
            href=lambda c: reverse("factor-reset-customer", args=[c.id]),
            in_lists=False,
        ),
    )
    form_class = CustomerForm
    search_form_class = CustomerSearchForm
    add_screen = AddCustomerScreen
    edit_screen = EditCustomerScreen

    def key(self, record: Customer) -> str:
        """The number."""
        return str(record.id)

    def title(self, record: Customer) -> str:
        """The name that people use."""
        return record.title

    def page(self, api: Api, query: Query) -> Page[Customer]:
        """One window of the list."""
        chosen = dict(query.filter)
        if chosen.pop("only_resellers", ""):
            return api.customers.resellers(replace(query, filter=chosen))
        return api.customers.customers(query)

    def get(self, api: Api, key: str) -> Customer:
        """The customer with that number."""
        return api.customers.customer(services.customer_id(key))

    def add(self, api: Api, record: Customer) -> Customer:
        """Create it."""
        return api.customers.add_customer(record)

    def update(self, api: Api, record: Customer) -> None:
        """Replace it; what a reseller says about its service counts on the next page."""
        api.customers.update_customer(record)
        if record.is_reseller:
            looks.forget(record.id, api.platform.name)

    def delete(self, api: Api, key: str) -> None:
        """Delete it; refused while anything belongs to it."""
        number = services.customer_id(key)
        api.customers.delete_customer(number)
        keeping.forget(visits.of_customer(number, api.platform.name))

    def shown_columns(self, actor: Actor) -> tuple[Column[Customer], ...]:
        """The reseller is news for the administrator alone."""
        hidden = () if actor.is_administrator else ("reseller",)
        return tuple(column for column in self.columns if column.name not in hidden)

    def choices(self, api: Api, actor: Actor, record: Customer | None) -> dict[str, Any]:
        """Resellers that a new customer may belong to, for the administrator."""
        asks = actor.is_administrator and record is None
        return {"choices": Choices(resellers=services.reseller_choices(api) if asks else None)}

    def check(self, api: Api, actor: Actor, form: Any, name: str) -> Note | None:  # noqa: ARG002
        """Whether a username is free among the customers that the person sees; one call."""
        username = form.cleaned_data.get(name)
        if form.record is not None or name != "username" or not username:
            return None
        return checks.free_username(api, username)

    def cards(self, api: Api, actor: Actor, record: Customer) -> list[Card]:  # noqa: ARG002
        """Who it is, what it has, what it may do, and how it is billed."""
        cards = [
            self.identity_card(record),
            Card(title=_("Credits"), late=reverse("customer-credits", args=[record.id])),
            self.rights_card(record),
            *belongings(record),
            self.address_card(record),
        ]
        return [*cards, self.office_card(record)] if actor.is_administrator else cards

    def identity_card(self, record: Customer) -> Card:
        """Name and how to reach it."""
        return Card(
            title=_("Identity"),
            items=(
                Item(_("Kind"), kind(record)),
                Item(_("Username"), Copyable(record.username)),
                Item(_("Number"), record.id),
                Item(_("Name"), record.name),
                Item(_("Organization"), record.organization),
                Item(_("E-mail"), Copyable(record.email) if record.email else ""),
                Item(_("Telephone"), telephone(record.tel)),
                Item(_("Mobile"), telephone(record.mobile)),
                Item(_("Fax"), telephone(record.fax)),
                Item(_("Web site"), record.web),
                Item(_("SIP address"), Copyable(record.sip) if record.sip else ""),
                Item(_("ENUM number"), telephone(record.enum)),
                Item(_("Time zone"), record.timezone),
                Item(_("Language"), language(record.language)),
                Item(_("Reseller"), reseller_link(record.reseller)),
                Item(_("Changed"), record.change_date),
            ),
        )

    def rights_card(self, record: Customer) -> Card:
        """What it may do."""
        items = [
            Item(label, yes(_now("Yes")) if record.has(name) else no(_now("No")))
            for name, label in RIGHTS.items()
        ]
        return Card(title=_("Rights"), items=tuple(items))

    def address_card(self, record: Customer) -> Card:
        """Where it is and how it is billed."""
        state = "" if record.state == "N/A" else record.state
        country = "" if record.country == "N/A" else record.country
        return Card(
            title=_("Address and billing"),
            items=(
                Item(_("Street and number"), record.address),
                Item(_("Postcode"), record.postcode),
                Item(_("City"), record.city),
                Item(pgettext("of an address", "State"), state),
                Item(_("Country"), country),
                Item(_("VAT number"), record.vat_number),
                Item(_("Bank account"), record.bank_account),
                Item(_("E-mail for invoices"), record.billing_email),
                Item(_("Address for invoices"), record.billing_address),
            ),
        )

    def office_card(self, record: Customer) -> Card:
        """What only the administrator sees."""
        return Card(
            title=_("Administration"),
            items=(
                Item(_("Balance"), record.balance),
                Item(_("Credit"), record.credit),
                Item(_("Company code"), record.company_code),
                Item(_("Signs in with the rights of"), customer_link(record.impersonate)),
            ),
        )

    def farewell(self, api: Api, record: Customer) -> Farewell:
        """The platform refuses while anything belongs to it."""
        domains = api.sip.domains(Query(filter=tenant_filter(record), count=1)).total
        if domains:
            text = ngettext(
                "%(number)s SIP domain still belongs to it. Give it away or delete it first.",
                "%(number)s SIP domains still belong to it. Give them away or delete them first.",
                domains,
            )
            way = Link(_now("Show them"), list_url("domain", **tenant_filter(record)))
            return Farewell(obstacle=text % {"number": domains}, way=way)
        return Farewell(losses=(_now("Its sign-in, credits and settings"),))


def belongings(record: Customer) -> list[Card]:
    """What belongs to a customer, or to a reseller and its customers."""
    whose = tenant_filter(record)
    cards = [
        *related(_("SIP domains"), "domain", **whose),
        *related(_("SIP accounts"), "account", **whose),
    ]
    if record.is_reseller:
        cards += related(_("Customers"), "customer", **whose)
    else:
        cards += related(_("Accounts of the person"), "account", owner=record.id)
    cards += related(_("Aliases of the person"), "alias", owner=record.id)
    cards += related(_("ENUM ranges"), "range", **whose)
    cards += related(_("Numbers of the person"), "number", owner=record.id)
    cards += related(_("DNS zones"), "zone", **whose)
    if record.is_reseller:
        cards += related(_("Carriers"), "carrier", **whose)
        cards += related(_("Trusted peers"), "peer", **whose)
    return cards
