"""Presence of accounts: what they tell, whom they tell it, and who watches."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.timezone import now

from ngnpanel.accounts.domain.presence import DECISIONS, MAX_WATCHER
from ngnpanel.provisioning.models.customers import LONG, SHORT


class PresenceInformation(models.Model):
    """What an account tells its watchers; nothing without a row."""

    account = models.OneToOneField(
        "provisioning.Account",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="presence_information",
    )
    activity = models.CharField(max_length=SHORT, blank=True, default="")
    note = models.CharField(max_length=LONG, blank=True, default="")
    changed = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"presence of account {self.pk}"


class PresenceRule(models.Model):
    """The decision of an account about a watcher: an address, or a whole domain."""

    account = models.ForeignKey(
        "provisioning.Account", on_delete=models.CASCADE, related_name="presence_rules"
    )
    position = models.PositiveSmallIntegerField()
    watcher = models.CharField(max_length=MAX_WATCHER)
    decision = models.CharField(max_length=SHORT)

    class Meta:
        ordering = ("account", "position")
        constraints = (
            models.UniqueConstraint(fields=("account", "watcher"), name="presence_rule_once"),
            models.CheckConstraint(
                condition=models.Q(decision__in=DECISIONS), name="presence_rule_decides"
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision} {self.watcher}"


class PresenceWatcher(models.Model):
    """Somebody who watches an account, written by the presence server and only read here."""

    account = models.ForeignKey(
        "provisioning.Account", on_delete=models.CASCADE, related_name="presence_watchers"
    )
    # user@domain, in lower case and without scheme.
    watcher = models.CharField(max_length=MAX_WATCHER)
    is_online = models.BooleanField(default=False, db_default=False)
    seen = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        ordering = ("account", "watcher")
        constraints = (
            models.UniqueConstraint(fields=("account", "watcher"), name="presence_watcher_once"),
        )

    def __str__(self) -> str:
        return self.watcher
