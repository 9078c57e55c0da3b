"""What the form of the generator offers, looked up with few calls, and what it began with last."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ngnpanel.accounts import services as account_services
from ngnpanel.accounts.domain import calling
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.customers import (
    Customer,
    CustomerProperty,
    category_of,
    permission_of,
)
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api
from ngnpanel.brand import contacts
from ngnpanel.enum import services
from ngnpanel.enum.domain.generating import Order
from ngnpanel.enum.domain.ranges import Range
from ngnpanel.soap.errors import RemoteError
from ngnpanel.soap.paging import Query

log = logging.getLogger(__name__)
# The options by the names of the properties that keep them for the next time.
REMEMBERED: Final[Mapping[str, str]] = {
    "added": "enum_generator_add_prefix",
    "length": "enum_generator_number_length",
    "count": "enum_generator_nr_records",
    "from_free": "enum_generator_from_free",
    "domain": "enum_generator_domain",
    "strip": "enum_generator_strip_digits",
    "owner": "enum_generator_owner",
    "info": "enum_generator_info",
    "accounts": "enum_generator_create_sip",
    "pstn": "enum_generator_pstn",
    "prepaid": "enum_generator_prepaid",
    "rpid_strip": "enum_generator_rpid_strip_digits",
    "quota": "enum_generator_quota",
    "call_limit": "enum_generator_call_limit",
    "acl": "enum_generator_ip_access_list",
    "language": "enum_generator_language",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The range, and what there is to choose from; None means too much to choose from.

    ``home`` is the SIP domain that belongs with the range, empty when there are several or none.
    ``own`` is the customer at work, None for the administrator.
    """

    range: Range
    domains: tuple[str, ...] | None
    home: str
    customers: tuple[tuple[int, str], ...] | None
    rights: CallingRights
    own: Customer | None = None


def offer(api: Api, actor: Actor, key: str) -> Offer:
    """Three calls; one more for a helper of a reseller with more than a hundred customers.

    NotFound when the range is missing or foreign.
    """
    span = api.enum.range(services.range_id(key))
    served = api.sip.domains(Query(order="domain", count=account_services.MOST_DOMAINS))
    is_few = served.total <= account_services.MOST_DOMAINS
    domains = tuple(each.domain for each in served) if is_few else None
    homes = [each.domain for each in served if each.customer == span.customer]
    home = homes[0] if is_few and len(homes) == 1 else ""
    if actor.role is Role.CUSTOMER:
        own = api.customers.customer(actor.customer)
        rights = calling.rights_of(own, _told(actor), account_services.least())
        return Offer(
            range=span,
            domains=domains,
            home=home,
            customers=((actor.customer, actor.name),),
            rights=rights,
            own=own,
        )
    # A reseller is older than its customers, so it is among the first of them.
    found = api.customers.customers(Query(order="customer", count=account_services.MOST_CUSTOMERS))
    names = {each.id: account_services.called(each) for each in found}
    customers = tuple(sorted(names.items(), key=lambda one: one[1].casefold()))
    me = next((each for each in found if each.id == actor.customer), None)
    if me is None and actor.customer:
        me = api.customers.customer(actor.customer)
    rights = CallingRights()
    if me is not None:
        rights = calling.rights_of(None, me, account_services.least())
    return Offer(
        range=span,
        domains=domains,
        home=home,
        customers=customers if found.total <= account_services.MOST_CUSTOMERS else None,
        rights=rights,
        own=me,
    )


def _told(actor: Actor) -> Customer:
    """The reseller as it was in the last minutes; what accounts get is asked anew by the job."""
    told = contacts.told(actor.platform, actor.reseller)
    properties = (CustomerProperty(name=name, value=value) for name, value in told.items())
    return Customer(id=actor.reseller, reseller=actor.reseller, properties=tuple(properties))


def last(own: Customer | None) -> dict[str, str]:
    """What the person generated with the last time, as text by the names of the fields."""
    if own is None:
        return {}
    return {
        name: value
        for name, stored in REMEMBERED.items()
        if (value := own.property_value(stored).strip())
    }


def as_text(order: Order) -> dict[str, str]:
    """The options of an order as text by the names of the fields."""
    found: dict[str, Any] = order.params()
    return {name: _text(found[name]) for name in REMEMBERED}


def remember(api: Api, customer: int, order: Order) -> None:
    """Keep the options for the next time; the order stands whether that works or not. One call."""
    properties = [
        CustomerProperty(
            name=REMEMBERED[name],
            value=value,
            category=category_of(REMEMBERED[name]),
            permission=permission_of(REMEMBERED[name]),
        )
        for name, value in as_text(order).items()
    ]
    try:
        api.customers.set_properties(customer, properties)
    except RemoteError as error:
        log.info("the options of the generator are not kept: %s", type(error).__name__)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return " ".join(value)
    return str(value)
