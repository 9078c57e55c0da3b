"""A customer like another one: what a copy takes over, and what this person cannot hand on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import CREDITS, RESELLER_MAY_GRANT, Customer
from ngnpanel.accounts.domain.customers import CustomerProperty as Property
from ngnpanel.accounts.forms.customer_properties import may_write
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.soap.errors import Conflict
from ngnpanel.web.changes import is_secret_property

TRIES: Final = range(1, 9)
USERNAME_TAKEN: Final = 5001
MAX_USERNAME: Final = 64
# What only the administrator writes, in words.
OFFICE: Final[dict[str, str | Promise]] = {
    "balance": _("Balance"),
    "credit": _("Credit"),
    "company_code": _("Company code"),
    "reseller_active": _("May create customers and records"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The copy without username and password, and in words what it does not take over."""

    customer: Customer
    left_out: tuple[str | Promise, ...]


def plan(api: Api, actor: Actor, original: Customer) -> Plan:
    """What a copy of ``original`` by this person would be; one call for who is no administrator.

    A copy of a reseller is a reseller of its own.
    """
    # What a reseller has itself is the most that it may give.
    own = None if actor.is_administrator else api.customers.customer(actor.customer)
    kept = tuple(item for item in original.properties if _may_give(actor, own, item))
    names = {item.name for item in kept}
    copy = replace(
        original,
        id=0,
        username="",
        password="",
        reseller=0 if original.is_reseller else original.reseller,
        impersonate=0 if original.impersonate == original.id else original.impersonate,
        change_date=None,
        properties=kept,
    )
    left_out: list[str | Promise] = [
        item.name for item in original.properties if item.name not in names
    ]
    if not actor.is_administrator:
        left_out += [label for name, label in OFFICE.items() if getattr(original, name)]
        empty = {"balance": None, "credit": None, "company_code": "", "reseller_active": None}
        copy = replace(copy, **empty)  # type: ignore[arg-type]  # each has its own type
    return Plan(customer=copy, left_out=tuple(left_out))


def create(api: Api, username: str, planned: Plan) -> tuple[Customer, str]:
    """Add the copy under the next free name of username1 to username8, with a new password.

    Raises Conflict when all of them are taken.
    """
    password = passwords.random_password()
    for number in TRIES:
        name = f"{username[: MAX_USERNAME - 1]}{number}"
        try:
            stored = api.customers.add_customer(
                replace(planned.customer, username=name, password=password)
            )
        except Conflict as error:
            if error.code != USERNAME_TAKEN or number == TRIES[-1]:
                raise
        else:
            return stored, password
    raise AssertionError("the last try returns or raises")


def _may_give(actor: Actor, own: Customer | None, item: Property) -> bool:
    if is_secret_property(item.name):
        return False  # a token opens what belongs to the original
    if own is None:
        return True
    if not may_write(actor, None, item.name):
        return False
    if item.permission == "admin" and item.name not in RESELLER_MAY_GRANT:
        return False
    if item.name in CREDITS:
        return _number(item.value) <= _number(own.property_value(item.name))
    if item.name in RESELLER_MAY_GRANT:
        return item.value != "1" or own.has(item.name)
    return True


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
