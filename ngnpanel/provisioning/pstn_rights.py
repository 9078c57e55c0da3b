"""Who sees and changes PSTN routing and trusted peers (contract 5.11, G73).

Carriers belong to a reseller or to the platform; gateways, rules and routes follow their carrier.
Besides the administrator only an active reseller with ``pstn_access`` has to do with them, and
only with its own. Peers are seen by whose they are, while their reseller is active.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet

from ngnpanel.provisioning import rights
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.models.customers import Customer
from ngnpanel.provisioning.models.pstn import Carrier, Gateway, GatewayRule, Route, TrustedPeer

PSTN_ACCESS: Final = "pstn_access"


def carriers(caller: Caller) -> QuerySet[Carrier]:
    """The carriers that the caller may see, use and change."""
    return _routing(Carrier.objects.all(), caller, "")


def gateways(caller: Caller) -> QuerySet[Gateway]:
    """The gateways that the caller may see and change, with their carriers."""
    return _routing(Gateway.objects.select_related("carrier"), caller, "carrier__")


def gateway_rules(caller: Caller) -> QuerySet[GatewayRule]:
    """The gateway rules that the caller may see and change, with gateways and carriers."""
    rows = GatewayRule.objects.select_related("gateway__carrier")
    return _routing(rows, caller, "gateway__carrier__")


def routes(caller: Caller) -> QuerySet[Route]:
    """The routes that the caller may see and change, with their carriers."""
    return _routing(Route.objects.select_related("carrier"), caller, "carrier__")


def peers(caller: Caller) -> QuerySet[TrustedPeer]:
    """The peers that the caller may see."""
    if not caller.is_administrator and not caller.is_active:
        return TrustedPeer.objects.none()
    return rights.visible(TrustedPeer.objects.all(), caller, "")


def require_routing(caller: Caller) -> None:
    """Raises Fault 9002 or 5003 when the caller may create nothing of the PSTN routing."""
    if caller.is_administrator:
        return
    if not caller.is_reseller:
        raise Fault(9002, "A customer has no part in the PSTN routing")
    rights.require_active(caller)
    if not _has_access(caller):
        raise Fault(9002, f"The PSTN routing needs the property {PSTN_ACCESS}")


def reseller_for(caller: Caller, wanted: int) -> int | None:
    """The reseller id of a written carrier; 0 is the platform, and a reseller's own id for itself.

    Raises Fault 9002 for a reseller that the caller is not, 9004 for one that does not exist.
    """
    if not caller.is_administrator:
        if wanted not in (0, caller.reseller):
            raise Fault(9002, "You may not give a carrier to another reseller", "reseller")
        return caller.reseller
    if wanted and not Customer.objects.filter(pk=wanted, reseller=wanted).exists():
        raise Fault(9004, f"There is no reseller {wanted}.", "reseller")
    return wanted or None


def lock_carriers(caller: Caller, numbers: Iterable[int]) -> dict[int, Carrier]:
    """Carriers by their ids, locked until the transaction ends; raises Fault 1070 for the first
    that the caller does not see.

    A locked carrier is neither deleted nor given to another reseller. Carriers are locked before
    what depends on them and in the order of their ids, so that calls never wait for each other in
    a circle.
    """
    wanted = dict.fromkeys(numbers)
    rows = carriers(caller).filter(pk__in=wanted).select_for_update().order_by("pk")
    found = {row.pk: row for row in rows}
    for number in wanted:
        if number not in found:
            raise Fault(1070, f"There is no carrier {number}", "carrier_id")
    return found


def _routing(rows: QuerySet[rights.M], caller: Caller, path: str) -> QuerySet[rights.M]:
    if caller.is_administrator:
        return rows
    if not caller.is_reseller or not caller.is_active or not _has_access(caller):
        return rows.none()
    return rights.of_tenant(rows, caller, path)


def _has_access(caller: Caller) -> bool:
    return rights.has_property(caller.reseller, PSTN_ACCESS)
