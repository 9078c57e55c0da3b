"""The items of a job: a table with pages and a filter, and all of them as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ngnpanel.jobs import wording
from ngnpanel.jobs.acts import Standing
from ngnpanel.jobs.models import Job, JobItem, Outcome, State
from ngnpanel.jobs.views.finding import found
from ngnpanel.soap.paging import Page
from ngnpanel.web import exporting
from ngnpanel.web.forms import SearchForm
from ngnpanel.web.listing import Listing
from ngnpanel.web.parts import Labels, Row, Text
from ngnpanel.web.request import ActorRequest

ALL: Final = "all"
# What a poll says that the page shows; no link of the table carries it on.
SHOWN: Final = "shown"
LABELS: Final = Labels(one=_("record"), many=_("Records of the job"), nothing="", icon="list-check")
# The order in which somebody wants to know them.
TABS: Final = (
    Outcome.FAILED,
    Outcome.REFUSED,
    Outcome.PENDING,
    Outcome.DONE,
    Outcome.SKIPPED,
)
WINDOW: Final = 1000
FIELDS: Final = ("given", "key", "title", "outcome", "reason", "finished")


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to the items of one outcome, with how many there are."""

    label: Text
    count: int
    url: str
    is_current: bool


class ItemSearchForm(SearchForm):
    """A part of the name of a record; the outcome is chosen by links."""

    def filter(self) -> dict[str, Any]:
        """The text alone."""
        return {"title__icontains": self.cleaned()["q"].strip()}


def listing(request: ActorRequest, standing: Standing) -> Listing[Any]:
    """The items that the URL asks for; two queries at most, three with a search."""
    job, counts = standing.job, standing.progress.counts
    form = ItemSearchForm(request.GET, actor=request.actor)
    data = request.GET.copy()
    data.pop(SHOWN, None)
    shown: Listing[Any] = Listing(data, columns=(), order="", form=form)
    outcome = chosen(request, standing)
    wanted = job.items.defer("sealed", "given")
    if outcome != ALL:
        wanted = wanted.filter(outcome=outcome)
    total = standing.progress.total if outcome == ALL else counts[outcome]
    text = form.filter()
    if text["title__icontains"]:
        wanted = wanted.filter(**text)
        total = wanted.count()
    asked = shown.query
    window = list(wanted.order_by("position")[asked.start : asked.start + (asked.count or 0)])
    rows: list[Row[Any]] = [
        Row(key=str(line.item.pk), record=line, cells=[]) for line in wording.lines(job, window)
    ]
    shown.fill(Page((), total), rows)
    return shown


def chosen(request: ActorRequest, standing: Standing) -> str:
    """The outcome that the URL asks for; else what somebody wants to see first of an ended job."""
    asked = request.GET.get("outcome", "")
    if asked in Outcome.values or asked == ALL:
        return asked
    counts = standing.progress.counts
    if standing.job.is_ended:
        return next((o for o in (Outcome.FAILED, Outcome.REFUSED) if counts[o]), ALL)
    is_previewed = standing.job.state == State.PREVIEWED
    return Outcome.PENDING if is_previewed and counts[Outcome.PENDING] else ALL


def context(request: ActorRequest, standing: Standing, shown: Listing[Any]) -> dict[str, Any]:
    """What the table needs."""
    outcome = chosen(request, standing)
    counts = standing.progress.counts
    pending = wording.outcome(JobItem(outcome=Outcome.PENDING), standing.job).word
    words = {Outcome.PENDING: pending}
    tabs = [Tab(_now("All"), standing.progress.total, _tab(shown, ALL), outcome == ALL)]
    tabs += [
        Tab(words.get(each) or each.label, counts[each], _tab(shown, each), outcome == each)
        for each in TABS
        if counts[each] or outcome == each
    ]
    return {
        "job": standing.job,
        "listing": shown,
        "form": shown.form,
        "labels": LABELS,
        "tabs": tabs,
        "outcome": request.GET.get("outcome", ""),
        "is_at_work": standing.job.is_live,
    }


def _tab(shown: Listing[Any], outcome: str) -> str:
    return shown.link(outcome=outcome, page=None)


@require_safe
def job_results(request: ActorRequest, number: int) -> HttpResponseBase:
    """What became of each item, behind what came with it, as CSV; no call."""
    job = found(request, number).job
    given = _given(job)
    names = [*given, "key", "record", "outcome", "reason", "finished"]
    answer = StreamingHttpResponse(
        exporting.as_table(names, _results(job, given)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="job-{job.pk}.csv"'
    return answer


def _given(job: Job) -> list[str]:
    """The names of all columns that came with items, in the order in which they first come."""
    found: dict[str, None] = {}
    for columns in job.items.order_by("position").values_list("given", flat=True).iterator(WINDOW):
        found.update(dict.fromkeys(columns))
    return list(found)


def _results(job: Job, given: list[str]) -> Iterator[list[Any]]:
    words = {outcome.value: str(outcome.label) for outcome in Outcome}
    rows = job.items.order_by("position").values_list(*FIELDS).iterator(WINDOW)
    for brought, key, title, outcome, reason, finished in rows:
        yield [
            *(exporting.plain(brought.get(name)) for name in given),
            *(key, title, words[outcome], reason, exporting.plain(finished)),
        ]
