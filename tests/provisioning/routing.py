"""Short ways to PSTN records for the tests of the server."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import Person, refusal, soap

refused = partial(refusal, "Sip")
RESELLER: Final = PEOPLE["reseller"]
STRANGER: Final = PEOPLE["stranger"]
# Bigger than any id, and than 32 bits where the contract allows it.
NOBODY: Final = 2**31 - 1


def carrier(name: str = "Acme", as_: Person = RESELLER, **members: Any) -> dict[str, Any]:
    """A new carrier."""
    return dict(soap("Sip", "addCarrier", {"name": name, **members}, as_=as_))


def gateway(
    carrier_id: int, name: str = "gw1", as_: Person = RESELLER, **members: Any
) -> dict[str, Any]:
    """A new gateway of a carrier."""
    record = {"name": name, "carrier_id": carrier_id, "ip": "192.0.2.7", **members}
    return dict(soap("Sip", "addGateway", record, as_=as_))


def rule(gateway_id: int, prefix: str = "0031", as_: Person = RESELLER) -> dict[str, Any]:
    """A new rule of a gateway."""
    record = {"gateway_id": gateway_id, "prefix": prefix}
    return dict(soap("Sip", "addGatewayRule", record, as_=as_))


def routes(*records: dict[str, Any], as_: Person = RESELLER) -> list[dict[str, Any]]:
    """New routes."""
    return list(soap("Sip", "addRoutes", list(records), as_=as_))


def withdraw_access(world: World, name: str = "reseller") -> None:
    """Take pstn_access from somebody."""
    properties = models.CustomerProperty.objects.filter(customer=world[name])
    properties.filter(name="pstn_access").update(value="0")


def deactivate(world: World, name: str = "reseller") -> None:
    """Switch a reseller off."""
    models.Customer.objects.filter(pk=world[name]).update(reseller_active=False)


def changes() -> list[tuple[str, str]]:
    """Kind and key of all rows of the change feed, oldest first."""
    return list(models.Change.objects.order_by("sequence").values_list("kind", "key"))
