"""The end of a job: what its kind does then, and which secrets go.

Whoever sees that the last item is over ends the job; ``sweep`` sees it later for those who died.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ngnpanel.api import Api
from ngnpanel.jobs import claiming, kinds
from ngnpanel.jobs.kinds import Kind, Work
from ngnpanel.jobs.models import LIVE, Chunk, Job, JobItem, Outcome, Pause, State
from ngnpanel.jobs.undoing import Undo
from ngnpanel.soap.errors import Unavailable


def sweep() -> None:
    """End jobs whose last item is over though its worker died before it could say so."""
    for job in Job.objects.filter(_at_work()):
        finish(job, kinds.find(job.kind))
    for job in Job.objects.filter(_cancelled_at_work()):
        close(job, kinds.find(job.kind))


def finish(job: Job, kind: Kind | None) -> None:
    """End a job whose items are all over; whoever sees it first does it.

    Not while nobody asks its platform: what a kind does at the end may ask it.
    """
    if job.platform in claiming.closed():
        return
    close(job, kind)
    if JobItem.objects.filter(job=job, outcome=Outcome.PENDING).exists():
        return
    live = Job.objects.filter(_at_work(), pk=job.pk)
    with claiming.ending(job) as is_mine:
        if not is_mine:
            return
        if kind is not None and live.exists():
            try:
                kind.ended(Work(job=job, actor=job.actor, api=Api.of(job.actor)))
            except Unavailable as error:
                claiming.close(job.platform, error.wait)
                return
        with _ending(job):
            live.update(state=State.DONE, pause=Pause.NONE, finished=timezone.now(), sealed=None)


def close(job: Job, kind: Kind | None) -> None:
    """Once nobody works on a cancelled job any more: what its kind does at the end."""
    still = Job.objects.filter(_cancelled_at_work(), pk=job.pk)
    if kind is None or not still.exists():
        return
    if Chunk.objects.filter(job=job, until__gt=timezone.now()).exists():
        return
    with claiming.ending(job) as is_mine:
        if is_mine and still.exists():
            kind.ended(Work(job=job, actor=job.actor, api=Api.of(job.actor)))
            JobItem.objects.filter(job=job, outcome=Outcome.PENDING).update(sealed=None)
            still.update(closed=timezone.now())


def _at_work() -> Q:
    """At work, or resting until the platform answers: with its last item given up it is over."""
    return Q(state__in=LIVE) | Q(state=State.PAUSED, pause=Pause.PLATFORM)


def _cancelled_at_work() -> Q:
    return Q(state=State.CANCELLED, started__isnull=False, closed__isnull=True)


@contextmanager
def _ending(job: Job) -> Iterator[None]:
    """Secrets of items go, but for those that undoing needs, or trying again for a while."""
    with transaction.atomic():
        yield
        if not isinstance(kinds.find(job.kind), Undo):
            JobItem.objects.filter(job=job, sealed__isnull=False).exclude(
                outcome__in=(Outcome.DONE, Outcome.FAILED)
            ).update(sealed=None)
