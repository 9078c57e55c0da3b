"""What people do with jobs: begin one, pause it, go on, end it, try again, undo, repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ngnpanel.actor import Actor, Role
from ngnpanel.audit import recording as audit
from ngnpanel.jobs import claiming, finishing, kinds, preparing, running, sealing, waking
from ngnpanel.jobs.kinds import Draft, Kind
from ngnpanel.jobs.models import LIVE, Job, JobFile, JobItem, Outcome, Pause, State, kept, limits
from ngnpanel.web import reach
from ngnpanel.web.faults import Refused
from ngnpanel.web.permissions import may

# Jobs at work or waiting for it that one customer may have; more are no use and fill the tables.
MOST_JOBS: Final = 50
# What nobody gave the word for goes away.
DRAFTS_KEPT: Final = timedelta(days=7)


def draft(
    kind: Kind,
    actor: Actor,
    *,
    login: int = 0,
    source: Mapping[str, Any] | None = None,
    params: Mapping[str, Any] | None = None,
    parent: Job | None = None,
) -> Job:
    """A new job whose settings are still open; raises Refused.

    ``source`` says which records are meant: ``resource`` and either ``keys`` or ``query`` (the
    keywords of a Query, without its window). ``login`` is the customer that signed in.
    """
    if actor.is_subscriber or not may(actor, kind.permission):
        raise Refused(_("You may not do this."))
    if not reach.may_begin(actor, kind.name):
        raise Refused(_("You may not do this."))
    open_ones = of_tenant(actor).exclude(state__in=(State.CANCELLED, State.DONE))
    if open_ones.count() >= MOST_JOBS:
        raise Refused(
            _("There are %(count)s jobs that are not over. End or discard some of them first.")
            % {"count": MOST_JOBS}
        )
    return Job.objects.create(
        **kept(actor),
        **limits(actor),
        kind=kind.name,
        version=kind.version,
        login=login,
        reseller=actor.reseller,
        language=translation.get_language() or "en",
        source=dict(source or {}),
        params=dict(params or {}),
        parent=parent,
    )


def prepare(job: Job, params: Mapping[str, Any], secrets: Mapping[str, Any] | None = None) -> None:
    """Take the settings and let a worker look up the items; what was looked up before goes."""
    with transaction.atomic():
        mine = Job.objects.select_for_update().get(pk=job.pk)
        if mine.state not in (State.DRAFT, State.PREVIEWED):
            raise Refused(_("This job was begun already, so its settings stay as they are."))
        mine.items.all().delete()
        if secrets is not None:
            mine.sealed = sealing.seal_values(dict(secrets), f"job {mine.pk}")
        mine.params = {**params, **({"has_secrets": True} if mine.sealed is not None else {})}
        mine.state, mine.cursor, mine.remark = State.DRAFT, {}, ""
        mine.save()
    job.refresh_from_db()
    waking.wake()


def prepared(job: Job, drafts: Iterable[Draft], params: Mapping[str, Any] | None = None) -> None:
    """The items of a job that somebody else knows already, such as the lines of a file."""
    with transaction.atomic():
        mine = Job.objects.select_for_update().get(pk=job.pk)
        if mine.state not in (State.DRAFT, State.PREVIEWED):
            raise Refused(_("This job was begun already, so its settings stay as they are."))
        mine.items.all().delete()
        preparing.add_items(mine, list(drafts))
        if params is not None:
            mine.params = dict(params)
        mine.state, mine.cursor = State.PREVIEWED, None
        mine.save()
    job.refresh_from_db()


def begin(job: Job) -> None:
    """Somebody gave the word; raises Refused when the job does not wait for it."""
    began = Job.objects.filter(pk=job.pk, state=State.PREVIEWED).update(
        state=State.QUEUED, queued=timezone.now()
    )
    if not began:
        raise Refused(_("This job does not wait for your word any more. Look at what it did."))
    job.refresh_from_db()
    audit.note("job", "begin", str(job.pk), **_told(job))
    _end_if_over(job)
    waking.wake()


def pause(job: Job) -> None:
    """Stop between two items; it goes on when somebody says so."""
    resting = Job.objects.filter(pk=job.pk, state=State.PAUSED, pause=Pause.PLATFORM)
    live = Job.objects.filter(pk=job.pk, state__in=LIVE)
    if not (live | resting).update(state=State.PAUSED, pause=Pause.PERSON):
        raise Refused(_("This job is not at work, so there is nothing to pause."))
    job.refresh_from_db()
    audit.note("job", "pause", str(job.pk), **_told(job))


def resume(job: Job) -> None:
    """Go on with a paused job, by whatever it was paused."""
    paused = Job.objects.filter(pk=job.pk, state=State.PAUSED)
    if not paused.update(state=State.QUEUED, pause=Pause.NONE):
        raise Refused(_("This job is not paused."))
    job.refresh_from_db()
    audit.note("job", "resume", str(job.pk), **_told(job))
    _end_if_over(job)
    waking.wake()


def cancel(job: Job) -> None:
    """End it between two items: what is done stays done, the rest stays undone."""
    with transaction.atomic():
        mine = Job.objects.select_for_update().get(pk=job.pk)
        if mine.is_ended:
            raise Refused(_("This job is over already."))
        mine.state, mine.pause, mine.cursor = State.CANCELLED, Pause.NONE, None
        mine.finished, mine.sealed = timezone.now(), None
        mine.save()
        mine.items.filter(outcome=Outcome.PENDING, lease="").update(sealed=None)
    # What is left to do at its end may take long; beat sees to it within seconds.
    job.refresh_from_db()
    audit.note("job", "cancel", str(job.pk), **_told(job))


def discard(job: Job) -> None:
    """Take away a job that nobody gave the word for; nothing of it was ever done."""
    waiting = Job.objects.filter(pk=job.pk, state__in=(State.DRAFT, State.PREVIEWED))
    if not waiting.delete()[0]:
        raise Refused(_("This job was begun already. Cancel it, or undo what it did."))
    audit.note("job", "discard", str(job.pk), **_told(job))


def retry(job: Job) -> int:
    """Try the failed items again; how many there are. Raises Refused when there are none.

    An item of which nobody knows whether it was written is looked at before it is written again.
    """
    if job.state != State.DONE:
        raise Refused(_("Wait until the job is over, then try what failed again."))
    if _needs_lost_secrets(job):
        raise Refused(_("What this job needed to know is forgotten. Repeat it and enter it again."))
    failed = JobItem.objects.filter(job=job, outcome=Outcome.FAILED)
    again = {"outcome": Outcome.PENDING, "reason": "", "finished": None, "lease": ""}
    with transaction.atomic():
        given_up = Q(unanswered__gte=running.MOST_UNANSWERED) | Q(
            attempts__gte=claiming.MOST_BREAKDOWNS
        )
        unknown = failed.filter(given_up).update(**again, attempts=1, unanswered=0)
        known = failed.update(**again, attempts=0)
        if not unknown + known:
            raise Refused(_("Nothing of this job failed."))
        Job.objects.filter(pk=job.pk).update(state=State.QUEUED, finished=None)
    job.refresh_from_db()
    audit.note("job", "retry", str(job.pk), **_told(job))
    waking.wake()
    return int(unknown + known)


def undo(job: Job, actor: Actor, *, login: int = 0) -> Job:
    """A new job that takes back what ``job`` did, with a preview of its own; raises Refused."""
    kind = kinds.find(job.kind)
    undoing = kinds.find("undo")
    if kind is None or undoing is None or not kind.is_undoable:
        raise Refused(_("This cannot be taken back."))
    if not may(actor, kind.permission):
        raise Refused(_("You may not do this."))
    if not (job.is_ended or job.state == State.PAUSED):
        raise Refused(_("Wait until the job is over, or cancel it first."))
    made = draft(undoing, actor, login=login, parent=job)
    prepare(made, {"what": str(kind.sentence(job.params))})
    audit.note("job", "undo", str(job.pk), **_told(job))
    return made


def repeat(job: Job, actor: Actor, *, login: int = 0) -> Job:
    """A new job of the same kind for the same records, whose settings can be changed."""
    kind = kinds.find(job.kind)
    if kind is None or not job.source:
        raise Refused(_("This job cannot be repeated."))
    return draft(kind, actor, login=login, source=job.source, params=job.params, parent=job)


def of_tenant(actor: Actor) -> Any:
    """The jobs that the actor may see: all, those of the own reseller, or those of a customer.

    Staff that acts for nobody sees those that it began for anybody.
    """
    seen = Job.objects.filter(platform=actor.platform)
    if actor.is_administrator:
        return seen
    if actor.role is Role.RESELLER:
        return seen.filter(reseller=actor.reseller)
    if actor.role is Role.CUSTOMER:
        return seen.filter(customer=actor.customer)
    if actor.is_support:
        return seen.filter(staff=actor.staff)
    return seen.none()


def discard_old(days: int) -> int:
    """Take away drafts that nobody wanted, and jobs that ended ``days`` ago; how many."""
    now = timezone.now()
    drafts = Job.objects.filter(
        state__in=(State.DRAFT, State.PREVIEWED), created__lt=now - DRAFTS_KEPT
    )
    ended = Job.objects.filter(
        state__in=(State.CANCELLED, State.DONE), finished__lt=now - timedelta(days=days)
    )
    gone = 0
    for old in (*drafts.only("pk"), *ended.only("pk")):
        old.delete()
        gone += 1
    return gone


def forget_secrets() -> None:
    """What trying failed items again would need is kept as long as files are."""
    JobItem.objects.filter(
        sealed__isnull=False,
        outcome=Outcome.FAILED,
        finished__lt=timezone.now() - JobFile.KEPT,
    ).update(sealed=None)


def _end_if_over(job: Job) -> None:
    """A job without anything to do is over at once."""
    finishing.finish(job, kinds.find(job.kind))
    job.refresh_from_db()


def _told(job: Job) -> dict[str, Any]:
    """What the audit says of a job beside its number."""
    return {
        "changes": {"what": (None, job.kind)},
        "customer": job.customer,
        "reseller": job.reseller,
        "platform": job.platform,
    }


def _needs_lost_secrets(job: Job) -> bool:
    """Whether settings were secret, and are forgotten while items have no secrets of their own."""
    failed = JobItem.objects.filter(job=job, outcome=Outcome.FAILED, sealed__isnull=True)
    is_lost = bool(job.params.get("has_secrets")) and job.sealed is None
    return is_lost and failed.exists()
