"""Writes the change feed, which followers such as DNS and SIP servers read to catch up."""

from __future__ import annotations

from typing import Final

from django.db.models import F
from django.utils.timezone import now

from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.models.changes import Change, ChangeCounter

# What can change, and what its key is.
KINDS: Final = {
    "customer": "id",
    "domain": "name",
    "account": "user@domain",
    "alias": "user@domain",
    "mailbox": "user@domain of the account",
    "balance": "user@domain of the account",
    "voucher": "id",
    "rating": "entity",
    "presence": "user@domain",
    "enum_range": "prefix.tld",
    "enum_number": "number.tld",
    "zone": "name",
    "record": "id",
    "fancy_record": "id",
    "peer": "ip",
    "carrier": "id",
    "gateway": "id",
    "gateway_rule": "id",
    "route": "id",
    "emergency": "id",
}
MAX_KEY: Final = 510
_ONLY_ROW: Final = 1


def write(call: Call, operation: str) -> None:
    """Store what ``call`` changed; runs last in the transaction of the call.

    The counter stays locked from here to the commit, so the lock is short.
    """
    changes = list(dict.fromkeys(call.changes))
    if not changes:
        return
    first = _take(len(changes))
    moment = now()
    Change.objects.bulk_create(
        Change(
            sequence=first + number,
            kind=kind,
            key=key[:MAX_KEY],
            operation=operation,
            caller=call.caller.name,
            customer=call.caller.customer,
            request_id=call.request_id,
            at=moment,
        )
        for number, (kind, key) in enumerate(changes)
    )


def _take(count: int) -> int:
    """The first of ``count`` numbers in a row."""
    counter = ChangeCounter.objects.filter(pk=_ONLY_ROW)
    if not counter.update(last=F("last") + count):
        ChangeCounter.objects.bulk_create([ChangeCounter(pk=_ONLY_ROW)], ignore_conflicts=True)
        counter.update(last=F("last") + count)
    return counter.get().last - count + 1
