"""The cards of the start about work in the background: jobs, the worker, what beat runs."""

from __future__ import annotations

from typing import Any, Final

import redis
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.desk.lines import Line
from ngnpanel.jobs import kinds, progress, schedules, submitting, wording
from ngnpanel.jobs.models import ENDED, Job
from ngnpanel.jobs.tasks import seconds_since_heartbeat
from ngnpanel.web.parts import Status

SHOWN: Final = 5


def jobs(_api: Api, actor: Actor) -> dict[str, Any]:
    """Jobs that are not over, the newest first; no call."""
    waiting = submitting.of_tenant(actor).exclude(state__in=ENDED).order_by("-pk")
    shown = list(waiting.select_related("parent")[: SHOWN + 1])
    known = progress.of_all(shown[:SHOWN])
    lines = [_job_line(job, known[job.pk]) for job in shown[:SHOWN]]
    quiet = [] if shown else [_("No job is at work or waits for your word.")]
    if len(shown) > SHOWN:
        lines.append(Line(_("All jobs"), "", reverse("job-list"), "list-check"))
    return {"lines": lines, "quiet": quiet}


def _job_line(job: Job, at: progress.Progress) -> Line:
    words = {"over": at.over, "total": at.total}
    if job.queued is not None:
        text = _("%(over)s of %(total)s") % words
    else:
        text = ngettext("%(total)s record", "%(total)s records", at.total) % words
    kind = kinds.find(job.kind)
    icon = "list-check" if kind is None else kind.icon
    address = reverse("job-detail", args=[job.pk])
    return Line(wording.title(job), text, address, icon, wording.status(job, at.counts))


def worker(_api: Api, _actor: Actor) -> dict[str, Any]:
    """Whether a worker works, and which runs of beat's schedule failed; no call."""
    try:
        age = seconds_since_heartbeat()
    except redis.RedisError:
        status = Status(_("Broker does not answer"), "red", "cloud-off")
        text = _("Nobody can tell whether the worker runs.")
    else:
        is_silent = age is None
        status = (
            Status(_("Silent"), "amber", "alert-triangle")
            if is_silent
            else Status(_("Running"), "green", "circle-check")
        )
        text = (
            _("The worker has given no sign for a while.")
            if is_silent
            else _("The worker gave a sign %(seconds)s seconds ago.") % {"seconds": round(age or 0)}
        )
    page = reverse("schedule-list")
    failed = [
        Line(str(each.label), each.sentence, page, "calendar-time", each.status, each.started)
        for each in schedules.entries()
        if each.status is schedules.FAILED
    ]
    return {"lines": [Line(_("Worker"), text, page, "server", status), *failed], "quiet": []}
