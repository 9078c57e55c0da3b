"""The change feed, which followers such as DNS and SIP servers read to catch up."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.timezone import now

from ngnpanel.provisioning import swift
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.models.changes import Change, ChangeCounter
from ngnpanel.provisioning.options import options
from ngnpanel.rows import insert

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
# Rows that one statement reads or deletes at most.
SLICE: Final = 5000
_ONLY_ROW: Final = 1


class TooLate(Exception):
    """The feed does not hold all that came after a follower's position: it has to reload all."""


def write(call: Call, operation: str) -> None:
    """Store what ``call`` changed; runs last in the transaction of the call.

    The counter stays locked from here to the commit, so the lock is short.
    """
    changes = list(dict.fromkeys(call.changes))
    if not changes:
        return
    first = take(len(changes))
    moment = now()
    insert(
        [
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
        ]
    )


def last() -> int:
    """The number of the newest change, 0 before the first one."""
    counter = ChangeCounter.objects.filter(pk=_ONLY_ROW).first()
    return counter.last if counter else 0


def oldest() -> int:
    """The position right before the oldest row that is kept: the earliest to follow from."""
    # Looked at before the rows: one that comes in between must not count as pruned.
    newest = last()
    first = Change.objects.order_by("sequence").values_list("sequence", flat=True).first()
    return newest if first is None else first - 1


def after(position: int, limit: int = SLICE) -> list[Change]:
    """The changes after the one with number ``position``, at most ``limit``, in their order.

    Raises TooLate when rows in between were pruned, and when the feed ends before the position,
    which happens when the server's database was restored from a copy.
    """
    found = list(Change.objects.filter(sequence__gt=position).order_by("sequence")[:limit])
    if found and found[0].sequence == position + 1:
        return found
    # Looked at afterwards, so that pruning meanwhile does not go unnoticed.
    earliest, newest = oldest(), last()
    if not earliest <= position <= newest:
        raise TooLate(
            f"The feed holds the changes after {earliest} up to {newest}, not those after"
            f" {position}: read all records anew and follow from {newest}."
        )
    return found


def prune() -> int:
    """Delete the rows that are older than the setting CHANGES_DAYS; returns how many.

    Only rows at the beginning go, so that the feed never gets a gap; 0 days keep everything.
    """
    days = options()["CHANGES_DAYS"]
    if not days:
        return 0
    # Looked at before the rows: one that comes in between is young.
    newest = last()
    young = Change.objects.filter(at__gte=now() - timedelta(days=days))
    first_kept = young.order_by("sequence").values_list("sequence", flat=True).first()
    end = newest + 1 if first_kept is None else first_kept
    deleted = 0
    while (start := oldest() + 1) < end:
        # In slices, so that writers never wait for long.
        slice_end = min(start + SLICE, end)
        deleted += Change.objects.filter(sequence__lt=slice_end).delete()[0]
    return deleted


def take(count: int) -> int:
    """The first of ``count`` numbers in a row."""
    newest = swift.count_on(_ONLY_ROW, count)
    if newest is None:
        ChangeCounter.objects.bulk_create([ChangeCounter(pk=_ONLY_ROW)], ignore_conflicts=True)
        newest = swift.count_on(_ONLY_ROW, count) or 0
    return newest - count + 1
