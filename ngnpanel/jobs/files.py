"""Files that jobs make, such as lists of new passwords: sealed at rest, and given out once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from ngnpanel.jobs import sealing
from ngnpanel.jobs.models import Job, JobFile


def keep(job: Job, name: str, content: bytes, content_type: str) -> JobFile:
    """A file of the job, for ``JobFile.KEPT``; ``name`` is that of the download."""
    return JobFile.objects.create(
        job=job,
        name=name,
        content_type=content_type,
        sealed=sealing.seal(content, _purpose(job.pk)),
        expires=timezone.now() + JobFile.KEPT,
    )


def take(file: JobFile) -> bytes | None:
    """The content, which is gone from here afterwards; None when it was given out or ran out.

    Who may have it is for the caller to ask (``models.of_actor``).
    """
    with transaction.atomic():
        stored = JobFile.objects.select_for_update().filter(pk=file.pk).first()
        if stored is None or stored.sealed is None or not stored.is_there:
            return None
        content = sealing.unseal(stored.sealed, _purpose(stored.job_id))
        stored.sealed, stored.taken = None, timezone.now()
        stored.save(update_fields=["sealed", "taken"])
    file.refresh_from_db()
    return content


def _purpose(number: int) -> str:
    return f"file of job {number}"
