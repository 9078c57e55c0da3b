"""PSTN carriers."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.timezone import now

from ngnpanel.provisioning import models, pstn_rights, rights, storing
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.domain.routing import Carrier
from ngnpanel.soap.paging import Page, Query

LISTING: Final[Listing[models.Carrier]] = Listing(
    texts={"name": "name"},
    numbers={"id": "pk", "reseller": "reseller"},
    orders={"changeDate": "changed", "name": "name"},
    default="-changed",
)


def add_carrier(call: Call, carrier: Carrier) -> Carrier:
    """A new carrier."""
    caller = call.caller
    pstn_rights.require_routing(caller)
    row = models.Carrier(
        name=routing.name(carrier.name),
        reseller_id=pstn_rights.reseller_for(caller, carrier.reseller),
    )
    row.changed = rights.date_of_new(caller, carrier.change_date)
    storing.insert(row, _exists(row))
    call.changed("carrier", row.pk)
    return _record(row)


def update_carrier(call: Call, carrier: Carrier) -> Carrier:
    """Replace a carrier; its gateways, rules and routes follow it to another reseller."""
    row = _carrier_for(call, carrier.id)
    before = row.reseller_id
    row.name = routing.name(carrier.name)
    row.reseller_id = pstn_rights.reseller_for(call.caller, carrier.reseller)
    row.changed = now()
    storing.replace(row, _exists(row))
    call.changed("carrier", row.pk)
    if row.reseller_id != before:
        _move_gateways(call, row)
    return _record(row)


def delete_carrier(call: Call, number: int) -> None:
    """Delete a carrier without gateways and routes."""
    row = _carrier_for(call, number)
    try:
        row.delete()
    except ProtectedError:
        raise Fault(1072, f"The carrier {row} still has gateways or routes") from None
    call.changed("carrier", number)


def get_carriers(call: Call, query: Query) -> Page[Carrier]:
    """The carriers within the caller's scope."""
    return LISTING.page(pstn_rights.carriers(call.caller), query).map(_record)


def _carrier_for(call: Call, number: int) -> models.Carrier:
    """A carrier of the caller's, locked; raises Fault 1070."""
    row = pstn_rights.carriers(call.caller).select_for_update().filter(pk=number).first()
    if row is None:
        raise Fault(1070, f"There is no carrier {number}", "id")
    return row


def _move_gateways(call: Call, carrier: models.Carrier) -> None:
    """Give the gateways of a carrier to its reseller, where their names must be free."""
    try:
        with transaction.atomic():
            carrier.gateways.update(reseller=carrier.reseller_id)
    except IntegrityError:
        raise Fault(
            1081, "The reseller has a gateway with the name of one of this carrier", "reseller"
        ) from None
    for number in carrier.gateways.order_by("pk").values_list("pk", flat=True):
        call.changed("gateway", number)


def _exists(row: models.Carrier) -> Fault:
    return Fault(1071, f"There is a carrier {row} already", "name")


def _record(row: models.Carrier) -> Carrier:
    return Carrier(id=row.pk, name=row.name, reseller=row.reseller_id or 0, change_date=row.changed)
