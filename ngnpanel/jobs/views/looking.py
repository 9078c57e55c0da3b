"""The page of a job, by how it stands: looked up, previewed, at work, paused, over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import redis
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from ngnpanel.jobs import acts, wording
from ngnpanel.jobs.acts import Standing
from ngnpanel.jobs.models import Gate, Job, Outcome, Pause, State
from ngnpanel.jobs.tasks import seconds_since_heartbeat
from ngnpanel.jobs.views import items, settings
from ngnpanel.jobs.views.finding import found
from ngnpanel.web.parts import Status
from ngnpanel.web.request import ActorRequest, wants_part

# The part that the list of jobs asks for.
CELL: Final = "cell"
# Reasons that the page lists; the table and the file have them all.
MOST_REASONS: Final = 10
# A job of seconds is watched closely.
FAST, SLOW = "1s", "3s"
FAST_FOR: Final = 20
# Without scripts the page comes again after this.
REFRESH: Final = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some items were not done, and how many."""

    status: Status
    text: str
    count: int
    url: str


@require_safe
@vary_on_headers("HX-Request")
def job_detail(request: ActorRequest, number: int) -> HttpResponseBase:
    """The page; htmx gets the numbers that move, or the table of items. No call."""
    polls = wants_part(request) and items.SHOWN in request.GET
    try:
        standing = found(request, number)
    except Http404:
        if polls:  # it was discarded in another window
            return HttpResponseClientRedirect(reverse("job-list"))
        raise
    if polls:
        return poll(request, standing)
    if request.GET.get("part") == CELL:
        return render(request, "jobs/_cell.html", cell(standing))
    listing = items.listing(request, standing)
    if listing.is_beyond:
        return redirect(request.path + listing.last_url)
    if wants_part(request):
        return render(request, "jobs/_items.html", items.context(request, standing, listing))
    if standing.awaits_settings and settings.is_open(standing):
        return redirect("job-settings", number)
    return render(
        request,
        "jobs/detail.html",
        {**context(standing), **items.context(request, standing, listing)},
    )


def poll(request: ActorRequest, standing: Standing) -> HttpResponse:
    """The moving numbers; the whole region once the job stands in another way than shown."""
    if request.GET[items.SHOWN] == mark(standing.job):
        return render(request, "jobs/_progress.html", moving(standing))
    listing = items.listing(request, standing)
    whole = {**context(standing), **items.context(request, standing, listing)}
    answer = render(request, "jobs/_job.html", whole)
    answer["HX-Retarget"] = "#job"
    answer["HX-Reswap"] = "outerHTML"
    return answer


def cell(standing: Standing) -> dict[str, Any]:
    """How a job stands, for its line in the list."""
    return {
        "job": standing.job,
        "status": wording.status(standing.job, standing.progress.counts),
        "progress": standing.progress,
        "moves": moves(standing.job),
    }


def mark(job: Job) -> str:
    """How a job stands, as polls name it."""
    return "-".join(filter(None, (job.state, job.pause, "preparing" if job.is_preparing else "")))


def moves(job: Job) -> bool:
    """Whether something happens to it without anybody pressing a button."""
    resting = job.state == State.PAUSED and job.pause == Pause.PLATFORM
    return job.is_preparing or job.is_live or resting


def moving(standing: Standing) -> dict[str, Any]:
    """What the region of the moving numbers needs."""
    job = standing.job
    begun = job.queued or job.created
    is_young = (timezone.now() - begun).total_seconds() < FAST_FOR
    return {
        "job": job,
        "progress": standing.progress,
        "mark": mark(job),
        "every": (FAST if is_young else SLOW) if moves(job) else "",
        "has_begun": job.queued is not None,
        "waits": worker_words() if moves(job) else "",
        "asked_again": asked_again(job),
    }


def asked_again(job: Job) -> str:
    """When a platform that does not answer is asked again, in a sentence; empty for others."""
    if job.pause != Pause.PLATFORM:
        return ""
    gate = Gate.objects.filter(platform=job.platform).first()
    moment = None if gate is None else gate.closed_until
    seconds = 0.0 if moment is None else (moment - timezone.now()).total_seconds()
    if seconds <= 0:
        return _("The platform is asked again now.")
    words = {"time": wording.duration(seconds)}
    return _("The platform is asked again in %(time)s.") % words


def worker_words() -> str:
    """A sentence when no worker does anything, empty when one works."""
    try:
        silent = seconds_since_heartbeat() is None
    except redis.RedisError:
        return _("The broker does not answer, so no worker hears of this job now.")
    return (
        _("No worker has given a sign for a while. The job waits until one does.") if silent else ""
    )


def context(standing: Standing) -> dict[str, Any]:
    """What the page needs beside the table of items."""
    job = standing.job
    remarks = standing.remarks()
    return {
        **moving(standing),
        "standing": standing,
        "kind": standing.kind,
        "title": wording.title(job),
        "status": wording.status(job, standing.progress.counts),
        "sentence": sentence(standing),
        "remarks": remarks,
        "acts": acts.offered(standing, remarks),
        "settings_url": "" if standing.awaits_settings else settings.url_of(standing),
        "stamp": standing.stamp,
        "reasons": reasons(standing),
        "meant": wording.meant(job, standing.actor),
        "list_url": acts.list_url(job),
        "lasted": lasted(job),
        "children": list(job.children.order_by("pk")[:20]),
        "files": list(job.files.all()) if standing.takes_files else [],
        "refresh": REFRESH if moves(job) else 0,
        "has_results": standing.progress.total > 0 and not job.is_preparing,
    }


def lasted(job: Job) -> str:
    """How long an ended job was at work, empty for others."""
    if job.started is None or job.finished is None:
        return ""
    return wording.duration((job.finished - job.started).total_seconds())


def sentence(standing: Standing) -> str:
    """How the job stands, in a sentence."""
    job, counts = standing.job, standing.progress.counts
    if job.is_ended:
        return wording.summary(counts)
    if standing.awaits_settings:
        if standing.is_mine:
            return _("Nothing was looked up yet.")
        return _("%(name)s has not chosen the settings yet.") % {"name": job.actor_name}
    sentences = {
        State.DRAFT: _("The records are looked up. Nothing is changed."),
        State.PREVIEWED: wording.preview(counts),
        State.QUEUED: _("It begins as soon as a worker is free. You can leave this page."),
        State.RUNNING: _("You can leave this page, it goes on by itself."),
        State.PAUSED: paused(job),
    }
    return sentences[State(job.state)]


def paused(job: Job) -> str:
    """Why it rests, and what ends that."""
    if job.pause == Pause.PLATFORM:
        return _("The platform does not answer. The job goes on by itself once it does.")
    if job.pause == Pause.VERSION:
        return _(
            "It was made by another version of the panel. It goes on by itself once a worker of"
            " that version is there."
        )
    return _("It rests until somebody lets it go on. What is done stays done.")


def reasons(standing: Standing) -> list[Reason]:
    """Why items were not done, the most frequent first; no query where all went well."""
    job, counts = standing.job, standing.progress.counts
    told = [o for o in (Outcome.FAILED, Outcome.REFUSED, Outcome.SKIPPED) if counts[o]]
    if not told or job.is_preparing:
        return []
    grouped = (
        job.items.filter(outcome__in=told)
        .order_by()
        .values_list("outcome", "reason")
        .annotate(number=Count("pk"))
        .order_by("-number", "reason")
    )
    page = reverse("job-detail", args=[job.pk])
    return [
        Reason(wording.OUTCOMES[outcome], reason, number, f"{page}?outcome={outcome}#list")
        for outcome, reason, number in grouped[:MOST_REASONS]
    ]
