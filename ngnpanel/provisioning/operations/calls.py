"""Sip.getCalls and Sip.getCallStatistics."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.calls import (
    CallQuery,
    Calls,
    CallsQuery,
    CallStatistics,
)
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import models
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.operations.accounts import account_for
from ngnpanel.provisioning.options import options
from ngnpanel.provisioning.sources import CALL_RECORDS

# An account with more aliases than this has its calls found under the oldest ones.
MAX_ADDRESSES: Final = 50
# What an interval without an end ends with: later than any call record.
NO_END: Final = 2**32 - 1
NOTHING_ASKED: Final = CallsQuery()
Interval = tuple[int, int]


def get_calls(call: Call, sip_id: SipId, query: CallsQuery) -> Calls:
    """The calls of an account, the newest first; a direction that was not asked for is empty."""
    row = account_for(call, sip_id, write=False)
    query.check()
    addresses = _addresses(row)
    placed, received = query.placed, query.received
    return Calls(
        placed=CALL_RECORDS.placed(addresses, *_interval(placed), placed.most) if placed else (),
        received=(
            CALL_RECORDS.received(addresses, *_interval(received), received.most)
            if received
            else ()
        ),
    )


def get_call_statistics(call: Call, sip_id: SipId, query: CallsQuery) -> CallStatistics:
    """Number, price and duration of an account's calls, of this month unless dates are given (G27).

    A query that asks for neither direction asks for both; the limit means nothing here.
    """
    row = account_for(call, sip_id, write=False)
    query.check()
    addresses = _addresses(row)
    if query == NOTHING_ASKED:
        query = CallsQuery(placed=CallQuery(), received=CallQuery())
    placed, received = query.placed, query.received
    return CallStatistics(
        placed=CALL_RECORDS.placed_summary(addresses, *_period(placed, row)) if placed else None,
        received=(
            CALL_RECORDS.received_summary(addresses, *_period(received, row)) if received else None
        ),
    )


def _addresses(row: models.Account) -> list[SipId]:
    """The account and its aliases: calls come from and go to either.

    An alias may lead to any address. The calls of one in a domain of somebody else are his.
    """
    own, domain = row.sip_id, row.domain
    aliases = models.Alias.objects.filter(
        target_username=own.username,
        target_domain=own.domain,
        domain__customer=domain.customer_id,
        domain__reseller=domain.reseller_id,
    ).order_by("pk")
    pairs = aliases.values_list("username", "domain__name")[: MAX_ADDRESSES - 1]
    return [own, *(SipId(username=username, domain=domain) for username, domain in pairs)]


def _interval(query: CallQuery) -> Interval:
    """The seconds that a query is about; open where it has no date."""
    return query.from_date or 0, NO_END if query.to_date is None else query.to_date


def _period(query: CallQuery, row: models.Account) -> Interval:
    """The same, the current calendar month of the account when there is no date at all."""
    if query.from_date is not None or query.to_date is not None:
        return _interval(query)
    here = timezone.now().astimezone(_zone(row.timezone))
    begin = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    next_month = (begin + timedelta(days=32)).replace(day=1)
    return _second(begin), _second(next_month) - 1


def _zone(name: str) -> ZoneInfo:
    """The time zone of an account; the platform's own when it has none, or one that went away."""
    names = (name, options()["DEFAULT_TIMEZONE"], "UTC")
    return ZoneInfo(next(filter(rules.is_timezone, names)))


def _second(moment: datetime) -> int:
    return int(moment.timestamp())
