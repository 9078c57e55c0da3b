"""Trusted peers and their screens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services as account_services
from ngnpanel.accounts.resources.links import customer_link, list_url, no, yes
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.pstn import services
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.forms.peers import PeerForm
from ngnpanel.pstn.forms.search import PeerSearchForm
from ngnpanel.pstn.resources import words
from ngnpanel.soap.errors import Denied
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.parts import (
    Card,
    Column,
    Copyable,
    Farewell,
    Item,
    Labels,
    Link,
    Rights,
    Status,
)
from ngnpanel.web.resource import Resource


def state(peer: TrustedPeer) -> Status:
    """Whether calls of the peer are taken."""
    if peer.blocked:
        return Status(_("Blocked"), "red", "ban")
    return Status(_("Accepted"), "green", "check")


def payment(peer: TrustedPeer) -> Status:
    """How its calls are paid."""
    if peer.prepaid:
        return Status(_("Prepaid"), "blue", "coin")
    return Status(_("Postpaid"), "grey", "circle")


def switch(value: object) -> Status:
    """Something that is on or off."""
    return yes(_now("On")) if value else no(_now("Off"))


def carrier(peer: TrustedPeer, actor: Actor) -> Link | str:
    """The carriers of that name, for the record has no number; a reseller may not see them all."""
    name = peer.carrier_name
    return Link(name, list_url("carrier", q=name)) if name and actor.is_administrator else name


class PeerResource(Resource[TrustedPeer]):
    """Machines that are believed because of their address."""

    app = "pstn"
    name = "peer"
    labels = Labels(
        one=_("trusted peer"),
        many=_("Trusted peers"),
        nothing=_("No trusted peer yet. It is a machine whose calls need no password."),
        icon="plug-connected",
    )
    rights = Rights("peer.view", "peer.add", "peer.edit", "peer.delete")
    columns = (
        Column(name="ip", label=_("Address"), order="ip", link=True),
        Column(name="description", label=_("Description"), order="description"),
        Column(
            name="blocked", label=_("State"), render=state, export=lambda p: int(bool(p.blocked))
        ),
        Column(name="call_limit", label=_("Call limit"), align="end", phone=False),
        Column(name="tags", label=_("Tags"), render=lambda p: p.label, phone=False),
        Column(name="billing_id", label=_("Billing id"), phone=False, wide=True),
        Column(
            name="prepaid",
            label=_("Payment"),
            render=payment,
            export=lambda p: bool(p.prepaid),
            phone=False,
            wide=True,
        ),
        Column(
            name="enum_lookup",
            label=_("ENUM"),
            render=lambda p: switch(p.enum_lookup),
            export=lambda p: bool(p.enum_lookup),
            phone=False,
            wide=True,
        ),
        Column(
            name="transit",
            label=_("Transit"),
            render=lambda p: switch(p.transit),
            export=lambda p: bool(p.transit),
            phone=False,
            wide=True,
        ),
        Column(name="tenant", label=_("Teams tenant"), phone=False),
        Column(
            name="carrier_name",
            label=_("Carrier"),
            phone=False,
            wide=True,
        ),
        Column(name="originator", label=_("Originator"), phone=False, wide=True),
        Column(name="strip", label=_("Strip"), align="end", phone=False, wide=True),
        Column(name="prefix", label=_("Prefix"), phone=False, wide=True),
        Column(
            name="reseller",
            label=_("Reseller"),
            render=lambda p: words.owner(p.reseller),
            phone=False,
        ),
        Column(name="change_date", label=_("Changed"), order="changeDate", phone=False),
    )
    order = "description"
    brief = ("description", "blocked")
    form_class = PeerForm
    search_form_class = PeerSearchForm

    def key(self, record: TrustedPeer) -> str:
        """The address."""
        return record.ip

    def page(self, api: Api, query: Query) -> Page[TrustedPeer]:
        """One window of the list; the peers of one reseller are asked for in its name."""
        wanted = dict(query.filter)
        reseller = wanted.pop("reseller", 0)
        if not reseller or api.impersonate:
            # Nobody but the administrator acts in the name of a reseller.
            return api.pstn.peers(replace(query, filter=wanted))
        scoped = Api(api.platform, impersonate=reseller)
        try:
            return scoped.pstn.peers(replace(query, filter=wanted))
        except Denied:
            return Page((), 0)  # there is no such reseller

    def get(self, api: Api, key: str) -> TrustedPeer:
        """The peer at that address."""
        return api.pstn.peer(services.peer_key(key))

    def add(self, api: Api, record: TrustedPeer) -> TrustedPeer:
        """Create it."""
        return api.pstn.add_peer(record)

    def update(self, api: Api, record: TrustedPeer) -> None:
        """Replace it."""
        api.pstn.update_peer(record)

    def delete(self, api: Api, key: str) -> None:
        """Delete it."""
        api.pstn.delete_peer(services.peer_key(key))

    def obstacle(self, api: Api, actor: Actor) -> str:
        """Why a reseller has none."""
        return services.peers_obstacle(api, actor)

    def shown_columns(self, actor: Actor) -> tuple[Column[TrustedPeer], ...]:
        """The reseller is news for the administrator alone."""
        return words.for_person(self.columns, actor)

    def choices(self, api: Api, actor: Actor, record: TrustedPeer | None) -> dict[str, Any]:
        """For the administrator: resellers, and carriers of one that is there."""
        if not actor.is_administrator:
            return {}
        if record is None:
            return {"resellers": account_services.reseller_choices(api)}
        return {
            "carriers": services.carrier_names(api, record.reseller),
            "resellers": account_services.reseller_choices(api),
        }

    def cards(self, api: Api, actor: Actor, record: TrustedPeer) -> list[Card]:  # noqa: ARG002
        """Who it is, what it may do, and what is done to its numbers."""
        token = yes(_now("Stored"), icon="key") if record.auth_token else ""
        return [
            Card(
                title=_("Peer"),
                items=(
                    Item(_("Address"), Copyable(record.ip)),
                    Item(_("Description"), record.description),
                    Item(_("Transport"), record.protocol),
                    Item(_("Tags"), record.label),
                    Item(_("Billing id"), record.billing_id),
                ),
            ),
            Card(
                title=_("Calls"),
                items=(
                    Item(_("State"), state(record)),
                    Item(_("Payment"), payment(record)),
                    Item(_("Call limit"), record.call_limit),
                    Item(_("ENUM lookup"), switch(record.enum_lookup)),
                    Item(_("Transit"), switch(record.transit)),
                ),
            ),
            Card(
                title=_("Numbers that it calls"),
                items=(
                    Item(_("Strip"), record.strip),
                    Item(_("Prefix"), record.prefix),
                    Item(_("Carrier"), carrier(record, actor)),
                    Item(_("Originator"), record.originator),
                ),
            ),
            Card(
                title=_("Microsoft Teams"),
                items=(
                    Item(_("Teams tenant"), switch(record.msteams)),
                    Item(_("Tenant"), record.tenant),
                    Item(_("Authentication token"), token),
                ),
            ),
            Card(
                title=_("Belongs to"),
                items=(
                    Item(_("Owner"), customer_link(record.owner or 0)),
                    Item(_("Customer"), customer_link(record.customer)),
                    *words.belongs(record.reseller, record.change_date),
                ),
            ),
        ]

    def farewell(self, api: Api, record: TrustedPeer) -> Farewell:  # noqa: ARG002
        """Its calls need a password then."""
        text = _now("Calls from %(ip)s are no longer accepted without a password.")
        return Farewell(losses=(text % {"ip": record.ip},))
