"""What people uploaded and have not imported yet: sealed, theirs alone, and gone after a day."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Final

from django.db import models
from django.utils import timezone

from ngnpanel.actor import Actor
from ngnpanel.audit import recording
from ngnpanel.jobs import sealing
from ngnpanel.jobs.models import Job, kept

KEPT: Final = timedelta(days=1)


class Upload(models.Model):
    """The content of a file; what it is for is ``purpose``, such as the kind of record.

    It may hold passwords, so it is sealed. ``job`` is the last one that was made of it: with that
    it goes, at the latest.
    """

    platform = models.CharField(max_length=64)
    role = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=160)
    customer = models.PositiveBigIntegerField(default=0)
    staff = models.PositiveBigIntegerField(default=0, db_default=0)
    purpose = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    sealed = models.BinaryField()
    job = models.ForeignKey(Job, models.CASCADE, null=True, related_name="uploads")
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> bytes:
        """What was uploaded; raises Unsealable when the key of the panel changed since."""
        return zlib.decompress(sealing.unseal(self.sealed, _place(self.purpose)))


def keep(actor: Actor, purpose: str, name: str, content: bytes) -> Upload:
    """A file that somebody uploaded."""
    upload = Upload.objects.create(
        **kept(actor),
        purpose=purpose,
        name=name[:120],
        sealed=sealing.seal(zlib.compress(content), _place(purpose)),
    )
    told = {"what": (None, purpose), "bytes": (None, len(content))}
    recording.note("file", "upload", name, told, platform=actor.platform)
    return upload


def of(actor: Actor, purpose: str, number: int) -> Upload | None:
    """The upload of that number, if it is this person's and still there."""
    found: Upload | None = Upload.objects.filter(
        pk=number,
        purpose=purpose,
        **kept(actor),
        created__gt=timezone.now() - KEPT,
    ).first()
    return found


def discard_old() -> int:
    """Take away what nobody went on with; how many."""
    return int(Upload.objects.filter(created__lt=timezone.now() - KEPT).delete()[0])


def _place(purpose: str) -> str:
    return f"upload for {purpose}"
