"""Trusted peers, which the administrator sets up and others adapt a little (contract 5.11)."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from django.db.models import Q
from django.utils.timezone import now

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.provisioning import models, pstn_rights, rights, storing, tenancy, texts, vault
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.pstn.domain import peers, routing
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.records import wire_name

LINES: Final = ("billing_id", "tenant", "carrier_name")
# Columns that only the administrator writes, beside the three of whose the peer is.
SETTINGS: Final = (
    *LINES,
    "description",
    "tags",
    "protocol",
    "originator",
    "call_limit",
    "blocked",
    "prepaid",
    "enum_lookup",
    "transit",
    "msteams",
)
TENANTS: Final = ("customer", "reseller", "owner")
WIRES: Final = {field.name: wire_name(field) for field in dataclasses.fields(TrustedPeer)}
LISTING: Final[Listing[models.TrustedPeer]] = Listing(
    texts={
        "ip": "ip",
        "description": "description",
        "tenant": "tenant",
        "tags": "tags",
        "billingId": "billing_id",
    },
    orders={"changeDate": "changed", "description": "description", "ip": "ip"},
    default="description",
)


def add_trusted_peer(call: Call, peer: TrustedPeer) -> TrustedPeer:
    """A new peer; whoever chooses an address and its rights is trusted itself."""
    rights.require_administrator(call.caller)
    row = models.TrustedPeer(ip=peers.key(peer.ip, is_tenant=bool(peer.msteams)))
    _fill_all(call.caller, row, peer)
    _fill_own(row, peer)
    row.changed = rights.date_of_new(call.caller, peer.change_date)
    storing.insert(row, Fault(1051, f"There is a trusted peer {row} already", "ip"))
    call.changed("peer", row)
    return _record(call.caller, row)


def update_trusted_peer(call: Call, peer: TrustedPeer) -> TrustedPeer:
    """Replace a peer; others than the administrator change strip, prefix and authToken only."""
    row = _peer_for(call, peer.ip)
    rights.require_edit(call.caller, row)
    if call.caller.is_administrator:
        _fill_all(call.caller, row, peer)
        if not row.msteams:
            peers.key(row.ip, is_tenant=False, field="msteams")
    else:
        _require_unchanged(call.caller, row, peer)
    _fill_own(row, peer)
    row.changed = now()
    row.save()
    call.changed("peer", row)
    return _record(call.caller, row)


def delete_trusted_peer(call: Call, ip: str | None) -> None:
    """Delete a peer."""
    row = _peer_for(call, ip or "")
    rights.require_administrator(call.caller)
    row.delete()
    call.changed("peer", row)


def get_trusted_peers(call: Call, query: Query) -> Page[TrustedPeer]:
    """The peers within the caller's scope; msteams false asks for those that are none (G38)."""
    rows = pstn_rights.peers(call.caller)
    msteams = query.filter.get("msteams")
    if msteams is not None:
        rows = rows.filter(msteams=msteams)
    if query.filter.get("blocked"):
        rows = rows.filter(blocked=True)
    return LISTING.page(rows, query).map(lambda row: _record(call.caller, row))


def _peer_for(call: Call, ip: str) -> models.TrustedPeer:
    """A peer that the caller sees, locked; raises Fault 1050."""
    missing = Fault(1050, f"There is no trusted peer {ip}", "ip")
    try:
        key = routing.host(ip)
    except RuleError:
        raise missing from None
    row = pstn_rights.peers(call.caller).select_for_update().filter(ip=key).first()
    if row is None:
        raise missing
    return row


def _fill_all(caller: Caller, row: models.TrustedPeer, peer: TrustedPeer) -> None:
    """What the administrator writes; owner, protocol and tags that are not there survive (G11)."""
    row.customer_id, row.reseller_id = tenancy.of_new(caller, peer, "a trusted peer")
    if peer.owner is not None:
        row.owner_id = rights.owner(caller, peer.owner, row.owner_id)
    values = _settings(peer)
    if not peer.protocol:
        values["protocol"] = row.protocol
    if peer.label is None:
        values["tags"] = row.tags
    _require_carrier(row, values["carrier_name"])
    for name, value in values.items():
        setattr(row, name, value)


def _fill_own(row: models.TrustedPeer, peer: TrustedPeer) -> None:
    """What everybody writes who may change the peer; a token that is not there stays."""
    row.strip = routing.strip(peer.strip)
    row.prefix = routing.prepend(peer.prefix, "prefix")
    if peer.auth_token is None:
        return
    token = rules.plain_text(peer.auth_token, peers.MAX_TOKEN, "authToken")
    if token != _token(row):
        row.auth_token_sealed = vault.seal(token, _place_of_token(row))


def _settings(peer: TrustedPeer) -> dict[str, Any]:
    """The checked values of the columns in SETTINGS; what is not there has its default."""
    return {
        **texts.lines(peer, models.TrustedPeer, LINES),
        **texts.paragraphs(peer, models.TrustedPeer, ("description",)),
        "tags": rules.plain_text(peer.label or "", texts.limit(models.TrustedPeer, "tags"), "tags"),
        "protocol": peers.protocol(peer.protocol) or peers.PROTOCOLS[0],
        "originator": routing.originator(peer.originator),
        "call_limit": texts.amount(peer.call_limit or 0, "callLimit"),
        "blocked": peers.blocked(peer.blocked or 0),
        "prepaid": bool(peer.prepaid),
        "enum_lookup": peer.enum_lookup is not False,
        "transit": bool(peer.transit),
        "msteams": bool(peer.msteams),
    }


def _require_unchanged(caller: Caller, row: models.TrustedPeer, peer: TrustedPeer) -> None:
    """Raises Fault 9002 for a member of the administrator's that is there and new.

    Clients of resellers send empty texts, 0 and false for what they do not show, and the login's
    own ids: all of that stays as it is.
    """
    values = _settings(peer)
    for name in SETTINGS:
        given = peer.label if name == "tags" else getattr(peer, name)
        if given and values[name] != getattr(row, name):
            raise Fault(9002, "Only the administrator may change this", WIRES[name])
    for name in TENANTS:
        own = {"customer": caller.customer, "reseller": caller.reseller}.get(name)
        if getattr(peer, name) not in (None, 0, own, getattr(row, f"{name}_id")):
            raise Fault(9002, "Only the administrator may change this", name)


def _require_carrier(row: models.TrustedPeer, name: str) -> None:
    """Raises Fault 9004 for a new carrier name that is none of the peer's reseller or platform."""
    if not name or name == row.carrier_name:
        return
    usable = Q(reseller=None) | Q(reseller=row.reseller_id)
    if not models.Carrier.objects.filter(usable, name=name).exists():
        raise Fault(9004, f"There is no carrier {name} for this peer.", "carrierName")


def _token(row: models.TrustedPeer) -> str:
    return vault.unseal(row.auth_token_sealed, _place_of_token(row))


def _place_of_token(row: models.TrustedPeer) -> str:
    return f"peer:{row.ip}:authToken"


def _record(caller: Caller, row: models.TrustedPeer) -> TrustedPeer:
    """The peer as the caller may know it: a mere owner does not get the token."""
    same: dict[str, Any] = {name: getattr(row, name) for name in SETTINGS}
    token = _token(row) if rights.may_edit(caller, row) else ""
    return TrustedPeer(
        **same | {"blocked": int(row.blocked)},
        ip=row.ip,
        tag=row.tags,
        reseller=row.reseller_id or 0,
        customer=row.customer_id or 0,
        owner=row.owner_id or 0,
        strip=row.strip,
        prefix=row.prefix,
        auth_token=token or None,
        change_date=row.changed,
    )
