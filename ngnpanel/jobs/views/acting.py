"""What is posted by the buttons of a job."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ngnpanel.audit import recording
from ngnpanel.jobs import acts, files
from ngnpanel.jobs.views.finding import found
from ngnpanel.users import proof
from ngnpanel.web.faults import Refused
from ngnpanel.web.request import ActorRequest


@require_POST
def job_act(request: ActorRequest, number: int, act: str) -> HttpResponse:
    """Do the act and go on where it leads; who may not, or comes too late, is told why.

    No call, but for kinds that look at credits before they begin.
    """
    standing = found(request, number)
    pressed = acts.find(act)
    if pressed is None:
        raise Http404
    try:
        done = acts.do(pressed, standing, request.POST.get("seen", ""))
    except Refused as refused:
        messages.warning(request, refused.text)
        return redirect("job-detail", number)
    if done.text:
        messages.success(request, str(done.text))
    return redirect(done.place) if done.place else redirect("job-detail", number)


@require_POST
def job_file(request: ActorRequest, number: int, file: int) -> HttpResponse:
    """A file of the job, once, for who made the job or for whom support did; then it is gone.

    No call.
    """
    standing = found(request, number)
    stored = standing.job.files.filter(pk=file).first() if standing.takes_files else None
    if stored is None:
        raise Http404
    # It holds passwords: those of new accounts, or of all.
    proof.demand(request, second=True)
    content = files.take(stored)
    if content is None:
        messages.warning(
            request, _("This file was fetched already, or its time is over: it is gone.")
        )
        return redirect("job-detail", number)
    told = {"job": (None, number)}
    recording.note("file", "take", stored.name, told)
    answer = HttpResponse(content, content_type=stored.content_type)
    named = content_disposition_header(as_attachment=True, filename=stored.name)
    answer["Content-Disposition"] = named or "attachment"
    return answer
