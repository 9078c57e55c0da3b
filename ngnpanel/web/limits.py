"""What a person may still create: a limit from its customer record, a count from the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ngnpanel.soap.paging import Query
from ngnpanel.web.parts import Credit

if TYPE_CHECKING:
    from ngnpanel.accounts.domain.customers import Customer
    from ngnpanel.actor import Actor
    from ngnpanel.api import Api
    from ngnpanel.web.resource import Resource


def credit(api: Api, actor: Actor, resource: Resource[Any]) -> Credit | None:
    """Used and allowed of a kind (contract 5.3): two calls; None for who has no limit."""
    if actor.is_administrator or not resource.credit_property:
        return None
    used = resource.page(api, Query(filter=tenancy(actor), count=1)).total
    own = api.customers.customer(actor.customer)
    return Credit(used, limit(own, resource.credit_property))


def limit(customer: Customer, name: str) -> int:
    """What a credit property allows; a missing one and text that is no number allow nothing."""
    text = customer.property_value(name).strip()
    return int(text) if text.isascii() and text.isdecimal() else 0


def tenancy(actor: Actor) -> dict[str, int]:
    """The filter of what counts against the credits of the person."""
    if actor.customer == actor.reseller:
        return {"reseller": actor.reseller}
    return {"customer": actor.customer}
