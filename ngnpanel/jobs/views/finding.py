"""The job that an address means, for those who may see it."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404

from ngnpanel.jobs import submitting
from ngnpanel.jobs.acts import Standing
from ngnpanel.jobs.models import Job
from ngnpanel.users import sessions
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest

# The greatest number that a key of the database can be.
MOST: Final = 2**63 - 1


def found(request: ActorRequest, number: int) -> Standing:
    """The job as this person sees it; 403 for subscribers, 404 for jobs of others."""
    permit(request, "job.view")
    seen = submitting.of_tenant(request.actor).select_related("parent")
    job: Job | None = seen.filter(pk=number).first() if number <= MOST else None
    if job is None:
        raise Http404
    return Standing(job, request.actor, login(request))


def permit(request: ActorRequest, permission: str) -> None:
    """403 without ``permission``."""
    if not may(request.actor, permission):
        raise PermissionDenied


def login(request: ActorRequest) -> int:
    """The customer that signed in, 0 for the administrator."""
    return int(request.session.get(sessions.LOGIN, 0))
