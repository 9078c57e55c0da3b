"""Customer and reseller of domains, ENUM ranges and zones: who may write which pair (G70)."""

from __future__ import annotations

from typing import Protocol

from ngnpanel.provisioning import rights
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.models.customers import Customer

Tenant = tuple[int | None, int | None]


class Wanted(Protocol):
    """A written record; 0 is none."""

    @property
    def customer(self) -> int:
        """The customer's id."""

    @property
    def reseller(self) -> int:
        """The reseller's id."""


def of_new(caller: Caller, wanted: Wanted, what: str) -> Tenant:
    """The ids of customer and reseller that a new record gets; ``what`` names it in a fault.

    Raises Fault 9002 for a pair that the caller may not write, 9004 for one that does not exist.
    """
    return _tenant(caller, wanted, None, what)


def of_changed(caller: Caller, wanted: Wanted, row: rights.Holder, what: str) -> Tenant:
    """The same for a stored row, which keeps its pair where nothing else is written."""
    return _tenant(caller, wanted, (row.customer_id, row.reseller_id), what)


def _tenant(caller: Caller, wanted: Wanted, current: Tenant | None, what: str) -> Tenant:
    if caller.is_administrator:
        return _any_tenant(wanted)
    if wanted.reseller not in (0, caller.reseller, current[1] if current else None):
        raise Fault(9002, f"You may not give {what} to another reseller", "reseller")
    if current and wanted.customer in (0, current[0]):
        return current
    if caller.is_reseller:
        number = wanted.customer or caller.customer
        if not rights.customers(caller).filter(pk=number).exists():
            raise Fault(9004, f"There is no customer {number}.", "customer")
        return number, caller.reseller
    if wanted.customer not in (0, caller.customer):
        raise Fault(9002, f"You may not give {what} to another customer", "customer")
    return caller.customer, caller.reseller


def _any_tenant(wanted: Wanted) -> Tenant:
    """What the administrator wrote; a customer without reseller brings its own."""
    customer = Customer.objects.filter(pk=wanted.customer).first()
    if wanted.customer and customer is None:
        raise Fault(9004, f"There is no customer {wanted.customer}.", "customer")
    reseller = wanted.reseller or (customer.reseller_id if customer else 0)
    resellers = Customer.objects.filter(pk=reseller, reseller=reseller)
    if reseller and not resellers.exists():
        raise Fault(9004, f"There is no reseller {reseller}.", "reseller")
    return wanted.customer or None, reseller or None
