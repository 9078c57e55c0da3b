"""Whether the person who began a job still may: the platform is asked anew while it runs."""

from __future__ import annotations

from django.core.cache import cache

from ngnpanel.actor import Actor
from ngnpanel.jobs.models import Job
from ngnpanel.users import identity
from ngnpanel.web.permissions import may

# Seconds for which an answer holds: a job of minutes asks a few times, not once for each handful.
HOLDS = 10


def still(job: Job, permission: str) -> Actor | None:
    """The person as the platform knows it now; None when it is gone or lost the permission.

    At most one call. Raises Unavailable.
    """
    actor = _present(job)
    same = actor is not None and (actor.customer, actor.reseller) == (job.customer, job.reseller)
    return actor if same and may(actor, permission) else None


def _present(job: Job) -> Actor | None:
    if job.actor.is_administrator:
        return job.actor
    name = f"job-actor-{job.platform}-{job.login or job.customer}"
    known: Actor | None = cache.get(name)
    if known is not None:
        return known
    person = identity.current(job.actor, job.login or job.customer)
    if person is None:
        return None
    cache.set(name, person.actor, HOLDS)
    return person.actor
