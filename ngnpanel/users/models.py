"""What the panel keeps about signing in: who came when, open sessions, links that reset passwords.

No password, no name that somebody only typed and no token is in these tables; see docs/security.md.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SignIn(models.Model):
    """Somebody signed in or failed to, or support opened the settings of an account.

    ``whose`` is the person (see visits.whose); of a failure it is a keyed digest of the name that
    was typed. Failures of one name from one address on one day are one row with a ``count``.
    """

    OWN = "own"
    SUPPORT = "support"
    FAILURE = "failure"
    SECOND = "second"

    whose = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    moment = models.DateTimeField(default=timezone.now, db_index=True)
    address = models.CharField(max_length=45)
    device = models.CharField(max_length=200, default="")
    count = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["whose", "moment"], name="users_sign_in")]

    def __str__(self) -> str:
        return f"{self.kind} {self.moment}"


class Visit(models.Model):
    """An open session; whoever deletes the row signs that browser out.

    ``number`` stands in the session, so that a new session key changes nothing.
    """

    number = models.UUIDField(primary_key=True)
    whose = models.CharField(max_length=200, db_index=True)
    began = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now, db_index=True)
    address = models.CharField(max_length=45)
    device = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        return str(self.number)


class ResetLink(models.Model):
    """A mailed link that sets new passwords once.

    ``token`` is a digest of it. ``seal`` is a keyed digest of the passwords and the mail address at
    the time, so that the link dies when one of them changes. ``login`` is a customer's id, 0 for a
    SIP account.
    """

    token = models.CharField(max_length=64, unique=True)
    platform = models.CharField(max_length=40)
    account = models.CharField(max_length=200)
    login = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64)
    made = models.DateTimeField(default=timezone.now, db_index=True)
    address = models.CharField(max_length=45)
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.made)
