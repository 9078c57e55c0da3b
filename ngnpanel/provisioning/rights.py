"""Who sees and changes which rows (contract 5.1, 5.2, G68, G69).

The administrator sees everything, a reseller what its reseller id is on, a customer what it is the
customer or the owner of. Being the owner lets a customer look, not change. Whoever may not see a
row is told that it does not exist.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Protocol, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.timezone import now

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import prepared
from ngnpanel.provisioning.caller import Caller, Kind
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.models.customers import Customer, CustomerProperty
from ngnpanel.provisioning.models.sip import Account, Alias, Domain
from ngnpanel.provisioning.prepared import Prepared

M = TypeVar("M", bound=Model)


class Holder(Protocol):
    """A row that customer and reseller are written on: a domain, an ENUM range or a zone."""

    customer_id: int | None
    reseller_id: int | None


class Held(Protocol):
    """A row that inherits customer and reseller from another one."""

    @property
    def holder(self) -> Holder:
        """The row that it inherits from."""


def customers(caller: Caller) -> QuerySet[Customer]:
    """The customers that the caller may see and change: its own, and itself."""
    rows = Customer.objects.all()
    if caller.is_administrator:
        return rows
    if caller.is_reseller:
        return rows.filter(reseller=caller.reseller)
    return rows.filter(pk__in=(caller.customer, caller.login))


def domains(caller: Caller) -> QuerySet[Domain]:
    """The domains that the caller may see and use."""
    return of_tenant(Domain.objects.all(), caller)


def accounts(caller: Caller) -> QuerySet[Account]:
    """The accounts that the caller may see."""
    return visible(Account.objects.select_related("domain"), caller, "domain__")


def account_at(caller: Caller, address: SipId, *, locked: bool) -> Account | None:
    """The account at an address in lower case, if the caller may see it.

    ``locked`` keeps others from changing it until the transaction ends.
    """
    username, domain = prepared.TEXTS
    customer, reseller = prepared.NUMBERS
    return _account_at(connection.vendor, caller.kind, locked=locked).first(
        {
            username: address.username,
            domain: address.domain,
            customer: caller.customer,
            reseller: caller.reseller,
        }
    )


@cache
def _account_at(_vendor: str, kind: Kind, *, locked: bool) -> Prepared[Account]:
    """The same for a kind of caller, with places for the values."""
    username, domain = prepared.TEXTS
    customer, reseller = prepared.NUMBERS
    caller = Caller(kind=kind, name="", customer=customer, reseller=reseller)
    rows = accounts(caller).filter(username=username, domain__name=domain).order_by()
    return Prepared(rows.select_for_update(of=("self",)) if locked else rows)


def aliases(caller: Caller) -> QuerySet[Alias]:
    """The aliases that the caller may see."""
    return visible(Alias.objects.select_related("domain"), caller, "domain__")


def of_tenant(rows: QuerySet[M], caller: Caller, path: str = "") -> QuerySet[M]:
    """The rows that are the caller's; ``path`` leads to the holder, for example ``domain__``."""
    if caller.is_administrator:
        return rows
    if caller.is_reseller:
        return rows.filter(**{f"{path}reseller": caller.reseller})
    return rows.filter(**{f"{path}customer": caller.customer})


def visible(rows: QuerySet[M], caller: Caller, path: str) -> QuerySet[M]:
    """The same with what the caller is the owner of (G69)."""
    if caller.is_administrator or caller.is_reseller:
        return of_tenant(rows, caller, path)
    return rows.filter(Q(**{f"{path}customer": caller.customer}) | Q(owner=caller.customer))


def may_edit(caller: Caller, row: Held) -> bool:
    """Whether the caller may change a row that it sees; a mere owner may not."""
    if caller.is_administrator:
        return True
    if caller.is_reseller:
        return row.holder.reseller_id == caller.reseller
    return row.holder.customer_id == caller.customer


def require_edit(caller: Caller, row: Held) -> None:
    """Raises Fault 9002 when the caller only sees the row."""
    if not may_edit(caller, row):
        raise Fault(9002, f"{row} belongs to another customer")


def require_active(caller: Caller) -> None:
    """Raises Fault 5003 when the caller's reseller may not create anything.

    A reseller that was switched off stops its customers as well: else it would go on through them.
    """
    if not caller.is_administrator and not caller.is_active:
        raise Fault(5003)


def require_administrator(caller: Caller) -> None:
    """Raises Fault 9002 for everybody else, and while the administrator impersonates a customer."""
    if not caller.is_administrator:
        raise Fault(9002, "Only the administrator may do this")


def owner(caller: Caller, number: int, current: int | None = None) -> int | None:
    """The row id of a written ``owner``: 0 is none; else a customer that the caller may see.

    The ``current`` owner may stay, whoever it is.
    """
    if not number:
        return None
    if number != current and not customers(caller).filter(pk=number).exists():
        raise Fault(9004, f"There is no customer {number}", "owner")
    return number


def date_of_new(caller: Caller, written: datetime | None) -> datetime:
    """When a new record was changed: now, or when an import by the administrator says (G75)."""
    return written if written and caller.is_administrator else now()


def has_property(customer: int | None, name: str) -> bool:
    """Whether a property of a customer is switched on."""
    found = CustomerProperty.objects.filter(customer=customer, name=name, value="1")
    return customer is not None and found.exists()


def may_access_pstn(caller: Caller, domain: Domain) -> bool:
    """Whether accounts of ``domain`` may be given PSTN access: the reseller's pstn_access."""
    return caller.is_administrator or has_property(domain.reseller_id, "pstn_access")


def may_change_prepaid(caller: Caller, domain: Domain) -> bool:
    """Whether accounts of ``domain`` may be switched between prepaid and postpaid.

    A reseller needs prepaid_changes; a customer needs it as well as its reseller.
    """
    if caller.is_administrator:
        return True
    if not has_property(domain.reseller_id, "prepaid_changes"):
        return False
    return caller.is_reseller or has_property(caller.customer, "prepaid_changes")
