"""Cutting off what is older than it is to be kept, in a way that the rest still proves itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from ngnpanel.audit import chain, recording
from ngnpanel.audit.models import Checkpoint, Entry, Head

# Entries that one transaction takes away; nobody writes to the chain meanwhile.
WINDOW: Final = 20_000


class NotWhole(Exception):
    """What would go is not as it was written: ``fault`` says where. Nothing was taken away."""

    def __init__(self, fault: chain.Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def cut(before: datetime) -> int:
    """Take away all entries up to the first that was made at ``before`` or later; how many.

    The newest entry always stays. Each part is verified before it goes, so that nobody's traces
    are wiped away by it: raises NotWhole. An entry of its own says how many went.
    """
    before = before.astimezone(UTC)
    gone, last = 0, _last(before)
    while part := _cut_part(before, last):
        gone += part
    return gone


def _last(before: datetime) -> int:
    """The number of the last entry that goes, 0 for none."""
    head = Head.objects.filter(pk=Head.ONLY).first()
    kept = Entry.objects.filter(at__gte=before).order_by("number").values_list("number", flat=True)
    return 0 if head is None else min(kept.first() or head.number, head.number) - 1


@transaction.atomic
def _cut_part(before: datetime, last: int) -> int:
    """The oldest entries up to ``last``, as many as one transaction takes; how many went."""
    # Nobody appends meanwhile, and nobody else cuts.
    Head.objects.select_for_update().filter(pk=Head.ONLY).first()
    oldest = Entry.objects.order_by("number").values_list("number", flat=True).first()
    if oldest is None or oldest > last:
        return 0
    last = min(last, oldest + WINDOW - 1)
    for fault in chain.verify(until=last):
        raise NotWhole(fault)
    newest = Entry.objects.get(number=last)
    point = Checkpoint(
        pk=Checkpoint.ONLY, number=last, digest=newest.digest, before=before, at=timezone.now()
    )
    point.seal = chain.checkpoint_seal(point)
    point.save()
    gone = Entry.objects.filter(number__lte=last).delete()[0]
    told = {"entries": (gone, 0), "before": (None, before.date())}
    recording.note("audit", "cut", f"{oldest}-{last}", told)
    return gone
