"""The list of jobs: newest first, with filters and how far each is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from ngnpanel.actor import Actor
from ngnpanel.jobs import kinds, progress, submitting, wording
from ngnpanel.jobs.models import LIVE, Job, JobItem, Outcome, State, kept
from ngnpanel.jobs.progress import Progress
from ngnpanel.jobs.views.finding import permit
from ngnpanel.jobs.views.looking import moves
from ngnpanel.soap.paging import Page
from ngnpanel.web.forms import SearchForm
from ngnpanel.web.listing import Listing
from ngnpanel.web.parts import Labels, Row, Status
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest, wants_part

LABELS: Final = Labels(
    one=_("job"),
    many=_("Jobs"),
    nothing=_("No job yet. Tick some records on a list and choose what to do with them."),
    icon="list-check",
)
AT_WORK: Final = (*LIVE, State.PAUSED)
STATES: Final = {
    "work": Q(state__in=AT_WORK),
    "open": Q(state__in=(State.DRAFT, State.PREVIEWED)),
    "over": Q(state__in=(State.DONE, State.CANCELLED)),
    "failed": Q(Exists(JobItem.objects.filter(job=OuterRef("pk"), outcome=Outcome.FAILED))),
}


class JobSearchForm(SearchForm):
    """How jobs stand and what they do."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("Any")),
            ("work", _("At work")),
            ("open", _("Not begun")),
            ("over", _("Over")),
            ("failed", _("With failures")),
        ],
    )
    kind = forms.ChoiceField(label=_("What it does"))
    mine = forms.BooleanField(label=_("Only mine"))

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        known = [
            (kind.name, kind.label)
            for kind in kinds.table().values()
            if may(actor, kind.permission)
        ]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("Anything")), *known]
        del self.fields["q"]

    def filter(self) -> dict[str, Any]:
        """Not asked: jobs are not on the platform."""
        return {}

    def narrowed(self, jobs: QuerySet[Job]) -> QuerySet[Job]:
        """The jobs that pass."""
        wanted = self.cleaned()
        if wanted["state"]:
            jobs = jobs.filter(STATES[wanted["state"]])
        if wanted["kind"]:
            jobs = jobs.filter(kind=wanted["kind"])
        if wanted["mine"]:
            actor = self.actor
            mine = {"staff": actor.staff} if actor.is_support else kept(actor)
            jobs = jobs.filter(**mine)
        return jobs


@dataclass(frozen=True, slots=True)
class Line:
    """A job as a line of the list."""

    job: Job
    title: str
    status: Status
    progress: Progress
    moves: bool


@require_safe
@vary_on_headers("HX-Request")
def job_list(request: ActorRequest) -> HttpResponseBase:
    """The jobs of the person's tenancy, as the URL asks for them; no call."""
    permit(request, "job.view")
    form = JobSearchForm(request.GET, actor=request.actor)
    listing: Listing[Any] = Listing(request.GET, columns=(), order="", form=form)
    jobs = form.narrowed(submitting.of_tenant(request.actor))
    total = jobs.count()
    start, count = listing.query.start, listing.count
    window = list(jobs.select_related("parent").order_by("-pk")[start : start + count])
    listing.fill(Page((), total), rows(window))
    if listing.is_beyond:
        return redirect(request.path + listing.last_url)
    template = "jobs/_table.html" if wants_part(request) else "jobs/list.html"
    return render(request, template, {"listing": listing, "form": form, "labels": LABELS})


def rows(jobs: list[Job]) -> list[Row[Any]]:
    """The jobs as lines; one query for all of them."""
    known = progress.of_all(jobs)
    return [Row(key=str(job.pk), record=line(job, known[job.pk]), cells=[]) for job in jobs]


def line(job: Job, at: Progress) -> Line:
    """One job as a line."""
    return Line(job, wording.title(job), wording.status(job, at.counts), at, moves(job))
