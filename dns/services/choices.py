"""What the forms of this app offer, and what keys in URLs stand for."""

from __future__ import annotations

from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.api import Api
from ngnpanel.dns.domain import names
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query

# More zones than this are not offered as a list.
MOST_ZONES: Final = 50


def zone_choices(api: Api) -> tuple[Zone, ...] | None:
    """The zones that the person may add to, None when there are too many to choose from."""
    found = api.dns.zones(Query(order="name", count=MOST_ZONES))
    return found.rows if found.total <= MOST_ZONES else None


def zone_name(key: str) -> str:
    """The name of a zone in a URL; NotFound when it cannot be one."""
    try:
        return names.zone_name(key)
    except RuleError as error:
        raise NotFound(error.text, code=7000) from None


def record_id(key: str) -> int:
    """The id of a record in a URL; NotFound when it cannot be one."""
    number = int(key) if key.isascii() and key.isdecimal() and len(key) <= 10 else 0
    if not 0 < number <= rules.MAX_INT:
        raise NotFound(f"no record {key}", code=7002)
    return number
