"""Working on jobs: one turn of one worker.

The order of the steps is what makes each item happen once in effect (docs/jobs.md):

1. The items are taken: the row says that somebody began (``attempts``).
2. Where somebody began before and nobody knows how it ended, the platform is asked whether it came
   through (``Kind.landed``).
3. The record is read and the change planned; what it replaces is stored, unless it is stored.
4. It is written, and the outcome is stored.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ngnpanel import logs, metrics
from ngnpanel.api import Api
from ngnpanel.audit import chain, recording
from ngnpanel.audit.models import Entry
from ngnpanel.audit.recording import Scene
from ngnpanel.jobs import claiming, finishing, kinds, preparing, sealing, standing
from ngnpanel.jobs.claiming import Taken
from ngnpanel.jobs.kinds import Fail, Kind, Plan, Refuse, Skip, Work
from ngnpanel.jobs.models import LIVE, Job, JobItem, Outcome, Pause, State
from ngnpanel.jobs.pacing import Ahead
from ngnpanel.soap.errors import Denied, NotFound, RemoteError, Unavailable
from ngnpanel.staff import acting
from ngnpanel.web import faults

log = logging.getLogger(__name__)
# How often a worker looks whether its job was paused or cancelled, and stores what it did.
LOOK: Final = 0.5
# An item that the platform never answered, while it answered for others, is given up.
MOST_UNANSWERED: Final = 5


class Stopped(Exception):
    """The items are not ours any more, or the job is not to go on."""


def turn() -> bool:
    """Work on the next items for a short while; False when there was nothing to do."""
    taken = claiming.take()
    if taken is None:
        return False
    token = logs.request_id.set(f"job-{taken.job.pk}")
    try:
        with (
            logs.scope(**_facts(taken.job)),
            translation.override(taken.job.language),
            recording.scene(_scene(taken.job)),
        ):
            _work(taken)
    finally:
        logs.request_id.reset(token)
    return True


def _scene(job: Job) -> Scene:
    """What the audit says of all that this job writes; support's job names member and ticket."""
    now = Scene(source="job", actor=job.actor, login=job.login, reason=f"job {job.pk}")
    return acting.scene_of_number(now, job.support) if job.support else now


def _facts(job: Job) -> dict[str, str | int]:
    """What each line of the log says of the job at hand."""
    return {
        "job": job.pk,
        "began_by": job.request_id,
        "actor": job.role,
        "customer": job.customer,
        "reseller": job.reseller,
        "platform": job.platform,
    }


def _work(taken: Taken) -> None:
    job = taken.job
    kind = kinds.find(job.kind)
    if kind is None or kind.version != job.version:
        # Another worker may know it: an old one that is about to go, or a new one that came.
        claiming.give_back(taken.chunk, taken.items)
        _pause(job, Pause.VERSION)
        return
    untouched: tuple[JobItem, ...] = taken.items
    try:
        actor = standing.still(job, kind.needed(job))
        if actor is None:
            untouched = ()
            _refuse_all(job, taken)
            return
        work = Work(job=job, actor=actor, api=Api.of(actor))
        if job.is_preparing:
            _prepare(work, kind)
        else:
            untouched = Turn(taken, kind, work).run()
        claiming.opened(job.platform)
    except Unavailable as error:
        claiming.close(job.platform, error.wait)
    finally:
        claiming.give_back(taken.chunk, untouched)
    if not job.is_preparing:
        finishing.finish(job, kind)


def _prepare(work: Work, kind: Kind) -> None:
    """Look up items until the time is up; a job that cannot be prepared ends with a sentence."""
    ends = time.monotonic() + claiming.TURN.total_seconds()
    try:
        while work.job.is_preparing and time.monotonic() < ends:
            preparing.step(work, kind)
    except Unavailable:
        raise
    except RemoteError as error:
        preparing.abandon(work.job, faults.sentence(error))
    except Refuse as no:
        preparing.abandon(work.job, no.text)


@dataclass
class Turn:
    """One worker at work on the items that it took."""

    taken: Taken
    kind: Kind
    work: Work
    over: list[JobItem] = field(default_factory=list)
    learnt: list[JobItem] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    looked: float = 0.0

    def __post_init__(self) -> None:
        self.rate = claiming.Limits.of(self.work.job.platform).rate
        self.lease = claiming.lease()

    def run(self) -> tuple[JobItem, ...]:
        """Work until the time is up; the items that were not begun. Raises Unavailable."""
        with recording.gathered() as self.entries:
            return self.run_audited()

    def run_audited(self) -> tuple[JobItem, ...]:
        """The same, with the entries of the audit kept for ``store``."""
        waiting = list(self.taken.items)
        ahead = Ahead(self.work.job.platform)
        ends = time.monotonic() + claiming.TURN.total_seconds()
        try:
            while waiting and time.monotonic() < ends:
                self.check()
                begun = len(self.taken.items) - len(waiting)
                self.pace(begun)
                item = waiting[0]
                try:
                    if number := ahead.due():
                        self.kind.ahead(self.work, waiting[:number])
                    waiting.pop(0)
                    self.do(item)
                except Unavailable as error:
                    self.unanswered(item, error)
                    raise
                self.over.append(item)
                if not self.kind.is_repeatable:
                    self.store()
        except Stopped:
            log.info("job %s: stopped between two items", self.work.job.pk)
        finally:
            self.store()
            # What was not begun is free for others at once, whatever ended this turn.
            claiming.give_back(self.taken.chunk, waiting)
        return ()

    def check(self) -> None:
        """Go on only while the items are ours and the job is to go on; look now and then."""
        if time.monotonic() - self.looked < LOOK:
            return
        self.looked = time.monotonic()
        self.store()
        state, pause = Job.objects.values_list("state", "pause").get(pk=self.work.job.pk)
        resting = state == State.PAUSED and pause == Pause.PLATFORM
        if not (state in LIVE or resting):
            raise Stopped
        self.hold()

    def hold(self) -> None:
        """Make sure that nobody else gets the items before a call that begins now can end."""
        left = self.taken.chunk.until - timezone.now()
        if left < self.lease / 2 and not claiming.extend(self.taken.chunk):
            raise Stopped

    def pace(self, begun: int) -> None:
        """Wait for the moment that the platform's rate gives this item."""
        rate = self.rate
        if not rate:
            return
        due = self.taken.begin + timedelta(seconds=begun * self.kind.calls / rate)
        wait = (due - timezone.now()).total_seconds()
        if wait > 0:
            time.sleep(min(wait, claiming.TURN.total_seconds()))

    def do(self, item: JobItem) -> None:
        """One item to its end; raises Unavailable when the platform does not answer."""
        self.hold()
        try:
            noted = item.after
            if item.was_begun and noted is not None and self.kind.landed(self.work, item):
                item.outcome, item.reason = Outcome.DONE, ""
                if item.after != noted:
                    self.learnt.append(item)  # what the platform chose was found out
                self.confirm(item)
            else:
                plan = self.kind.look(self.work, item)
                self.note(item, plan)
                learnt = plan.write()
                if learnt:
                    item.after = {**plan.after, **learnt}
                    self.learnt.append(item)
                item.outcome, item.reason = Outcome.DONE, ""
        except Skip as nothing:
            item.outcome, item.reason = Outcome.SKIPPED, nothing.text
        except Fail as fault:
            item.outcome, item.reason = Outcome.FAILED, fault.text
        except Refuse as no:
            item.outcome, item.reason = Outcome.REFUSED, no.text
        except Unavailable:
            raise
        except RemoteError as error:
            item.outcome, item.reason = _fate(error)

    def confirm(self, item: JobItem) -> None:
        """Tell the audit what a worker did that died before it could."""
        before, after = item.before or {}, item.after or {}
        recording.confirm(
            self.work.job.platform,
            what=f"job.{self.kind.name}"[:64],
            kind=self.kind.resource,
            key=item.key,
            changes={name: [before.get(name), value] for name, value in after.items()},
        )

    def note(self, item: JobItem, plan: Plan) -> None:
        """Store what gets lost before it gets lost, and what proves that we wrote."""
        known = item.before == plan.before and item.after == plan.after and not plan.kept
        item.before, item.after = plan.before, plan.after
        if plan.kept:
            secrets = {**self.work.secrets_of(item), **plan.kept}
            item.sealed = sealing.seal_values(secrets, f"items of job {item.job_id}")
        if known:
            return
        mine = self.mine(item.pk)
        if not mine.update(before=item.before, after=item.after, sealed=item.sealed):
            raise Stopped

    def unanswered(self, item: JobItem, error: Unavailable) -> None:
        """It stays to be done; given up only when the platform answers for all others."""
        answers_others = claiming.answers(self.work.job.platform)
        if answers_others and error.was_sent:
            item.unanswered += 1
        if item.unanswered >= MOST_UNANSWERED:
            self.mine(item.pk).update(unanswered=item.unanswered)
            item.outcome = Outcome.FAILED
            item.reason = _(
                "The platform never answered for this one, so whether it was written is not known."
            )
            self.over.append(item)
            return
        # While it answers nobody, or was not even asked, that says nothing about this item.
        counted = item.attempts if error.was_sent else item.attempts - 1
        rest = timedelta(seconds=settings.JOB_SETTLE_SECONDS)
        self.mine(item.pk).update(
            lease="",
            not_before=timezone.now() + rest,
            attempts=max(counted, 1) if answers_others else 1,
            unanswered=item.unanswered,
        )

    def store(self) -> None:
        """Keep what became of the items that are over, as far as they are still ours.

        Facts and secrets are stored already, but for those that the platform chose just now.
        """
        if not (self.over or self.entries):
            return
        alike: dict[tuple[str, str], list[int]] = {}
        for item in self.over:
            alike.setdefault((item.outcome, item.reason), []).append(item.pk)
        with transaction.atomic():
            chain.append(self.entries)
            for item in self.learnt:
                self.mine(item.pk).update(after=item.after)
            for (outcome, reason), numbers in alike.items():
                number = self.mine(*numbers).update(
                    outcome=outcome, reason=reason[:500], finished=timezone.now(), lease=""
                )
                metrics.items_over(self.kind.name, outcome, number)
        self.entries.clear()
        self.over.clear()
        self.learnt.clear()

    def mine(self, *numbers: int) -> QuerySet[JobItem]:
        """These items, as far as nobody took them from us."""
        return JobItem.objects.filter(pk__in=numbers, lease=self.taken.chunk.token)


def _fate(error: RemoteError) -> tuple[str, str]:
    """What a refusal of the platform means for an item, in our words."""
    if isinstance(error, NotFound):
        return Outcome.REFUSED, _("It, or something that it refers to, is not there any more.")
    if isinstance(error, Denied):
        return Outcome.REFUSED, _("The platform does not allow you to do this.")
    return Outcome.FAILED, faults.sentence(error)


def _pause(job: Job, reason: str) -> None:
    Job.objects.filter(pk=job.pk, state__in=LIVE).update(state=State.PAUSED, pause=reason)


def _refuse_all(job: Job, taken: Taken) -> None:
    """Who gave the word may not do this any more: nothing is done, and each item says so."""
    reason = _("The person who began this may not do it any more.")
    with transaction.atomic():
        JobItem.objects.filter(job=job, outcome=Outcome.PENDING).filter(
            lease__in=["", taken.chunk.token]
        ).update(outcome=Outcome.REFUSED, reason=reason, lease="", finished=timezone.now())
        if job.is_preparing:
            preparing.abandon(job, reason)
