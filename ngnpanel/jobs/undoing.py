"""Undoing a finished job, as a job of its own: item by item, unless the record changed since."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import ngettext, pgettext_lazy

from ngnpanel.jobs import kinds
from ngnpanel.jobs.kinds import Batch, Draft, Kind, Plan, Refuse, Remark, Skip, Work
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.soap.errors import NotFound

STEP = 50
# Phases are undone the other way round: what came last goes first.
LAST_PHASE = 1000


class Undo(Kind):
    """Takes back what the ``parent`` of the job did.

    The permission is that of the parent's kind, which is asked when the job is made and before
    each item.
    """

    name = "undo"
    label = pgettext_lazy("of a job", "Undo")
    icon = "arrow-back-up"
    permission = "settings.view"
    is_repeatable = False
    is_undoable = False

    def needed(self, job: Job) -> str:
        """That of the kind whose act is taken back."""
        parent = job.parent
        kind = None if parent is None else kinds.find(parent.kind)
        return "" if kind is None or parent is None else kind.needed(parent)

    def sentence(self, params: Any) -> Any:
        """What was done, and that it is taken back."""
        return _now("Undo: %(what)s") % {"what": params.get("what", "")}

    def button(self, params: Any, count: int) -> Any:  # noqa: ARG002 - a hook
        """How much is taken back."""
        text = ngettext("Take back %(count)s change", "Take back %(count)s changes", count)
        return text % {"count": count}

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """What the job did, last things first, each compared with the record as it is now."""
        done = _done(work).order_by("-position")
        if "position" in cursor:
            done = done.filter(position__lt=cursor["position"])
        window = list(done[:STEP])
        drafts = [self._draft(work, item) for item in window]
        last = len(window) < STEP
        return Batch(drafts=drafts, cursor=None if last else {"position": window[-1].position})

    def _draft(self, work: Work, item: JobItem) -> Draft:
        phase = LAST_PHASE - item.phase
        blank = Draft(key=str(item.pk), title=item.title, phase=phase)
        try:
            plan = self._plan(work, item)
        except Skip as nothing:
            return replace(blank, skipped=nothing.text)
        except Refuse as no:
            return replace(blank, refused=no.text)
        except NotFound:
            return replace(blank, refused=_now("It is not there any more."))
        return replace(blank, before=plan.before, after=plan.after)

    def look(self, work: Work, item: JobItem) -> Plan:
        """From the record as it is now."""
        return self._plan(work, _original(work, item))

    def landed(self, work: Work, item: JobItem) -> bool:
        """As the kind of the parent tells it."""
        original = _original(work, item)
        mirrored = JobItem(
            job=original.job,
            key=original.key,
            title=original.title,
            given=original.given,
            sealed=original.sealed,
            before=item.before,
            after=item.after,
            attempts=item.attempts,
        )
        is_so = _kind(work).taken_back(_of_parent(work), mirrored)
        item.after = mirrored.after  # a number that the platform gave may be known now
        return is_so

    def remarks(self, work: Work) -> list[Remark]:
        """What cannot be brought back."""
        parent = work.job.parent
        kind = None if parent is None else kinds.find(parent.kind)
        return [] if kind is None or not kind.undo_warning else [Remark(kind.undo_warning)]

    def _plan(self, work: Work, original: JobItem) -> Plan:
        return _kind(work).undo(_of_parent(work), original)


def _kind(work: Work) -> Kind:
    parent = work.job.parent
    kind = None if parent is None else kinds.find(parent.kind)
    if kind is None or parent is None or kind.version != parent.version:
        raise Refuse(_now("What was done is not known any more, so it cannot be taken back."))
    return kind


def _of_parent(work: Work) -> Work:
    """The same actor and platform, with the settings of the job that is undone."""
    parent = work.job.parent
    assert parent is not None, "_kind() comes first"  # noqa: S101 - for the type checker
    return Work(job=parent, actor=work.actor, api=work.api, memory=work.memory)


def _done(work: Work) -> Any:
    return JobItem.objects.filter(job=work.job.parent, outcome=Outcome.DONE)


def _original(work: Work, item: JobItem) -> JobItem:
    found: JobItem | None = _done(work).filter(pk=int(item.key)).first()
    if found is None:
        raise Refuse(_now("What was done is not known any more, so it cannot be taken back."))
    return found


KINDS = (Undo(),)
