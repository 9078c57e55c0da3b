"""Whether the person who began a job still may: the platform is asked anew while it runs."""

from __future__ import annotations

from dataclasses import replace

from django.core.cache import cache

from ngnpanel.actor import Actor
from ngnpanel.jobs.models import Job
from ngnpanel.staff import signing
from ngnpanel.users import identity
from ngnpanel.web import reach
from ngnpanel.web.permissions import may

# Seconds for which an answer holds: a job of minutes asks a few times, not once for each handful.
HOLDS = 10


def still(job: Job, permission: str) -> Actor | None:
    """The person as the platform knows it now; None when it is gone or lost the permission.

    At most one call. Raises Unavailable.
    """
    actor = _present(job)
    same = actor is not None and (actor.customer, actor.reseller) == (job.customer, job.reseller)
    may_still = actor is not None and may(actor, permission) and reach.may_begin(actor, job.kind)
    return actor if same and may_still else None


def _present(job: Job) -> Actor | None:
    if not job.staff:
        return _person(job)
    # Staff needs to be there still, and has no more rights than both then and now.
    member = signing.member(job.staff)
    if member is None or not member.reaches(job.reseller):
        return None
    person = _person(job)
    given = signing.granted(member) & frozenset(job.rights or ())
    return person and replace(person, rights=given, staff=job.staff, support=job.support)


def _person(job: Job) -> Actor | None:
    if job.actor.is_administrator:
        return replace(job.actor, rights=None)
    name = f"job-actor-{job.platform}-{job.login or job.customer}"
    known: Actor | None = cache.get(name)
    if known is not None:
        return known
    owner = replace(job.actor, rights=None, staff=0, support="")
    person = identity.current(owner, job.login or job.customer)
    if person is None:
        return None
    cache.set(name, person.actor, HOLDS)
    return person.actor
