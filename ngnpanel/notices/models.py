"""The outbox, the texts that people wrote for mails, and what regular runs remember."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils import timezone

WAITING: Final = "waiting"
# A worker holds it; nothing was handed over yet.
TAKEN: Final = "taken"
# The mail server is given it in this moment.
HANDING: Final = "handing"
SENT: Final = "sent"
FAILED: Final = "failed"
# The worker or the connection ended while it was handed over: it may have arrived.
UNCERTAIN: Final = "uncertain"
STATES: Final = (WAITING, TAKEN, HANDING, SENT, FAILED, UNCERTAIN)
FINAL: Final = (SENT, FAILED, UNCERTAIN)


class Letter(models.Model):
    """One mail to one address.

    ``key`` is what the mail is about ("quota default alice@acme.example 2026-11"): a second one
    with it cannot exist, so that nobody is told twice. ``to`` gets it; ``named`` is who it says it
    is for, where that is somebody else (a blind copy). ``sealed`` is its content and goes once it
    was sent, at once where a link in it is a secret. ``claim`` is the word of the worker that holds
    it. ``code`` is what the mail server answered.
    """

    key = models.CharField(max_length=500, unique=True)
    platform = models.CharField(max_length=64, default="default")
    reseller = models.PositiveBigIntegerField(default=0)
    kind = models.CharField(max_length=24)
    account = models.CharField(max_length=330, blank=True)
    language = models.CharField(max_length=8)
    to = models.CharField(max_length=254)
    named = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    sealed = models.BinaryField(default=b"")
    is_secret = models.BooleanField(default=False)
    state = models.CharField(max_length=9, default=WAITING)
    reason = models.CharField(max_length=16, blank=True)
    code = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True)
    claimed = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due"], name="letter_due"),
            models.Index(fields=["made"], name="letter_made"),
            models.Index(fields=["to"], name="letter_to"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made:%Y-%m-%d %H:%M} {self.state}"


class Text(models.Model):
    """What a mail of some kind says in one language; reseller 0 is the operator's own."""

    platform = models.CharField(max_length=64, default="default")
    reseller = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=24)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    plain = models.TextField()
    html = models.TextField(blank=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "reseller", "kind", "language"], name="one_text_a_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.platform}/{self.reseller} {self.kind} {self.language}"


class Sender(models.Model):
    """Who mails about used-up limits come from, and who gets a copy; reseller 0 is the operator.

    Empty: the brand's name, the address of the installation, and nobody.
    """

    platform = models.CharField(max_length=64, default="default")
    reseller = models.PositiveBigIntegerField()
    name = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=254, blank=True)
    copy_to = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "reseller"], name="one_sender_a_reseller")
        ]

    def __str__(self) -> str:
        return f"{self.platform}/{self.reseller} {self.name}"


class Round(models.Model):
    """A run that must not be at work twice at once, and what it wants to know the next time.

    ``until`` is when whoever is at work must have died. ``whole`` is when all accounts were looked
    through the last time, ``place`` how far a walk through all came, ``walk`` its number, and
    ``newest`` the change date from which the next look begins.
    """

    platform = models.CharField(max_length=64)
    name = models.CharField(max_length=16)
    until = models.DateTimeField(default=timezone.now)
    whole = models.DateTimeField(null=True)
    place = models.PositiveIntegerField(default=0)
    walk = models.PositiveIntegerField(default=0)
    newest = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "name"], name="one_round_of_a_name")
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.name}"


class Metered(models.Model):
    """An account with a monthly limit, what its calls came to, and whether they were stopped.

    ``block`` is empty, "begun" or "done"; ``block_month`` and ``block_quota`` say when and at which
    limit. ``settled`` is until when nothing can happen to it. ``walk`` is the last walk through all
    accounts that saw it. A quota of 0 is one that is gone: what was stopped goes on again.
    """

    platform = models.CharField(max_length=64)
    account = models.CharField(max_length=330)
    reseller = models.PositiveBigIntegerField(default=0)
    quota = models.PositiveIntegerField()
    timezone = models.CharField(max_length=64, blank=True)
    is_in_group = models.BooleanField(default=False)
    walk = models.PositiveIntegerField(default=0)
    month = models.CharField(max_length=7, blank=True)
    usage = models.FloatField(default=0)
    checked = models.DateTimeField(null=True)
    settled = models.DateTimeField(null=True)
    block = models.CharField(max_length=5, blank=True)
    block_month = models.CharField(max_length=7, blank=True)
    block_quota = models.PositiveIntegerField(default=0)
    is_ours = models.BooleanField(default=False)
    blocked = models.DateTimeField(null=True)
    notified = models.DateTimeField(null=True)
    is_reported = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "account"], name="one_meter_an_account")
        ]
        indexes = [
            models.Index(fields=["platform", "checked"], name="metered_checked"),
            models.Index(fields=["platform", "reseller"], name="metered_reseller"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.usage:.2f}/{self.quota}"


class DayTold(models.Model):
    """The last day whose calls an account was told of, or on which it had none."""

    platform = models.CharField(max_length=64)
    account = models.CharField(max_length=330)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "account"], name="one_day_told_an_account")
        ]
        indexes = [models.Index(fields=["day"], name="day_told_day")]

    def __str__(self) -> str:
        return f"{self.account} {self.day}"
