"""SIP aliases as rows of a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.bulk.imports.accounts import address_of
from ngnpanel.accounts.bulk.imports.domains import DOMAINS
from ngnpanel.accounts.domain.sip import Alias
from ngnpanel.accounts.forms.aliases import AliasForm
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.accounts.resources.aliases import AliasResource
from ngnpanel.imports.columns import Cells, Column
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.places import Within
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import FormTable, Scope, got
from ngnpanel.web.forms import PanelForm


class AliasTable(FormTable[Alias]):
    """An alias is named by its address."""

    records = AliasResource()
    is_key = True
    references = {"customer": CUSTOMERS}
    columns = (
        Column(
            name="username",
            label=_("Name"),
            help=_("The part of the alias before the @. It cannot be changed."),
            example="sales",
            read=lambda alias: alias.id.username,
            is_key=True,
            is_required=True,
            known_as=("alias", "user"),
        ),
        Column(
            name="domain",
            label=_("Domain"),
            help=_("The SIP domain of the alias."),
            example="example.com",
            read=lambda alias: alias.id.domain,
            is_key=True,
            is_required=True,
        ),
        Column(
            name="target",
            label=_("Leads to"),
            help=_("The address that callers of the alias reach."),
            example="alice@example.com",
            read=lambda alias: str(alias.target),
            is_required=True,
        ),
        Column(
            name="owner",
            label=_("Owner"),
            help=_("The customer that it belongs to as a person, by username or number."),
            refers="customer",
            keeps_empty=True,
        ),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """The address."""
        return str(address_of(cells))

    def identity(self, ground: Ground, record: Alias) -> str:  # noqa: ARG002
        """The address."""
        return str(record.id)

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """The aliases of its domain."""
        return (("aliasDomain", address_of(cells).domain),)

    def within(self, cells: Cells) -> Within | None:
        """Its domain."""
        return Within(DOMAINS, address_of(cells).domain)

    def find(self, ground: Ground, cells: Cells) -> Alias | None:
        """By its address."""
        return got(self, ground, str(address_of(cells)))

    def adding(self, ground: Ground) -> PanelForm[Alias]:
        """The form of a new alias."""
        return AliasForm(actor=ground.actor, choices=Choices())

    def editing(self, ground: Ground, record: Alias) -> PanelForm[Alias]:
        """The form of an alias."""
        return AliasForm(actor=ground.actor, choices=Choices(), record=record)


class ImportAliases(ImportKind[Alias]):
    """Aliases from a table."""

    name = "import-alias"
    label = _("Import SIP aliases")
    permission = "alias.add"
    table = AliasTable()
