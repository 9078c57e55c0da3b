"""The chain of entries, and its head."""

from __future__ import annotations

from typing import Final

from django.db import models

# What PostgreSQL needs to find text by its beginning; other databases have no such thing.
BEGINNINGS: Final = "varchar_pattern_ops"


class Entry(models.Model):
    """One write: who, on behalf of whom, why, from where, what, and what came of it.

    ``number`` has no gaps. ``digest`` covers all of the entry and the digest of the one before.
    ``changes`` is name -> [old, new] with secrets masked; ``is_old_known`` False means that the
    record was not read before, so old values are missing. ``customer``, ``reseller`` and
    ``account`` say whose the record is, for who may read the entry. ``result`` is empty for a
    success, else the code of the platform's fault, or "unavailable".

    ``staff`` and ``ticket`` name the member of support who acted as ``actor``, and what for: both
    are empty unless a support session was open. ``version`` says what the digest covers.
    """

    # What an older process writes during an upgrade: it knows of no later column.
    OLD: Final = 1
    NOW: Final = 2

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    platform = models.CharField(max_length=64)
    # panel, job, program, schedule or system.
    source = models.CharField(max_length=16)
    role = models.CharField(max_length=16, blank=True)
    actor = models.CharField(max_length=330, blank=True)
    login = models.BigIntegerField(default=0)
    # The customer whose rights the call had, 0 for the administrator's own.
    on_behalf = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    operation = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=330)
    customer = models.BigIntegerField(default=0)
    reseller = models.BigIntegerField(default=0)
    account = models.CharField(max_length=330, blank=True)
    changes = models.JSONField(default=dict)
    is_old_known = models.BooleanField(default=True)
    result = models.CharField(max_length=32, blank=True)
    staff = models.CharField(max_length=150, blank=True, default="", db_default="")
    ticket = models.CharField(max_length=64, blank=True, default="", db_default="")
    version = models.SmallIntegerField(default=NOW, db_default=OLD)
    digest = models.CharField(max_length=64)

    class Meta:
        # The list asks for one page, newest first: each filter has an index in this order. What
        # is mostly empty is indexed where it is not; names are looked for by their beginnings.
        indexes = [
            models.Index(fields=["platform", "-number"], name="audit_platform"),
            models.Index(fields=["platform", "reseller", "-number"], name="audit_reseller"),
            models.Index(fields=["platform", "customer", "-number"], name="audit_customer"),
            models.Index(
                fields=["platform", "account", "-number"],
                opclasses=["", BEGINNINGS, ""],
                name="audit_of_account",
            ),
            models.Index(
                fields=["platform", "key", "kind"],
                opclasses=["", BEGINNINGS, ""],
                name="audit_of_record",
            ),
            models.Index(
                fields=["platform", "actor", "-number"],
                opclasses=["", BEGINNINGS, ""],
                name="audit_actor",
            ),
            models.Index(fields=["platform", "kind", "-number"], name="audit_kind"),
            models.Index(fields=["platform", "source", "-number"], name="audit_source"),
            models.Index(fields=["platform", "operation", "-number"], name="audit_operation"),
            models.Index(fields=["platform", "request_id", "-number"], name="audit_of_request"),
            models.Index(fields=["at"], name="audit_at"),
            models.Index(
                fields=["platform", "-number"], condition=~models.Q(result=""), name="audit_failed"
            ),
            models.Index(
                fields=["platform", "staff", "-number"],
                condition=~models.Q(staff=""),
                name="audit_staff",
            ),
            models.Index(
                fields=["platform", "ticket", "-number"],
                condition=~models.Q(ticket=""),
                name="audit_ticket",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.operation} {self.key}"


class Head(models.Model):
    """The newest entry, in the only row; sealed, so that nobody can shorten the chain unseen."""

    ONLY: Final = 1

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    seal = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return str(self.number)


class Checkpoint(models.Model):
    """Where the chain begins since old entries were cut off on purpose; the only row, sealed.

    ``number`` and ``digest`` are those of the last entry that went, ``before`` the moment before
    which all that went were made, ``at`` when that was done.
    """

    ONLY: Final = 1

    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    before = models.DateTimeField()
    at = models.DateTimeField()
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.number)
