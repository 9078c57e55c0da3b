"""PSTN gateways."""

from __future__ import annotations

from typing import Final

from django.utils.timezone import now

from ngnpanel.accounts.domain.rating import Kind
from ngnpanel.provisioning import models, pstn_rights, rating, rights, storing
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.domain.routing import Gateway
from ngnpanel.soap.paging import Page, Query

LISTING: Final[Listing[models.Gateway]] = Listing(
    texts={"name": "name"},
    numbers={"id": "pk", "carrier_id": "carrier", "reseller": "carrier__reseller"},
    orders={"changeDate": "changed", "name": "name", "carrier_id": "carrier_id", "ip": "ip"},
    default="-changed",
)


def add_gateway(call: Call, gateway: Gateway) -> Gateway:
    """A new gateway of a carrier."""
    pstn_rights.require_routing(call.caller)
    carriers = pstn_rights.lock_carriers(call.caller, [gateway.carrier_id])
    row = models.Gateway()
    _fill(row, gateway, carriers[gateway.carrier_id])
    row.changed = rights.date_of_new(call.caller, gateway.change_date)
    storing.insert(row, _exists(row))
    call.changed("gateway", row.pk)
    return _record(row)


def update_gateway(call: Call, gateway: Gateway) -> Gateway:
    """Replace a gateway; its rules follow it to another carrier."""
    current = gateway_for(call, gateway.id, lock=False)
    carriers = pstn_rights.lock_carriers(call.caller, [current.carrier_id, gateway.carrier_id])
    row = gateway_for(call, gateway.id, lock=True)
    _fill(row, gateway, carriers[gateway.carrier_id])
    row.changed = now()
    storing.replace(row, _exists(row))
    call.changed("gateway", row.pk)
    return _record(row)


def delete_gateway(call: Call, number: int) -> None:
    """Delete a gateway and its rules."""
    row = gateway_for(call, number, lock=True)
    for rule in row.rules.order_by("pk").values_list("pk", flat=True):
        call.changed("gateway_rule", rule)
    row.delete()
    rating.forget(call, Kind.GATEWAY, number)
    call.changed("gateway", number)


def get_gateways(call: Call, query: Query) -> Page[Gateway]:
    """The gateways within the caller's scope."""
    return LISTING.page(pstn_rights.gateways(call.caller), query).map(_record)


def gateway_for(call: Call, number: int, *, lock: bool, field: str = "id") -> models.Gateway:
    """A gateway of the caller's; raises Fault 1080 when it is missing or foreign.

    ``lock`` keeps others from deleting it until the transaction ends.
    """
    rows = pstn_rights.gateways(call.caller).filter(pk=number)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Fault(1080, f"There is no gateway {number}", field)
    return row


def _fill(row: models.Gateway, gateway: Gateway, carrier: models.Carrier) -> None:
    row.carrier = carrier
    row.reseller_id = carrier.reseller_id
    row.name = routing.name(gateway.name)
    row.ip = routing.host(gateway.ip)
    row.port = routing.port(gateway.port)
    row.transport = routing.transport(gateway.transport)


def _exists(row: models.Gateway) -> Fault:
    return Fault(1081, f"There is a gateway {row} already", "name")


def _record(row: models.Gateway) -> Gateway:
    return Gateway(
        id=row.pk,
        name=row.name,
        carrier_id=row.carrier_id,
        carrier=row.carrier.name,
        ip=row.ip,
        port=row.port,
        transport=row.transport,
        reseller=row.carrier.reseller_id or 0,
        change_date=row.changed,
    )
