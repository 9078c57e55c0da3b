"""Temporary rules that begin later. The platform knows none: its rules begin at once.

A row holds ids and what was chosen, no credentials; what is written is written with the rights that
the account's customer has then.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.actor import Actor, Role

WAITING: Final = "waiting"
DONE: Final = "done"
# The account is not there any more, or is somebody else's.
GONE: Final = "gone"
# The time was over before the platform could be told.
MISSED: Final = "missed"
REFUSED: Final = "refused"
FAILURES: Final = (GONE, MISSED, REFUSED)


class PlannedRule(models.Model):
    """Who may call an account from one moment to another, whatever its weekly rules say."""

    platform = models.CharField(max_length=64, default="default")
    account = models.CharField(max_length=330)
    customer = models.PositiveBigIntegerField(default=0)
    reseller = models.PositiveBigIntegerField(default=0)
    groups = models.JSONField()
    start = models.DateTimeField()
    stop = models.DateTimeField()
    state = models.CharField(max_length=8, default=WAITING)
    tried = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "start"], name="planned_rule_due"),
            models.Index(fields=["platform", "account"], name="planned_rule_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.start:%Y-%m-%d %H:%M}"

    @property
    def id_of_account(self) -> SipId:
        """The address of the account."""
        return SipId.parse(self.account)

    @property
    def actor(self) -> Actor:
        """The subscriber, as a session would hold them."""
        return Actor(
            role=Role.SUBSCRIBER,
            name=self.account,
            customer=self.customer,
            reseller=self.reseller,
            account=self.account,
            platform=self.platform,
        )

    def overlaps(self, start: datetime, stop: datetime) -> bool:
        """Whether both speak of some same time."""
        return self.start < stop and start < self.stop
