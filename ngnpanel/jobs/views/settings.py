"""The settings of a job: asked before anything is looked up, and again until somebody begins it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.jobs import acts, sealing, submitting, wording
from ngnpanel.jobs.acts import Standing
from ngnpanel.jobs.forms import SettingsForm
from ngnpanel.jobs.models import Job
from ngnpanel.jobs.views.finding import found
from ngnpanel.web.faults import Refused
from ngnpanel.web.request import ActorRequest


def job_settings(request: ActorRequest, number: int) -> HttpResponse:
    """The form of the kind, with at most two calls for what it offers; then the look-up begins."""
    standing = found(request, number)
    if not is_open(standing):
        return redirect("job-detail", number)
    form = form_of(request, standing)
    if request.method != "POST":
        return draw(request, standing, form)
    if not form.is_valid():
        return draw(request, standing, form, status=422)
    try:
        submitting.prepare(standing.job, form.params(), secrets(standing.job, form))
    except Refused as refused:
        messages.warning(request, refused.text)
    return redirect("job-detail", number)


def is_open(standing: Standing) -> bool:
    """Whether this person may choose the settings, and there are some."""
    kind = standing.kind
    has_form = kind is not None and kind.form_class is not None
    return has_form and standing.is_open and standing.is_mine and standing.may()


def url_of(standing: Standing) -> str:
    """Where this person can change the settings as long as nobody began; empty for nowhere."""
    if is_open(standing):
        return reverse("job-settings", args=[standing.job.pk])
    kind = standing.kind
    if kind is None or not (standing.is_open and standing.is_mine and standing.may()):
        return ""
    return kind.settings_url(standing.job)


def form_of(request: ActorRequest, standing: Standing) -> SettingsForm:
    """The form, filled in with what was chosen before; secrets are never shown again."""
    kind = standing.kind
    assert kind is not None, "is_open() comes first"  # noqa: S101 - for the type checker
    assert kind.form_class is not None, "as above"  # noqa: S101
    form = kind.form_class(
        request.POST if request.method == "POST" else None,
        actor=request.actor,
        initial=standing.job.params,
        choices=kind.choices(request.api, request.actor),
    )
    if standing.job.sealed is not None:
        for name in form.secret:
            form.fields[name].required = False
            form.fields[name].help_text = _("Leave it empty to keep what was entered before.")
    return form


def secrets(job: Job, form: SettingsForm) -> dict[str, Any]:
    """The secrets of the job from now on: those of the form, else those of before."""
    known = sealing.unseal_values(job.sealed, f"job {job.pk}")
    return {name: known[name] for name in form.secret if name in known} | form.secrets()


def draw(
    request: ActorRequest, standing: Standing, form: SettingsForm, status: int = 200
) -> HttpResponse:
    """The page around the form."""
    kind, job = standing.kind, standing.job
    context = {
        "job": job,
        "kind": kind,
        "title": "" if kind is None else kind.label,
        "asks_word": kind is None or kind.asks_word,
        "form": form,
        "meant": wording.meant(job, request.actor),
        "back": acts.list_url(job),
    }
    return render(request, "jobs/settings.html", context, status=status)
