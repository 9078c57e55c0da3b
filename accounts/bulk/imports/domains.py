"""SIP domains as rows of a table."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.accounts.forms.domains import DomainForm
from ngnpanel.accounts.resources.domains import DomainResource
from ngnpanel.imports.columns import Cells, Column, administrator, box, seller
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.places import Place
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import FormTable, got
from ngnpanel.web.forms import PanelForm

DOMAINS: Final = Place(
    kind="domain",
    get=lambda api, name: api.sip.domain(name),
    missing=_("There is no SIP domain called %(name)s."),
    member="sip_domains",
)


class DomainTable(FormTable[Domain]):
    """A domain is named by its name."""

    records = DomainResource()
    is_key = True
    references = {"customer": CUSTOMERS}
    columns = (
        Column(
            name="domain",
            label=_("Domain name"),
            help=_("Letters, digits, hyphens and dots. It cannot be changed."),
            example="example.com",
            is_key=True,
            is_required=True,
            known_as=("name", "sip_domain"),
        ),
        Column(
            name="reseller",
            label=_("Reseller"),
            help=_("By username or number. Empty: the platform itself."),
            refers="customer",
            is_for=administrator,
        ),
        Column(
            name="customer",
            label=_("Customer"),
            help=_("Whose credit its accounts count against, by username or number."),
            refers="customer",
            is_for=seller,
        ),
        Column(
            name="certificate",
            label=_("Certificate"),
            help=_("PEM text in one cell, with its line ends."),
        ),
        Column(
            name="private_key",
            label=_("Private key"),
            help=_("PEM text without passphrase."),
            is_secret=True,
            removed_by="remove_private_key",
        ),
        Column(
            name="match_ip_address",
            label=_("Use it for these IP addresses"),
            help=_("An IP address of the SIP servers."),
        ),
        Column(
            name="match_sip_domain",
            label=_("Use it for these SIP domains"),
            help=_("A domain name."),
        ),
        box("verify_cert", _("Check the certificates of peers")),
        box("require_cert", _("Refuse peers without a certificate")),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """The name."""
        return rules.domain_name(cells.get("domain", ""))

    def identity(self, ground: Ground, record: Domain) -> str:  # noqa: ARG002
        """The name."""
        return record.domain

    def find(self, ground: Ground, cells: Cells) -> Domain | None:
        """By its name."""
        return got(self, ground, self.identify(ground, cells))

    def adding(self, ground: Ground) -> PanelForm[Domain]:
        """The form of a new domain."""
        return DomainForm(actor=ground.actor, choices=Choices())

    def editing(self, ground: Ground, record: Domain) -> PanelForm[Domain]:
        """The form of a domain."""
        return DomainForm(actor=ground.actor, choices=Choices(), record=record)


class ImportDomains(ImportKind[Domain]):
    """Domains from a table."""

    name = "import-domain"
    label = _("Import SIP domains")
    permission = "domain.add"
    table = DomainTable()
