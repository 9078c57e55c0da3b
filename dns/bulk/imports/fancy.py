"""Mail aliases and redirects as rows of a table."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ngnpanel.dns.bulk.imports.zones import ZONES
from ngnpanel.dns.domain import fancy, names
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.forms.fancy import FancyForm, MailAliasForm, RedirectForm
from ngnpanel.dns.forms.places import Choices
from ngnpanel.dns.resources.fancy import MailAliasResource, RedirectResource
from ngnpanel.imports.columns import EMPTY, Cells, Column
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.places import Within
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import FormTable, Scope, exactly
from ngnpanel.soap.paging import Query
from ngnpanel.web.forms import PanelForm

ZONE: Column[FancyRecord] = Column(
    name="zone",
    label=_("Zone"),
    help=_("The zone that it lies in."),
    example="example.com",
    is_key=True,
    is_required=True,
)
OWNER: Column[FancyRecord] = Column(
    name="owner",
    label=_("Owner"),
    help=_("The customer that it belongs to as a person, by username or number."),
    refers="customer",
)


class FancyTable(FormTable[FancyRecord]):
    """What both have in common."""

    references = {"customer": CUSTOMERS}
    form_class: ClassVar[type[FancyForm]]

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002 - as all tables
        """Those of its zone."""
        return (("zone", names.zone_name(cells.get("zone", ""), "zone")),)

    def within(self, cells: Cells) -> Within | None:
        """Its zone."""
        return Within(ZONES, names.zone_name(cells.get("zone", ""), "zone"))

    def find(self, ground: Ground, cells: Cells) -> FancyRecord | None:
        """Among those of its zone and name; the platform has no other question."""
        zone = names.zone_name(cells.get("zone", ""), "zone")
        return exactly(
            self, ground, cells, Query(filter={"zone": zone, "name": self.full_name(cells, zone)})
        )

    def full_name(self, cells: Cells, zone: str) -> str:
        """The name as it is stored; raises RuleError."""
        raise NotImplementedError

    def adding(self, ground: Ground) -> PanelForm[FancyRecord]:
        """The form of a new one."""
        return self.form_class(actor=ground.actor, choices=Choices())

    def editing(self, ground: Ground, record: FancyRecord) -> PanelForm[FancyRecord]:
        """The form of an existing one."""
        return self.form_class(actor=ground.actor, choices=Choices(), record=record)


class MailAliasTable(FancyTable):
    """An address goes to each destination once."""

    records = MailAliasResource()
    form_class = MailAliasForm
    columns = (
        ZONE,
        Column(
            name="name",
            label=_("Address"),
            help=_("The address that mail is sent to; the part before the @ is enough."),
            example="info",
            is_key=True,
            is_required=True,
            known_as=("address", "email", "alias"),
        ),
        Column(
            name="value",
            label=_("Forward to"),
            help=_("The address that mail is forwarded to."),
            example="alice@example.com",
            is_key=True,
            is_required=True,
            known_as=("destination", "target"),
        ),
        OWNER,
    )

    def identify(self, ground: Ground, cells: Cells) -> str:
        """Address and destination."""
        return self.identity(ground, read(cells))

    def identity(self, ground: Ground, record: FancyRecord) -> str:  # noqa: ARG002
        """Address and destination."""
        return f"{record.zone} {record.name} {record.value}"

    def full_name(self, cells: Cells, zone: str) -> str:  # noqa: ARG002
        """The whole address."""
        return read(cells).name


def read(cells: Cells) -> FancyRecord:
    """The mail alias of a row as it would be stored; raises RuleError."""
    zone = names.zone_name(cells.get("zone", ""), "zone")
    written = FancyRecord(
        zone=zone,
        type=fancy.FORWARDING,
        name=cells.get("name", ""),
        value=cells.get("value", ""),
    )
    return fancy.checked(written, zone)


class RedirectTable(FancyTable):
    """A host is redirected to one place."""

    records = RedirectResource()
    form_class = RedirectForm
    columns = (
        ZONE,
        Column(
            name="name",
            label=_("Host"),
            help=_("Within the zone, such as www, or in full. Empty: the zone itself."),
            example="www",
            is_key=True,
            known_as=("host",),
        ),
        Column(
            name="value",
            label=_("Redirect to"),
            help=_("A web address."),
            example="https://www.example.com/",
            is_required=True,
            known_as=("url", "target", "destination"),
        ),
        OWNER,
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002
        """Zone and host."""
        zone = names.zone_name(cells.get("zone", ""), "zone")
        return f"{zone} {self.full_name(cells, zone)}"

    def identity(self, ground: Ground, record: FancyRecord) -> str:  # noqa: ARG002
        """Zone and host."""
        return f"{record.zone} {record.name}"

    def full_name(self, cells: Cells, zone: str) -> str:
        """The whole name of the host."""
        name = cells.get("name", "")
        return names.full_name("" if name == EMPTY else name, zone)


class ImportMailAliases(ImportKind[FancyRecord]):
    """Mail aliases from a table."""

    name = "import-mail-alias"
    label = _("Import mail aliases")
    permission = "mail-alias.add"
    table = MailAliasTable()


class ImportRedirects(ImportKind[FancyRecord]):
    """Redirects from a table."""

    name = "import-redirect"
    label = _("Import redirects")
    permission = "redirect.add"
    table = RedirectTable()
