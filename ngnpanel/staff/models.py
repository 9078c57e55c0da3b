"""Staff of the operator, what they may, and when they acted for whom.

Passwords are Argon2 hashes and codes keyed digests; nothing here opens anything by being read.
"""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# What a session of support is for.
ACCOUNT: Final = "account"
CUSTOMER: Final = "customer"
PLATFORM: Final = "platform"


# The names that roles begin with, in the language of the reader; others are as they were typed.
TITLES: Final = {
    "Read only": _("Read only"),
    "Helpdesk": _("Helpdesk"),
    "Provisioning": _("Provisioning"),
    "Finance": _("Finance"),
    "Administrator": _("Administrator"),
}


class StaffRole(models.Model):
    """A named set of rights, which are names of ``PERMISSIONS`` in web/permissions.py."""

    name = models.CharField(max_length=60, unique=True)
    rights = models.JSONField(default=list)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What people call it."""
        return str(TITLES.get(self.name, self.name))


class StaffMember(models.Model):
    """A person of the operator's staff, who signs in with ``login`` and a password of its own.

    ``resellers`` are the ids of those that the person is limited to; empty: no limit.
    ``must_change`` after somebody else chose the password.
    """

    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    mail = models.CharField(max_length=254, blank=True)
    password = models.CharField(max_length=128)
    must_change = models.BooleanField(default=False)
    role = models.ForeignKey(StaffRole, models.PROTECT, related_name="members")
    resellers = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    made = models.DateTimeField(default=timezone.now)
    last_sign_in = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "login")

    def __str__(self) -> str:
        return self.name

    @property
    def rights(self) -> frozenset[str]:
        """What the role gives now."""
        return frozenset(self.role.rights)

    @property
    def verifier(self) -> str:
        """What a session is sealed with: it dies when one of these changes."""
        limit = ",".join(str(number) for number in sorted(self.resellers))
        return f"{self.password} {self.role_id} {limit} {self.is_active}"

    def reaches(self, reseller: int) -> bool:
        """Whether records of a reseller are within the limit; those of nobody are not."""
        return not self.resellers or reseller in self.resellers


class SupportSession(models.Model):
    """A time in which a staff member acts for somebody, why, and who that is.

    ``target`` is ACCOUNT, CUSTOMER or PLATFORM. ``role``, ``name``, ``customer``, ``reseller`` and
    ``account`` are those of the actor. It is open until ``until`` unless it has ``ended``.
    ``consent``: the person gave a code for it.
    """

    number = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(StaffMember, models.PROTECT, related_name="sessions")
    platform = models.CharField(max_length=64, default="default")
    target = models.CharField(max_length=10)
    role = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    # What people call the one acted for, where that is not a person's name.
    title = models.CharField(max_length=200, default="", db_default="")
    customer = models.PositiveBigIntegerField(default=0)
    reseller = models.PositiveBigIntegerField(default=0)
    account = models.CharField(max_length=330, blank=True)
    reason = models.CharField(max_length=200)
    ticket = models.CharField(max_length=60)
    consent = models.BooleanField(default=False)
    began = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["member", "-began"], name="support_member"),
            models.Index(fields=["platform", "reseller", "-began"], name="support_reseller"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_open(self) -> bool:
        """Whether somebody can act in it now."""
        return self.ended is None and self.until > timezone.now()


class ConsentCode(models.Model):
    """A code with which a person lets support in: a digest of it, once, and not for long.

    ``whose`` is the person as ``users/visits.py`` names them. A person has one at a time.
    """

    whose = models.CharField(max_length=200, unique=True)
    digest = models.CharField(max_length=64)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.until)
