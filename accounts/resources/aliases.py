"""SIP aliases and their screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services
from ngnpanel.accounts.domain.sip import Alias, SipId
from ngnpanel.accounts.forms.aliases import AliasForm
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.accounts.forms.search import AliasSearchForm
from ngnpanel.accounts.resources import checks
from ngnpanel.accounts.resources.links import account_link, customer_link, domain_link, tenants
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.parts import Card, Column, Copyable, Farewell, Item, Labels, Note, Rights
from ngnpanel.web.resource import Resource


class AliasResource(Resource[Alias]):
    """Further addresses of accounts."""

    app = "accounts"
    name = "alias"
    labels = Labels(
        one=_("SIP alias"),
        many=_("SIP aliases"),
        nothing=_("No alias yet. An alias is a second address of an account, such as sales@…"),
        icon="at",
    )
    rights = Rights("alias.view", "alias.add", "alias.edit", "alias.delete")
    brief = ("target",)
    credit_property = "sip_alias_credit"
    columns = (
        Column(
            name="alias",
            label=_("Alias"),
            render=lambda a: str(a.id),
            order="aliasUsername",
            link=True,
        ),
        Column(
            name="target",
            label=_("Leads to"),
            render=lambda a: account_link(a.target),
            order="targetUsername",
        ),
        Column(
            name="domain",
            label=_("Domain"),
            render=lambda a: domain_link(a.id.domain),
            order="aliasDomain",
            phone=False,
            wide=True,
        ),
        Column(
            name="target_domain",
            label=_("Domain that it leads to"),
            render=lambda a: a.target.domain,
            order="targetDomain",
            phone=False,
            wide=True,
        ),
        Column(
            name="owner",
            label=_("Owner"),
            render=lambda a: customer_link(a.owner),
            phone=False,
            wide=True,
        ),
        Column(
            name="customer",
            label=_("Customer"),
            render=lambda a: customer_link(a.customer),
            phone=False,
            wide=True,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    form_class = AliasForm
    search_form_class = AliasSearchForm

    def key(self, record: Alias) -> str:
        """The address."""
        return str(record.id)

    def page(self, api: Api, query: Query) -> Page[Alias]:
        """One window of the list."""
        return api.sip.aliases(query)

    def get(self, api: Api, key: str) -> Alias:
        """The alias at an address."""
        return api.sip.alias(services.sip_id(key))

    def add(self, api: Api, record: Alias) -> Alias:
        """Create it."""
        return api.sip.add_alias(record)

    def update(self, api: Api, record: Alias) -> None:
        """Replace it."""
        api.sip.update_alias(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it; the account behind it stays."""
        api.sip.delete_alias(services.sip_id(key))

    def choices(self, api: Api, actor: Actor, record: Alias | None) -> dict[str, Any]:
        """Domains for a new alias, customers as owners."""
        domains = services.domain_choices(api) if record is None else None
        owners = services.owner_choices(api, actor)
        return {"choices": Choices(domains=domains, customers=owners)}

    def check(self, api: Api, actor: Actor, form: Any, name: str) -> Note | None:  # noqa: ARG002
        """Whether the alias is free, or whether an account is behind its target; one call."""
        if name == "owner":
            return checks.owner(api, form)
        typed = form.cleaned_data
        if name == "target" and isinstance(typed.get("target"), SipId):
            return checks.target(api, typed["target"])
        if name == "username" and form.record is None and typed.get("domain"):
            address = SipId(username=typed["username"], domain=typed["domain"])
            return checks.free_address(api, address)
        return None

    def cards(self, api: Api, actor: Actor, record: Alias) -> list[Card]:  # noqa: ARG002
        """Where it leads and whose it is."""
        return [
            Card(
                title=_("Address"),
                items=(
                    Item(_("Alias"), Copyable(str(record.id))),
                    Item(_("Leads to"), account_link(record.target)),
                ),
            ),
            Card(
                title=_("Belongs to"),
                items=(
                    Item(_("Domain"), domain_link(record.id.domain)),
                    Item(_("Owner"), customer_link(record.owner)),
                    *tenants(record.customer, record.reseller),
                    Item(_("Changed"), record.change_date),
                ),
            ),
        ]

    def farewell(self, api: Api, record: Alias) -> Farewell:  # noqa: ARG002
        """The account stays."""
        words = {"alias": record.id, "target": record.target}
        text = _now("Callers of %(alias)s no longer reach %(target)s, which stays.")
        return Farewell(losses=(text % words,))
