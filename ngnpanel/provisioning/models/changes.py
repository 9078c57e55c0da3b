"""The change feed: one row for each committed change, in the order of the commits."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import now

from ngnpanel.provisioning.models.customers import LONG, SHORT


class Change(models.Model):
    """Something was added, changed or deleted by one call.

    ``sequence`` has no gaps and follows the order of the commits: whoever has seen everything up to
    a number only has to ask for what is above it.
    """

    sequence = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=SHORT)
    key = models.CharField(max_length=2 * LONG)
    # For example Sip.updateAccount.
    operation = models.CharField(max_length=SHORT)
    # Login or SIP address of who called, and the customer that the call acted for (0: nobody's).
    caller = models.CharField(max_length=2 * LONG)
    customer = models.BigIntegerField(default=0)
    request_id = models.CharField(max_length=SHORT, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("sequence",)
        indexes = (models.Index(fields=("at",), name="change_at"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.key}"


class ChangeCounter(models.Model):
    """The last sequence number, in the only row of the table.

    Taking numbers locks the row until the transaction ends, so numbers become visible in their
    order, and those of a transaction that is rolled back are given again.
    """

    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)
