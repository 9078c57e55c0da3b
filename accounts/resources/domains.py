"""SIP domains and their screens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.accounts.forms.domains import DomainForm
from ngnpanel.accounts.forms.search import DomainSearchForm
from ngnpanel.accounts.resources import domain_cards
from ngnpanel.accounts.resources.links import (
    customer_link,
    has_page,
    list_url,
    related,
    reseller_link,
    tenants,
)
from ngnpanel.accounts.resources.tenancy import tenant_choices
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.parts import (
    Action,
    Card,
    Column,
    Farewell,
    Item,
    Labels,
    Link,
    Rights,
)
from ngnpanel.web.resource import Resource


def check_url(record: Domain) -> str:
    """The page that looks whether a domain can be found by its DNS."""
    return f"{reverse('domain-check')}?{urlencode({'domain': record.domain})}"


class DomainResource(Resource[Domain]):
    """The domains that the platform serves."""

    app = "accounts"
    name = "domain"
    labels = Labels(
        one=_("SIP domain"),
        many=_("SIP domains"),
        nothing=_("No domain yet. Accounts and aliases live in a domain, so add one first."),
        icon="world",
    )
    rights = Rights("domain.view", "domain.add", "domain.edit", "domain.delete")
    columns = (
        Column(name="domain", label=_("Domain"), order="domain", link=True),
        Column(
            name="accounts",
            label=_("Accounts"),
            render=lambda d: Link(_("Accounts"), list_url("account", domain=d.domain)),
        ),
        Column(
            name="aliases",
            label=_("Aliases"),
            render=lambda d: Link(_("Aliases"), list_url("alias", domain=d.domain)),
            phone=False,
        ),
        Column(
            name="tls",
            label=_("TLS certificate"),
            render=domain_cards.state,
            phone=False,
        ),
        Column(name="customer", label=_("Customer"), render=lambda d: customer_link(d.customer)),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda d: reseller_link(d.reseller),
            phone=False,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate"),
    )
    actions = (
        Action(
            name="check",
            label=_("Check DNS"),
            permission="domain-check.view",
            icon="stethoscope",
            href=check_url,
            fits=lambda _domain: has_page("domain-check"),
        ),
        Action(
            name="templates",
            label=_("Add DNS records"),
            permission="record.add",
            icon="binary-tree",
            href=lambda d: reverse("zone-templates", args=[d.domain]),
            fits=lambda d: has_page("zone-templates", d.domain),
        ),
        Action(
            name="export",
            label=_("Export"),
            permission="domain.export",
            icon="file-export",
            href=lambda d: reverse("domain-take-out", args=[d.domain]),
        ),
    )
    form_class = DomainForm
    search_form_class = DomainSearchForm

    def key(self, record: Domain) -> str:
        """The name."""
        return record.domain

    def page(self, api: Api, query: Query) -> Page[Domain]:
        """One window of the list."""
        return api.sip.domains(query)

    def get(self, api: Api, key: str) -> Domain:
        """The domain of that name."""
        try:
            name = rules.domain_name(key)
        except RuleError as error:
            raise NotFound(error.text, code=1000) from None
        return api.sip.domain(name)

    def add(self, api: Api, record: Domain) -> Domain:
        """Create it."""
        return api.sip.add_domain(record)

    def update(self, api: Api, record: Domain) -> None:
        """Replace it."""
        api.sip.update_domain(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it; refused while accounts or aliases are in it."""
        api.sip.delete_domain(key)

    def shown_columns(self, actor: Actor) -> tuple[Column[Domain], ...]:
        """The reseller is news for the administrator alone."""
        hidden = () if actor.is_administrator else ("reseller",)
        return tuple(column for column in self.columns if column.name not in hidden)

    def choices(self, api: Api, actor: Actor, record: Domain | None) -> dict[str, Any]:  # noqa: ARG002
        """Customers that may have the domain; resellers for the administrator."""
        return {"choices": tenant_choices(api, actor)}

    def cards(self, api: Api, actor: Actor, record: Domain) -> list[Card]:  # noqa: ARG002
        """What is in it, whose it is, and its certificate."""
        return [
            Card(
                title=_("Belongs to"),
                items=(
                    *tenants(record.customer, record.reseller),
                    Item(_("Changed"), record.change_date),
                ),
            ),
            domain_cards.tls_card(record),
            *related(_("SIP accounts"), "account", domain=record.domain),
            *related(_("SIP aliases"), "alias", domain=record.domain),
            *related(_("DNS zone"), "zone", q=record.domain),
        ]

    def farewell(self, api: Api, record: Domain) -> Farewell:
        """What has to go first, which the platform insists on."""
        accounts = api.sip.accounts(Query(filter={"domain": record.domain}, count=1)).total
        aliases = api.sip.aliases(Query(filter={"aliasDomain": record.domain}, count=1)).total
        if accounts or aliases:
            counted = ngettext("%(number)s account", "%(number)s accounts", accounts)
            others = ngettext("%(number)s alias", "%(number)s aliases", aliases)
            words = {
                "accounts": counted % {"number": accounts},
                "aliases": others % {"number": aliases},
            }
            text = _now("It still has %(accounts)s and %(aliases)s. Delete those first.")
            kind = "account" if accounts else "alias"
            way = Link(_now("Show them"), list_url(kind, domain=record.domain))
            return Farewell(obstacle=text % words, way=way)
        lost = _now("Its TLS certificate and private key")
        return Farewell(losses=(lost,) if record.certificate else ())
