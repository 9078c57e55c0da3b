"""Which posts of a support session are dangerous, and what right they need besides the page's.

The addresses stand in web/reach.py; this looks into what is posted where the address says too
little: passwords on the form of a record, another owner, the word that begins a job.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, QueryDict

from ngnpanel.actor import Actor
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.models import Job
from ngnpanel.web import merging, reach

# Fields of forms that open or close something for somebody.
OPENING: Final = frozenset(
    {
        *("password", "web_password", "remove_web_password", "pin"),
        *("private_key", "remove_private_key"),
    }
)
# Whose a record is.
OWNING: Final = ("customer", "reseller")
# A look at what is typed, not a change.
CHECK: Final = "check"
# Acts on a job after which it works.
WORKING: Final = frozenset({"begin", "resume", "retry"})
IMPORTING: Final = "import"
# Of a row in the database.
GREATEST_KEY: Final = 2**63 - 1


def rights(request: HttpRequest) -> Iterator[str]:
    """The permissions that this post needs besides those of its page."""
    match = request.resolver_match
    name = "" if match is None else match.url_name or ""
    if CHECK in request.GET or match is None or reach.needs(match) == reach.OPEN:
        return
    posted: QueryDict = request.POST
    if not name.endswith("-add") and any(posted.get(field) for field in OPENING):
        yield "password.edit"
    if name.endswith("-edit") and _gives_away(posted):
        yield "tenant.edit"
    yield from of_job(_begun(request))


def of_job(job: Job | None) -> Iterator[str]:
    """The permissions that beginning a job needs."""
    kind = None if job is None else kinds.find(job.kind)
    if job is None or kind is None:
        return
    yield kind.needed(job)
    if job.kind in reach.OF_JOBS:
        yield reach.OF_JOBS[job.kind]


def is_dangerous(request: HttpRequest) -> bool:
    """Whether this post asks for a second factor first."""
    match = request.resolver_match
    if match is None or CHECK in request.GET:
        return False
    found = reach.needs(match)
    if found is not None and found.is_dangerous:
        return True
    return any(map(reach.is_dangerous, rights(request))) or _imports(request)


def _imports(request: HttpRequest) -> bool:
    """Whether a file is let loose: its lines may delete and set passwords."""
    job = _begun(request)
    return job is not None and job.kind.startswith(IMPORTING)


def _begun(request: HttpRequest) -> Job | None:
    """The job that this post lets work, if the one acted for may see it.

    A job of somebody else asks for nothing here, so that the page answers as if nobody had it.
    """
    match = request.resolver_match
    actor: Actor | None = getattr(request, "actor", None)
    if match is None or match.url_name != "job-act" or match.kwargs.get("act") not in WORKING:
        return None
    number = int(match.kwargs["number"])
    if actor is None or number > GREATEST_KEY:
        return None
    job: Job | None = submitting.of_tenant(actor).filter(pk=number).first()
    return job


def _gives_away(posted: QueryDict) -> bool:
    """Whether a form names another owner than it was drawn with, or does not say with which."""
    opened: dict[str, Any] = merging.read(posted)
    return any(
        field in posted and str(opened.get(field, "?") or "") != posted[field] for field in OWNING
    )
