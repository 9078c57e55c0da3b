"""What can be done with a job: each act draws its button and guards its post by the same rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.jobs import kinds, progress, submitting, wording
from ngnpanel.jobs.kinds import Kind, Remark, Work
from ngnpanel.jobs.models import Job, Outcome, Pause, State, may_take, of_actor
from ngnpanel.soap.errors import RemoteError, Unavailable
from ngnpanel.web import faults, memory
from ngnpanel.web.faults import Refused
from ngnpanel.web.parts import Text
from ngnpanel.web.permissions import may
from ngnpanel.web.reach import reads_secrets

# How long a preview says the same about credits before it asks again; beginning always asks.
REMARKS_SECONDS: Final = 30
OPEN: Final = (State.DRAFT, State.PREVIEWED)


@dataclass(frozen=True)
class Standing:
    """A job as one person sees it now; ``login`` is the customer that signed in."""

    job: Job
    actor: Actor
    login: int = 0

    @cached_property
    def kind(self) -> Kind | None:
        """None when this version of the panel has no such kind."""
        return kinds.find(self.job.kind)

    @cached_property
    def progress(self) -> progress.Progress:
        """Its items by outcome; one query."""
        return progress.of(self.job)

    @cached_property
    def is_mine(self) -> bool:
        """Whether this person made it."""
        return of_actor(self.job, self.actor)

    @cached_property
    def takes_files(self) -> bool:
        """Whether the files are for this person, who reads the secrets in them."""
        return may_take(self.job, self.actor) and reads_secrets(self.actor)

    @property
    def is_open(self) -> bool:
        """Whether nobody gave the word yet."""
        return self.job.state in OPEN

    @property
    def awaits_settings(self) -> bool:
        """Whether nobody looks up its items yet."""
        return self.job.state == State.DRAFT and not self.job.is_preparing

    def may(self) -> bool:
        """Whether the person may do what the job does."""
        return self.kind is not None and may(self.actor, self.kind.needed(self.job))

    def remarks(self, *, anew: bool = False) -> list[Remark]:
        """What the kind says about beginning it, with the rights of who made it.

        Most kinds have nothing to say and ask nobody; what the others answer is kept for a moment.
        """
        if self.kind is None or self.job.state != State.PREVIEWED:
            return []
        api = Api.of(self.job.actor)
        place = memory.key(api, "job-remarks", translation.get_language(), self.job.pk, self.stamp)
        known: list[Remark] | None = None if anew else memory.recall(place)
        if known is None:
            try:
                found = self.kind.remarks(Work(job=self.job, actor=self.job.actor, api=api))
            except Unavailable:
                return [
                    Remark(_now("The platform does not answer now, so it cannot be begun."), "red")
                ]
            except RemoteError as error:
                return [Remark(faults.sentence(error), "red")]
            known = [Remark(str(remark.text), remark.tone) for remark in found]
            memory.keep(place, known, REMARKS_SECONDS)
        return known

    @property
    def stamp(self) -> str:
        """What the preview in sight was made of, so that nobody begins another one."""
        seen = json.dumps([self.job.params, self.progress.counts], sort_keys=True)
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and where the person goes on; an empty ``place`` is the page of the job."""

    text: Text
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act on a job.

    ``fits`` says whether it makes sense as the job stands, and ``otherwise`` what a person is told
    who comes too late. ``is_own`` acts are for who made the job: it runs in that name.
    ``asks`` acts need the permission of the kind; others only stop things. ``look`` is the class
    of the button.
    """

    name: str
    icon: str
    label: Callable[[Standing], Text]
    run: Callable[[Standing], Done]
    fits: Callable[[Standing], bool]
    look: str = "btn"
    is_own: bool = False
    asks: bool = True

    def permitted(self, standing: Standing) -> bool:
        """Whether this person may, whatever the job is up to."""
        if self.is_own and not standing.is_mine:
            return False
        return not self.asks or standing.may()

    def offered(self, standing: Standing) -> bool:
        """Whether there is a button."""
        return self.permitted(standing) and self.fits(standing)


def _begin(standing: Standing) -> Done:
    submitting.begin(standing.job)
    return Done("")


def _pause(standing: Standing) -> Done:
    submitting.pause(standing.job)
    return Done("")


def _resume(standing: Standing) -> Done:
    submitting.resume(standing.job)
    return Done("")


def _cancel(standing: Standing) -> Done:
    submitting.cancel(standing.job)
    return Done(_now("The job is cancelled. What is done stays done."))


def _discard(standing: Standing) -> Done:
    place = list_url(standing.job)
    submitting.discard(standing.job)
    return Done(_now("The job is discarded. Nothing was changed."), place or reverse("job-list"))


def _retry(standing: Standing) -> Done:
    count = submitting.retry(standing.job)
    text = ngettext("%(count)s record is tried again.", "%(count)s records are tried again.", count)
    return Done(text % {"count": count})


def _undo(standing: Standing) -> Done:
    made = submitting.undo(standing.job, standing.actor, login=standing.login)
    return Done("", reverse("job-detail", args=[made.pk]))


def _repeat(standing: Standing) -> Done:
    made = submitting.repeat(standing.job, standing.actor, login=standing.login)
    if standing.kind is not None and standing.kind.form_class is None:
        submitting.prepare(made, made.params)
        return Done("", reverse("job-detail", args=[made.pk]))
    return Done("", reverse("job-settings", args=[made.pk]))


def list_url(job: Job) -> str:
    """The list that the job's records were ticked on, empty where there is none."""
    name = job.source.get("resource")
    kind = kinds.find(job.kind)
    if not name or kind is None or kind.resource != name:
        return ""
    query = job.source.get("list", "")
    return reverse(f"{name}-list") + (f"?{query}" if query else "")


def _has(standing: Standing, outcome: Outcome) -> bool:
    return bool(standing.progress.counts[outcome])


def _begin_words(standing: Standing) -> Text:
    pending = standing.progress.counts[Outcome.PENDING]
    assert standing.kind is not None, "permitted() comes first"  # noqa: S101 - for the type checker
    return standing.kind.button(standing.job.params, pending)


BEGIN: Final = Act(
    name="begin",
    icon="check",
    label=_begin_words,
    run=_begin,
    fits=lambda s: s.job.state == State.PREVIEWED and _has(s, Outcome.PENDING),
    look="btn btn-primary",
    is_own=True,
)
ACTS: Final = (
    BEGIN,
    Act(
        name="resume",
        icon="player-play",
        label=lambda _s: _("Go on"),
        run=_resume,
        fits=lambda s: s.job.state == State.PAUSED and s.job.pause != Pause.PLATFORM,
        look="btn btn-primary",
    ),
    Act(
        name="ask",
        icon="refresh",
        label=lambda _s: _("Ask the platform now"),
        run=_resume,
        fits=lambda s: s.job.state == State.PAUSED and s.job.pause == Pause.PLATFORM,
    ),
    Act(
        name="pause",
        icon="player-pause",
        label=lambda _s: _("Pause"),
        run=_pause,
        fits=lambda s: (
            s.job.is_live or (s.job.state == State.PAUSED and s.job.pause == Pause.PLATFORM)
        ),
        asks=False,
    ),
    Act(
        name="retry",
        icon="refresh",
        label=lambda _s: _("Try the failed again"),
        run=_retry,
        fits=lambda s: s.job.state == State.DONE and _has(s, Outcome.FAILED),
        look="btn btn-primary",
        is_own=True,
    ),
    Act(
        name="undo",
        icon="arrow-back-up",
        label=lambda _s: pgettext("of a job", "Undo"),
        run=_undo,
        fits=lambda s: (
            s.kind is not None
            and s.kind.is_undoable
            and (s.job.is_ended or s.job.state == State.PAUSED)
            and _has(s, Outcome.DONE)
        ),
    ),
    Act(
        name="repeat",
        icon="repeat",
        label=lambda s: _("Repeat with changes") if _has_settings(s) else _("Repeat"),
        run=_repeat,
        fits=lambda s: s.job.is_ended and bool(s.job.source),
    ),
    Act(
        name="cancel",
        icon="player-stop",
        label=lambda s: _("Cancel the rest") if s.job.started else _("Cancel"),
        run=_cancel,
        fits=lambda s: not s.is_open and not s.job.is_ended,
        look="btn btn-quiet-danger",
        asks=False,
    ),
    Act(
        name="discard",
        icon="trash",
        label=lambda _s: _("Discard"),
        run=_discard,
        fits=lambda s: s.is_open,
        look="btn btn-quiet-danger",
        asks=False,
    ),
)


def _has_settings(standing: Standing) -> bool:
    return standing.kind is not None and standing.kind.form_class is not None


def offered(standing: Standing, remarks: list[Remark]) -> list[tuple[Act, Text]]:
    """The acts of the page with their words; a red remark stands against beginning."""
    is_barred = any(remark.tone == "red" for remark in remarks)
    return [
        (act, act.label(standing))
        for act in ACTS
        if act.offered(standing) and not (is_barred and act is BEGIN)
    ]


def find(name: str) -> Act | None:
    """The act of that name."""
    return next((act for act in ACTS if act.name == name), None)


def do(act: Act, standing: Standing, seen: str) -> Done:
    """The act, guarded by the rule that draws its button; raises Refused with a sentence.

    ``seen`` is the stamp of the preview that the person read.
    """
    if not act.permitted(standing):
        if act.is_own and not standing.is_mine:
            name = standing.job.actor_name
            raise Refused(
                _now("The job runs in the name of %(name)s, who alone may do this.")
                % {"name": name}
            )
        raise Refused(_now("You may not do this."))
    if act is BEGIN:
        if not standing.is_open:
            return Done("")  # pressed twice: it has begun
        if standing.job.state == State.PREVIEWED and seen != standing.stamp:
            raise Refused(
                _now("The job changed after you opened its page. Read what it would do now.")
            )
        for remark in standing.remarks(anew=True):
            if remark.tone == "red":
                raise Refused(remark.text)
    if not act.fits(standing):
        words = {"state": str(wording.status(standing.job).word)}
        raise Refused(_now("That does not fit any more. The job now: %(state)s.") % words)
    return act.run(standing)
