"""The page of schedules: what beat runs, how it went, and a run for whoever cannot wait."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from ngnpanel.jobs import schedules
from ngnpanel.jobs.views.finding import permit
from ngnpanel.jobs.views.looking import worker_words
from ngnpanel.web.faults import Refused
from ngnpanel.web.request import ActorRequest


@require_safe
@vary_on_headers("HX-Request")
def schedule_list(request: ActorRequest) -> HttpResponse:
    """All entries, or how one of them stands (``part``); for the administrator. No call."""
    permit(request, "schedule.run")
    entries = schedules.entries()
    wanted = request.GET.get("part")
    if wanted is not None:
        entry = next((each for each in entries if each.name == wanted), None)
        if entry is None:
            raise Http404
        return render(request, "jobs/_run.html", {"entry": entry})
    context = {"entries": entries, "waits": worker_words()}
    return render(request, "jobs/schedules.html", context)


@require_POST
def schedule_run(request: ActorRequest, name: str) -> HttpResponse:
    """Ask for a run now; once more does no harm. No call."""
    permit(request, "schedule.run")
    if name not in settings.CELERY_BEAT_SCHEDULE:
        raise Http404
    try:
        schedules.run_now(name)
    except Refused as refused:
        messages.error(request, refused.text)
    else:
        messages.success(request, _("A worker is asked to run it now."))
    return redirect("schedule-list")
