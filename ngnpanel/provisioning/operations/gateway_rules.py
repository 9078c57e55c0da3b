"""The rules by which PSTN gateways change numbers."""

from __future__ import annotations

from typing import Final

from django.utils.timezone import now

from ngnpanel.provisioning import models, pstn_rights, rights, storing
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.provisioning.operations.gateways import gateway_for
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.domain.routing import GatewayRule
from ngnpanel.soap.paging import Page, Query

LISTING: Final[Listing[models.GatewayRule]] = Listing(
    texts={"prefix": "prefix"},
    numbers={
        "id": "pk",
        "gateway_id": "gateway",
        "carrier_id": "gateway__carrier",
        "reseller": "gateway__carrier__reseller",
    },
    orders={
        "changeDate": "changed",
        "gateway": "gateway__name",
        "carrier": "gateway__carrier__name",
        "prefix": "prefix",
    },
    default="changed",
)


def add_gateway_rule(call: Call, rule: GatewayRule) -> GatewayRule:
    """A new rule of a gateway."""
    pstn_rights.require_routing(call.caller)
    row = models.GatewayRule(gateway=_gateway_for(call, rule))
    _fill(row, rule)
    row.changed = rights.date_of_new(call.caller, rule.change_date)
    storing.insert(row, _exists(row))
    call.changed("gateway_rule", row.pk)
    return _record(row)


def update_gateway_rule(call: Call, rule: GatewayRule) -> GatewayRule:
    """Replace a rule; it may go to another gateway."""
    _rule_for(call, rule.id, lock=False)
    # Gateways before their rules, as when a gateway is deleted with its rules.
    gateway = _gateway_for(call, rule)
    row = _rule_for(call, rule.id, lock=True)
    row.gateway = gateway
    _fill(row, rule)
    row.changed = now()
    storing.replace(row, _exists(row))
    call.changed("gateway_rule", row.pk)
    return _record(row)


def delete_gateway_rule(call: Call, number: int) -> None:
    """Delete a rule."""
    _rule_for(call, number, lock=True).delete()
    call.changed("gateway_rule", number)


def get_gateway_rules(call: Call, query: Query) -> Page[GatewayRule]:
    """The gateway rules within the caller's scope."""
    return LISTING.page(pstn_rights.gateway_rules(call.caller), query).map(_record)


def _gateway_for(call: Call, rule: GatewayRule) -> models.Gateway:
    return gateway_for(call, rule.gateway_id, lock=True, field="gateway_id")


def _rule_for(call: Call, number: int, *, lock: bool) -> models.GatewayRule:
    rows = pstn_rights.gateway_rules(call.caller).filter(pk=number)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Fault(1090, f"There is no gateway rule {number}", "id")
    return row


def _fill(row: models.GatewayRule, rule: GatewayRule) -> None:
    row.prefix = routing.prefix(rule.prefix)
    row.strip = routing.strip(rule.strip)
    row.prepend = routing.prepend(rule.prepend)
    row.min_length, row.max_length = routing.lengths(rule.min_length, rule.max_length)


def _exists(row: models.GatewayRule) -> Fault:
    text = f"The gateway {row.gateway} has a rule for this prefix and these lengths already"
    return Fault(1091, text, "prefix")


def _record(row: models.GatewayRule) -> GatewayRule:
    gateway = row.gateway
    return GatewayRule(
        id=row.pk,
        gateway_id=gateway.pk,
        gateway=gateway.name,
        carrier=gateway.carrier.name,
        carrier_id=gateway.carrier_id,
        prefix=row.prefix,
        strip=row.strip,
        prepend=row.prepend,
        min_length=row.min_length,
        max_length=row.max_length,
        reseller=gateway.carrier.reseller_id or 0,
        change_date=row.changed,
    )
