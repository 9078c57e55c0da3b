"""DNS zones as rows of a table."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.dns.domain import names
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.dns.forms.zones import ZoneForm
from ngnpanel.dns.resources.zones import ZoneResource
from ngnpanel.imports.columns import Cells, Column, administrator, joined, lines, seller
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.places import Place
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import FormTable, got
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.parts import Text

ZONES: Final = Place(
    kind="zone",
    get=lambda api, name: api.dns.zone(name),
    missing=_("There is no DNS zone called %(name)s."),
    member="dns_zones",
)


def seconds(name: str, label: Text) -> Column[Zone]:
    """A time in seconds."""
    return Column(name=name, label=label, help=_("Seconds."), example="3600")


class ZoneTable(FormTable[Zone]):
    """A zone is named by its name; its serial is the platform's."""

    records = ZoneResource()
    is_key = True
    references = {"customer": CUSTOMERS}
    columns = (
        Column(
            name="name",
            label=_("Zone"),
            help=_("The name of the zone. It cannot be changed."),
            example="example.com",
            is_key=True,
            is_required=True,
            known_as=("zone", "domain"),
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
            help=_("Whose credit the zone counts against, by username or number."),
            refers="customer",
            is_for=seller,
        ),
        Column(
            name="nameservers",
            label=_("Name servers"),
            help=_("Host names with blanks between them. A new zone without has the platform's."),
            example="ns1.example.com ns2.example.com",
            typed=lines,
            read=lambda zone: joined(zone.nameservers),
        ),
        Column(
            name="email",
            label=_("Administrator's e-mail"),
            help=_("Published in the SOA record."),
            example="hostmaster@example.com",
        ),
        Column(name="info", label=_("Info"), help=_("A text for yourself.")),
        seconds("ttl", _("TTL")),
        seconds("minimum", _("Minimum")),
        seconds("refresh", _("Refresh")),
        seconds("retry", _("Retry")),
        seconds("expire", _("Expire")),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """The name."""
        return names.zone_name(cells.get("name", ""))

    def identity(self, ground: Ground, record: Zone) -> str:  # noqa: ARG002
        """The name."""
        return record.name

    def find(self, ground: Ground, cells: Cells) -> Zone | None:
        """By its name."""
        return got(self, ground, self.identify(ground, cells))

    def adding(self, ground: Ground) -> PanelForm[Zone]:
        """The form of a new zone."""
        return ZoneForm(actor=ground.actor, choices=Choices())

    def editing(self, ground: Ground, record: Zone) -> PanelForm[Zone]:
        """The form of a zone."""
        return ZoneForm(actor=ground.actor, choices=Choices(), record=record)


class ImportZones(ImportKind[Zone]):
    """Zones from a table."""

    name = "import-zone"
    label = _("Import DNS zones")
    permission = "zone.add"
    table = ZoneTable()
