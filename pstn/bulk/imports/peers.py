"""Trusted peers as rows of a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ngnpanel.imports.columns import Cells, Column, box
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import FormTable, got
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.forms.peers import PeerForm
from ngnpanel.pstn.resources.peers import PeerResource
from ngnpanel.web.forms import PanelForm


class PeerTable(FormTable[TrustedPeer]):
    """A peer is named by its address."""

    records = PeerResource()
    is_key = True
    references = {"customer": CUSTOMERS}
    columns = (
        Column(
            name="ip",
            label=_("Address"),
            help=_("An IP address; a Teams tenant may have a host name. It cannot be changed."),
            example="192.0.2.10",
            is_key=True,
            is_required=True,
            known_as=("address",),
        ),
        Column(
            name="reseller",
            label=_("Reseller"),
            help=_("By username or number, when it is added. Empty: the platform itself."),
            refers="customer",
            is_fixed=True,
        ),
        Column(
            name="description",
            label=_("Description"),
            help=_("A text for yourself."),
            example="PBX of Smith Ltd",
        ),
        Column(name="tags", label=_("Tags"), help=_("A text."), read=lambda peer: peer.label),
        Column(name="billing_id", label=_("Billing id"), help=_("What billing knows the peer by.")),
        Column(
            name="call_limit",
            label=_("Call limit"),
            help=_("How many calls it may have at a time. A new one without it may have 30."),
            example="30",
        ),
        box("blocked", _("Blocked"), read=lambda peer: bool(peer.blocked)),
        box("prepaid", _("Prepaid"), read=lambda peer: bool(peer.prepaid)),
        box("enum_lookup", _("ENUM lookup"), read=lambda peer: peer.enum_lookup is not False),
        box("transit", _("Transit"), read=lambda peer: bool(peer.transit)),
        box("msteams", _("Microsoft Teams"), read=lambda peer: bool(peer.msteams)),
        Column(name="tenant", label=_("Teams tenant"), help=_("The name of the tenant.")),
        Column(
            name="auth_token",
            label=_("Authentication token"),
            help=_("Of a Teams tenant."),
            is_secret=True,
            removed_by="remove_auth_token",
        ),
        Column(
            name="carrier_name",
            label=_("Carrier"),
            help=_("The name of the carrier of its calls. Empty: the routes decide."),
            known_as=("carrier",),
        ),
        Column(
            name="originator",
            label=_("Originator"),
            help=_("Its calls take the routes of this originator."),
        ),
        Column(
            name="strip",
            label=_("Strip"),
            help=_("How many digits are taken off the numbers that it calls."),
            example="0",
        ),
        Column(name="prefix", label=_("Prefix"), help=_("What is then put in front.")),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """The address."""
        return routing.host(cells.get("ip", ""))

    def identity(self, ground: Ground, record: TrustedPeer) -> str:  # noqa: ARG002
        """The address."""
        return record.ip

    def find(self, ground: Ground, cells: Cells) -> TrustedPeer | None:
        """By its address."""
        return got(self, ground, self.identify(ground, cells))

    def adding(self, ground: Ground) -> PanelForm[TrustedPeer]:
        """The form of a new peer."""
        return PeerForm(actor=ground.actor)

    def editing(self, ground: Ground, record: TrustedPeer) -> PanelForm[TrustedPeer]:
        """The form of a peer."""
        return PeerForm(actor=ground.actor, record=record)


class ImportPeers(ImportKind[TrustedPeer]):
    """Trusted peers from a table."""

    name = "import-peer"
    label = _("Import trusted peers")
    permission = "peer.add"
    table = PeerTable()
