"""SIP domains and their screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts import services
from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.accounts.forms.domains import DomainForm
from ngnpanel.accounts.forms.search import DomainSearchForm
from ngnpanel.accounts.resources.links import (
    FEW,
    account_link,
    customer_link,
    list_url,
    no,
    reseller_link,
    some_of,
    tenants,
    yes,
)
from ngnpanel.accounts.resources.tenancy import tenant_choices
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.parts import Card, Column, Farewell, Item, Labels, Link, Rights
from ngnpanel.web.resource import Resource


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
            label=_("TLS"),
            render=lambda d: yes(_now("Certificate")) if d.certificate else "",
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
        newest = Query(
            filter={"domain": record.domain}, order="changeDate", descending=True, count=FEW
        )
        accounts = api.sip.accounts(newest)
        aliases = api.sip.aliases(Query(filter={"aliasDomain": record.domain}, count=1))
        return [
            Card(
                title=_("Accounts"),
                links=tuple(account_link(account.id) for account in accounts),
                nothing=_("No account in this domain yet."),
                more=Link(
                    some_of(len(accounts), accounts.total),
                    list_url("account", domain=record.domain),
                ),
            ),
            Card(
                title=_("Belongs to"),
                items=(
                    *tenants(record.customer, record.reseller),
                    Item(
                        _("Aliases"),
                        Link(str(aliases.total), list_url("alias", domain=record.domain)),
                    ),
                    Item(_("Changed"), record.change_date),
                ),
            ),
            self.tls_card(record),
        ]

    def tls_card(self, record: Domain) -> Card:
        """The certificate in words; the key only as there or not."""
        facts = services.certificate_facts(record.certificate) if record.certificate else None
        certificate: Any = ""
        if record.certificate and facts is None:
            certificate = _now("There is one, but it cannot be read. Paste a whole PEM text.")
        elif facts is not None:
            certificate = facts.name
        return Card(
            title=_("TLS"),
            items=(
                Item(_("Certificate"), certificate),
                Item(_("Issued by"), facts.issuer if facts else ""),
                Item(_("Valid until"), facts.expires if facts else None),
                Item(
                    _("Private key"), yes(_now("Stored"), icon="key") if record.private_key else ""
                ),
                Item(_("For IP addresses"), record.match_ip_address),
                Item(_("For SIP domains"), record.match_sip_domain),
                Item(
                    _("Certificates of peers"),
                    yes(_now("Checked")) if record.verify_cert else no(_now("Not checked")),
                ),
                Item(
                    _("Peers without certificate"),
                    yes(_now("Refused")) if record.require_cert else no(_now("Accepted")),
                ),
            ),
        )

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
