"""Preparing a job: which records it is about, and what it would do to each of them."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ngnpanel.jobs import sealing
from ngnpanel.jobs.kinds import Draft, Kind, Work
from ngnpanel.jobs.models import Job, JobItem, Outcome, State

# What a kind may say anew of an item that it found in an earlier step.
REVISED: Final = ("title", "given", "before", "after", "outcome", "reason", "phase", "finished")


def step(work: Work, kind: Kind) -> None:
    """One window more; when it was the last, the job waits for somebody's word or begins.

    May be done twice for the same window: a key is in a job once.
    """
    job = work.job
    batch = kind.drafts(work, job.cursor)
    drafts, revised = list(batch.drafts), list(batch.revised)
    with transaction.atomic():
        still = Job.objects.select_for_update().filter(pk=job.pk, state=State.DRAFT).first()
        if still is None or still.cursor != job.cursor:
            return  # cancelled, or somebody else did this window
        add_items(job, drafts)
        _revise(revised)
        still.cursor = batch.cursor
        if batch.cursor is None:
            still.state = State.PREVIEWED if kind.asks_word else State.QUEUED
            still.queued = None if kind.asks_word else timezone.now()
        still.save(update_fields=["cursor", "state", "queued"])
    job.cursor, job.state = still.cursor, still.state


def abandon(job: Job, remark: str) -> None:
    """Its items cannot be looked up: the job ends, and says why."""
    Job.objects.filter(pk=job.pk, state=State.DRAFT).update(
        state=State.CANCELLED, cursor=None, sealed=None, remark=remark, finished=timezone.now()
    )
    job.refresh_from_db()


def add_items(job: Job, drafts: list[Draft]) -> None:
    """Store drafts as items behind those that are there; a key that is there stays as it is."""
    keys = {draft.key for draft in drafts}
    known = set(job.items.filter(key__in=keys).values_list("key", flat=True))
    last: int = job.items.aggregate(last=Max("position"))["last"] or 0
    fresh: list[JobItem] = []
    for draft in drafts:
        if draft.key not in known:
            known.add(draft.key)
            fresh.append(_item(job, draft, last + len(fresh) + 1))
    JobItem.objects.bulk_create(fresh, batch_size=500)


def _revise(items: list[JobItem]) -> None:
    for item in items:
        if item.outcome != Outcome.PENDING:
            item.finished = item.finished or timezone.now()
    JobItem.objects.bulk_update(items, REVISED, batch_size=200)


def _item(job: Job, draft: Draft, position: int) -> JobItem:
    outcome = Outcome.PENDING
    if draft.refused:
        outcome = Outcome.REFUSED
    elif draft.skipped:
        outcome = Outcome.SKIPPED
    return JobItem(
        job=job,
        position=position,
        phase=draft.phase,
        key=draft.key,
        title=draft.title or draft.key,
        given=dict(draft.given),
        sealed=sealing.seal_values(dict(draft.secrets), f"items of job {job.pk}"),
        before=draft.before,
        after=draft.after,
        outcome=outcome,
        reason=draft.refused or draft.skipped,
        finished=None if outcome == Outcome.PENDING else timezone.now(),
    )
