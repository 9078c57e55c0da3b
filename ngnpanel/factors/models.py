"""What people prove themselves with besides a password, and who has to.

``whose`` is a person as ``visits.whose`` names it. No code and no secret is readable here: the
secret of an app is sealed, of a recovery code a keyed digest is kept, and of a passkey its public
half alone.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils import timezone

NONE: Final = "none"
ASKED: Final = "asked"
REQUIRED: Final = "required"


class App(models.Model):
    """An app that shows one-time codes (RFC 6238); ``step`` is the last one that was used."""

    whose = models.CharField(max_length=200, db_index=True)
    name = models.CharField(max_length=60)
    sealed = models.BinaryField()
    step = models.BigIntegerField(default=0)
    made = models.DateTimeField(default=timezone.now)
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Passkey(models.Model):
    """A passkey: ``data`` is its id with the public key, ``count`` how often it signed.

    ``site`` is the host name that it belongs to; browsers offer it nowhere else. ``credential`` is
    a digest of its id, by which it is found.
    """

    whose = models.CharField(max_length=200, db_index=True)
    name = models.CharField(max_length=60)
    site = models.CharField(max_length=253)
    credential = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    count = models.BigIntegerField(default=0)
    made = models.DateTimeField(default=timezone.now)
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of the codes for whoever lost everything else; it opens once."""

    whose = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    used = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whose", "digest"], name="factors_recovery_code")
        ]

    def __str__(self) -> str:
        return f"{self.whose} {self.pk}"


class Browser(models.Model):
    """A browser in which a person signed in before; ``number`` stands in its signed cookie.

    ``typed`` is a keyed digest of the name that was typed, by which it is found before anybody
    knows who it is. Until ``trusted`` the second step is left out.
    """

    number = models.UUIDField()
    whose = models.CharField(max_length=200, db_index=True)
    typed = models.CharField(max_length=80, default="", db_index=True)
    made = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now, db_index=True)
    trusted = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "whose"], name="factors_browser_once")
        ]

    def __str__(self) -> str:
        return str(self.number)


class Policy(models.Model):
    """What is asked of the people of one role; ``reseller`` 0: of all resellers.

    ``days`` is how long somebody of whom a second step is required may sign in without it.
    ``may_trust``: a browser may be trusted for a while. ``closes_digest``: programs of whoever has
    a second step cannot use the password alone.
    """

    DEMANDS = ((NONE, NONE), (ASKED, ASKED), (REQUIRED, REQUIRED))

    platform = models.CharField(max_length=40)
    reseller = models.PositiveIntegerField(default=0)
    role = models.CharField(max_length=20)
    demand = models.CharField(max_length=10, choices=DEMANDS, default=NONE)
    days = models.PositiveSmallIntegerField(default=14)
    may_trust = models.BooleanField(default=True)
    closes_digest = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "reseller", "role"], name="factors_policy_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.reseller} {self.role}: {self.demand}"


class Asked(models.Model):
    """When a person without a second step was first told that one is required, and last asked."""

    whose = models.CharField(max_length=200, unique=True)
    since = models.DateTimeField(default=timezone.now)
    last = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.whose
