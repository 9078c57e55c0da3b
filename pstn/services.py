"""What the screens of this app look up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.pstn.domain import routing
from ngnpanel.soap.errors import Conflict, NotFound
from ngnpanel.soap.paging import Query

# More of these than this are not offered as a list.
MOST_CARRIERS: Final = 250
MOST_GATEWAYS: Final = 250
Numbered = tuple[tuple[int, str], ...]


def number(key: str, code: int) -> int:
    """The number in a URL; NotFound with ``code`` when it cannot be one."""
    found = int(key) if key.isascii() and key.isdecimal() and len(key) <= 10 else 0
    if not 0 < found <= rules.MAX_INT:
        raise NotFound(f"no record {key}", code=code)
    return found


def peer_key(key: str) -> str:
    """The address of a trusted peer in a URL; NotFound when it cannot be one."""
    try:
        return routing.host(key)
    except RuleError as error:
        raise NotFound(error.text, code=1050) from None


@contextmanager
def referring(field: str, code: int) -> Iterator[None]:
    """Make ``code``, something that a record refers to and is not there, a fault of its field."""
    try:
        yield
    except NotFound as error:
        if error.code != code:
            raise
        raise Conflict(error.text, code=code, field=field) from None


def carrier_choices(api: Api) -> Numbered | None:
    """The carriers of the person, None when there are too many to choose from."""
    found = api.pstn.carriers(Query(order="name", count=MOST_CARRIERS))
    if found.total > MOST_CARRIERS:
        return None
    return tuple((row.id, _labelled(api, row.name, row.reseller)) for row in found)


def gateway_choices(api: Api) -> Numbered | None:
    """The gateways of the person, None when there are too many to choose from."""
    found = api.pstn.gateways(Query(order="name", count=MOST_GATEWAYS))
    if found.total > MOST_GATEWAYS:
        return None
    return tuple((row.id, f"{row.name} ({row.carrier})") for row in found)


def carrier_names(api: Api, reseller: int) -> tuple[str, ...] | None:
    """The names of the carriers that peers of a reseller may use: its own and the platform's."""
    found = api.pstn.carriers(Query(order="name", count=MOST_CARRIERS))
    if found.total > MOST_CARRIERS:
        return None
    return tuple(dict.fromkeys(row.name for row in found if row.reseller in (0, reseller)))


def routing_obstacle(api: Api, actor: Actor) -> str:
    """Why the person has no PSTN routing, empty when it may have some; a call for resellers."""
    if actor.is_administrator:
        return ""
    reseller = api.customers.customer(actor.reseller)
    if not reseller.has("pstn_access"):
        return _(
            "The administrator has not given you access to the telephone network,"
            " so there are no carriers, gateways, rules and routes here."
        )
    return _inactive(reseller)


def peers_obstacle(api: Api, actor: Actor) -> str:
    """Why the person has no trusted peers, empty when it may; a call for resellers."""
    return "" if actor.is_administrator else _inactive(api.customers.customer(actor.reseller))


def _inactive(reseller: Customer) -> str:
    if reseller.reseller_active:
        return ""
    return _(
        "Your reseller account is not active, so nothing is shown here. Ask the administrator."
    )


def _labelled(api: Api, name: str, reseller: int) -> str:
    """Names are unique within a reseller: whoever sees several is told whose each is."""
    if api.impersonate or not reseller:
        return name
    return _("%(name)s (reseller %(number)s)") % {"name": name, "number": reseller}
