"""Carriers and gateways as rows of a table."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ngnpanel.imports.columns import EMPTY, Cells, Column, administrator
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.references import CUSTOMERS, Ground, Reference
from ngnpanel.imports.table import FormTable, Scope, Table, exactly
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.domain.routing import Carrier, Gateway
from ngnpanel.pstn.forms.routing import CarrierForm, GatewayForm
from ngnpanel.pstn.resources.carriers import CarrierResource
from ngnpanel.pstn.resources.gateways import GatewayResource
from ngnpanel.soap.paging import Query
from ngnpanel.web.forms import PanelForm

CARRIERS: Final = Reference(
    kind="carrier",
    page=lambda api, query: api.pstn.carriers(query),
    asked=lambda text: {"name": text},
    numbered=lambda number: {"id": number},
    name=lambda carrier: str(carrier.name),
    holder=lambda carrier: int(carrier.reseller),
    missing=_("There is no carrier called %(name)s."),
    several=_("Several resellers have a carrier called %(name)s. Say under reseller whose it is."),
)
GATEWAYS: Final = Reference(
    kind="gateway",
    page=lambda api, query: api.pstn.gateways(query),
    asked=lambda text: {"name": text},
    numbered=lambda number: {"id": number},
    name=lambda gateway: str(gateway.name),
    holder=lambda gateway: int(gateway.reseller),
    missing=_("There is no gateway called %(name)s."),
    several=_("Several resellers have a gateway called %(name)s. Say under reseller whose it is."),
)
# Names are unique within a reseller; this tells the administrator's apart.
WHOSE: Column[Any] = Column(
    name="reseller",
    label=_("Reseller"),
    help=_("Tells those of one name apart: a username or number, <empty> for the platform's."),
    refers="customer",
    keeps_empty=True,
    is_hint=True,
    is_for=administrator,
)


def named(name: str, number: int) -> str | int:
    """What an export calls a record that another refers to: by a name that is no number."""
    return number if name.isdecimal() else name


def holder_of(table: Table[Any], ground: Ground, cells: Cells) -> int | None:
    """The reseller that a row names, 0 for the platform; None where it says nothing."""
    text = cells.get("reseller", "")
    if not text:
        return None
    return 0 if text == EMPTY else table.references["customer"].find(ground, text)


class CarrierTable(FormTable[Carrier]):
    """A carrier is named by its name and its reseller."""

    records = CarrierResource()
    references = {"customer": CUSTOMERS}
    columns = (
        Column(
            name="name",
            label=_("Name"),
            help=_("The name of the carrier. It cannot be changed here."),
            example="Northern Telecom",
            is_key=True,
            is_required=True,
            known_as=("carrier",),
        ),
        Column(
            name="reseller",
            label=_("Reseller"),
            help=_("By username or number. Empty: the platform itself."),
            refers="customer",
            is_key=True,
            is_for=administrator,
        ),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:
        """Reseller and name."""
        reseller = ground.actor.reseller or holder_of(self, ground, cells) or 0
        return f"{reseller} {routing.name(cells.get('name', ''))}"

    def identity(self, ground: Ground, record: Carrier) -> str:  # noqa: ARG002 - as all tables
        """Reseller and name."""
        return f"{record.reseller} {record.name}"

    def find(self, ground: Ground, cells: Cells) -> Carrier | None:
        """Among those of its name."""
        asked = {"name": routing.name(cells.get("name", ""))}
        return exactly(self, ground, cells, Query(filter=asked))

    def adding(self, ground: Ground) -> PanelForm[Carrier]:
        """The form of a new carrier."""
        return CarrierForm(actor=ground.actor)

    def editing(self, ground: Ground, record: Carrier) -> PanelForm[Carrier]:
        """The form of a carrier."""
        return CarrierForm(actor=ground.actor, record=record)


class GatewayTable(FormTable[Gateway]):
    """A gateway is named by its carrier and its name."""

    records = GatewayResource()
    references = {"customer": CUSTOMERS, "carrier": CARRIERS}
    columns = (
        Column(
            name="carrier",
            label=_("Carrier"),
            help=_("By name or number."),
            example="Northern Telecom",
            field="carrier_id",
            refers="carrier",
            read=lambda gateway: named(gateway.carrier, gateway.carrier_id),
            is_key=True,
            is_required=True,
        ),
        WHOSE,
        Column(
            name="name",
            label=_("Name"),
            help=_("The name of the gateway. It cannot be changed here."),
            example="Amsterdam 1",
            is_key=True,
            is_required=True,
            known_as=("gateway",),
        ),
        Column(
            name="ip",
            label=_("Address"),
            help=_("An IP address or a host name."),
            example="192.0.2.7",
            is_required=True,
            known_as=("address", "host"),
        ),
        Column(name="port", label=_("Port"), help=_("A number."), example="5060"),
        Column(
            name="transport",
            label=_("Transport"),
            help=_("udp, tcp or tls."),
            example="udp",
            typed=lambda text: text.strip().lower(),
        ),
    )

    def holder(self, ground: Ground, cells: Cells) -> int | None:
        """The reseller that the row names."""
        return holder_of(self, ground, cells)

    def identify(self, ground: Ground, cells: Cells) -> str:
        """Carrier and name."""
        carrier = self.number(ground, "carrier", cells)
        return f"{carrier} {routing.name(cells.get('name', ''))}"

    def identity(self, ground: Ground, record: Gateway) -> str:  # noqa: ARG002
        """Carrier and name."""
        return f"{record.carrier_id} {record.name}"

    def scope(self, ground: Ground, cells: Cells) -> Scope:
        """The gateways of its carrier."""
        return (("carrier_id", self.number(ground, "carrier", cells)),)

    def find(self, ground: Ground, cells: Cells) -> Gateway | None:
        """Among those of its carrier and name."""
        asked = {**dict(self.scope(ground, cells)), "name": routing.name(cells.get("name", ""))}
        return exactly(self, ground, cells, Query(filter=asked))

    def adding(self, ground: Ground) -> PanelForm[Gateway]:
        """The form of a new gateway."""
        return GatewayForm(actor=ground.actor)

    def editing(self, ground: Ground, record: Gateway) -> PanelForm[Gateway]:
        """The form of a gateway."""
        return GatewayForm(actor=ground.actor, record=record)


class ImportCarriers(ImportKind[Carrier]):
    """Carriers from a table."""

    name = "import-carrier"
    label = _("Import carriers")
    permission = "carrier.add"
    table = CarrierTable()


class ImportGateways(ImportKind[Gateway]):
    """Gateways from a table."""

    name = "import-gateway"
    label = _("Import gateways")
    permission = "gateway.add"
    table = GatewayTable()
