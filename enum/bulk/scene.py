"""What numbers are generated from, and what is on the platform already where they would be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from ngnpanel.accounts import services as account_services
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Domain, SipId
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.accounts.resources.aliases import AliasResource
from ngnpanel.enum import services
from ngnpanel.enum.domain.generating import Order, Window
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.enum.domain.ranges import Range
from ngnpanel.enum.resources.numbers import NumberResource
from ngnpanel.jobs.kinds import Refuse, Work
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.web.selection import every

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The range, the SIP domain and the owner of an order; ``owner`` None is nobody."""

    range: Range
    domain: Domain
    owner: Customer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """Numbers of a window that are taken, and names in the domain that are: all of them by name."""

    numbers: dict[str, Number]
    accounts: frozenset[str]
    aliases: frozenset[str]


def scene(work: Work) -> Scene:
    """Asked once for a handful of items; Refuse when something of it is not within reach."""
    found: Scene = work.once("scene", lambda: _asked(work))
    return found


def _asked(work: Work) -> Scene:
    order = Order.of(work.params)
    api = work.api
    return Scene(
        range=_needed(
            lambda: api.enum.range(services.range_id(order.range)),
            _("The range is not there any more, so nothing can be generated from it."),
        ),
        domain=_needed(
            lambda: api.sip.domain(order.domain),
            _("The SIP domain is not there any more. Choose another one."),
        ),
        owner=_needed(
            lambda: api.customers.customer(order.owner),
            _("The owner is no customer any more. Choose another one."),
        )
        if order.owner
        else None,
    )


def _needed(ask: Callable[[], T], sentence: str) -> T:
    try:
        return ask()
    except NotFound:
        raise Refuse(sentence) from None


def rights(work: Work) -> CallingRights:
    """What the person may give accounts; asked once for a handful of items."""
    found: CallingRights = work.once("calling", lambda: account_services.calling_rights(work.api))
    return found


def allow(work: Work, order: Order) -> None:
    """Refuse what the person may not give accounts any more."""
    if not order.accounts:
        return
    may = rights(work)
    if order.pstn and not (may.pstn and may.pstn_exists):
        raise Refuse(_("You may not let accounts call telephone numbers."))
    if order.quota and not may.pstn:
        raise Refuse(_("You may not change what calls may cost."))
    if order.call_limit and not may.call_limit:
        raise Refuse(_("You may not limit how many calls there are at the same time."))
    if order.acl and not may.acl:
        raise Refuse(_("You may not choose from which networks accounts are used."))


def there(work: Work, order: Order, root: str, window: Window) -> There:
    """What is there of a window: a few calls."""
    numbers = every(
        NumberResource(),
        work.api,
        Query(filter={"number": window.pattern, "tld": root}, order="number"),
    )
    taken = {number.id.number: number for number in numbers}
    if not order.accounts:
        return There(numbers=taken, accounts=frozenset(), aliases=frozenset())
    pattern = window.user_pattern(order.strip)
    accounts = every(
        AccountResource(),
        work.api,
        Query(filter={"username": pattern, "domain": order.domain}, order="username"),
    )
    aliases = every(
        AliasResource(),
        work.api,
        Query(
            filter={"aliasUsername": pattern, "aliasDomain": order.domain}, order="aliasUsername"
        ),
    )
    return There(
        numbers=taken,
        accounts=frozenset(account.id.username for account in accounts),
        aliases=frozenset(alias.id.username for alias in aliases),
    )


def address(order: Order, number: str) -> SipId:
    """The address of the account behind a number."""
    return SipId(username=order.username(number), domain=order.domain)
