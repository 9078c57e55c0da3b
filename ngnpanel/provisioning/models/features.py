"""What belongs to an account: diversions, accept rules, contacts, mailbox, registrations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.db import models


class DiversionSet(models.Model):
    """The ten diversions of an account, each empty when it is not set."""

    account = models.OneToOneField(
        "provisioning.Account",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="diversion_set",
    )
    func = models.CharField(max_length=255, blank=True, default="")
    fnol = models.CharField(max_length=255, blank=True, default="")
    funv = models.CharField(max_length=255, blank=True, default="")
    fnoa = models.CharField(max_length=255, blank=True, default="")
    fbus = models.CharField(max_length=255, blank=True, default="")
    runc = models.CharField(max_length=255, blank=True, default="")
    rnol = models.CharField(max_length=255, blank=True, default="")
    runv = models.CharField(max_length=255, blank=True, default="")
    rnoa = models.CharField(max_length=255, blank=True, default="")
    rbus = models.CharField(max_length=255, blank=True, default="")

    def __str__(self) -> str:
        return f"diversions of account {self.pk}"


# All seven weekdays in the mask of an accept rule.
EVERY_DAY: Final = 127


class AcceptRule(models.Model):
    """A permanent accept rule; ``days`` is a bit mask from Monday 1 to Sunday 64."""

    account = models.ForeignKey(
        "provisioning.Account", on_delete=models.CASCADE, related_name="accept_rules"
    )
    position = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    start = models.CharField(max_length=5)
    stop = models.CharField(max_length=5)
    groups = models.JSONField(default=list)

    class Meta:
        ordering = ("account", "position")
        constraints = (
            models.UniqueConstraint(fields=("account", "position"), name="accept_rule_position"),
            models.CheckConstraint(
                condition=models.Q(days__range=(1, EVERY_DAY)), name="accept_rule_days_in_bounds"
            ),
        )

    def __str__(self) -> str:
        return f"accept rule {self.position} of account {self.account_id}"


class TemporaryRule(models.Model):
    """The rule that overrides the permanent ones; ``until`` None lasts until it is changed."""

    account = models.OneToOneField(
        "provisioning.Account",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="temporary_rule",
    )
    groups = models.JSONField(default=list)
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"temporary rule of account {self.pk}"


class RejectMember(models.Model):
    """A pattern of callers that an account never takes calls from."""

    account = models.ForeignKey(
        "provisioning.Account", on_delete=models.CASCADE, related_name="reject_members"
    )
    position = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=255)

    class Meta:
        ordering = ("account", "position")
        constraints = (
            models.UniqueConstraint(fields=("account", "pattern"), name="reject_member_pattern"),
            models.CheckConstraint(condition=~models.Q(pattern=""), name="reject_member_named"),
        )

    def __str__(self) -> str:
        return self.pattern


class BarringPrefix(models.Model):
    """A prefix of the telephone numbers that an account must not call."""

    account = models.ForeignKey(
        "provisioning.Account", on_delete=models.CASCADE, related_name="barring_prefixes"
    )
    position = models.PositiveSmallIntegerField()
    prefix = models.CharField(max_length=16)

    class Meta:
        ordering = ("account", "position")
        constraints = (
            models.UniqueConstraint(fields=("account", "prefix"), name="barring_prefix_once"),
            models.CheckConstraint(condition=~models.Q(prefix=""), name="barring_prefix_named"),
        )

    def __str__(self) -> str:
        return self.prefix


class PhonebookEntry(models.Model):
    """A contact; ``address`` is its ``uri`` without scheme and tells entries apart."""

    account = models.ForeignKey(
        "provisioning.Account", on_delete=models.CASCADE, related_name="phonebook"
    )
    address = models.CharField(max_length=255)
    uri = models.CharField(max_length=255)
    name = models.CharField(max_length=128, blank=True, default="")
    group = models.CharField(max_length=64, blank=True, default="")
    first_name = models.CharField(max_length=128, blank=True, default="")
    last_name = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        ordering = ("account", "name", "address")
        constraints = (
            models.UniqueConstraint(fields=("account", "address"), name="phonebook_address"),
        )

    def __str__(self) -> str:
        return self.uri


class Mailbox(models.Model):
    """The voicemail of an account.

    ``assigned`` is the number when the platform chose it: a number chosen by a caller, which may be
    anything, must not move the sequence. ``sealed_pin`` is encrypted (see ``vault``).
    """

    account = models.OneToOneField(
        "provisioning.Account",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="mailbox",
    )
    number = models.CharField(max_length=16, unique=True)
    assigned = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    sealed_pin = models.TextField()
    name = models.CharField(max_length=128, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    info = models.CharField(max_length=255, blank=True, default="")
    deletes_messages = models.BooleanField(default=True)
    announcement = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(number=""), name="mailbox_numbered"),
        )

    def __str__(self) -> str:
        return self.number


class Location(models.Model):
    """A registered device, written by the SIP proxy and only read here.

    The columns, their sizes and their defaults are those of the ``location`` table that Kamailio's
    registrar keeps, so that a proxy can be pointed at this database as it is. There is no foreign
    key: the proxy knows accounts by their address. Times are UTC.
    """

    ruid = models.CharField(max_length=64, unique=True, db_default="")
    username = models.CharField(max_length=64, db_default="")
    domain = models.CharField(max_length=64, null=True)
    contact = models.CharField(max_length=512, db_default="")
    received = models.CharField(max_length=255, null=True)
    path = models.CharField(max_length=512, null=True)
    expires = models.DateTimeField(db_default=datetime(2030, 5, 28, 21, 32, 15, tzinfo=UTC))
    q = models.FloatField(db_default=1.0)
    callid = models.CharField(max_length=255, db_default="Default-Call-ID")
    cseq = models.IntegerField(db_default=1)
    last_modified = models.DateTimeField(db_default=datetime(2000, 1, 1, 0, 0, 1, tzinfo=UTC))
    flags = models.IntegerField(db_default=0)
    cflags = models.IntegerField(db_default=0)
    user_agent = models.CharField(max_length=255, db_default="")
    socket = models.CharField(max_length=64, null=True)
    methods = models.IntegerField(null=True)
    instance = models.CharField(max_length=255, null=True)
    reg_id = models.IntegerField(db_default=0)
    server_id = models.IntegerField(db_default=0)
    connection_id = models.IntegerField(db_default=0)
    keepalive = models.IntegerField(db_default=0)
    partition = models.IntegerField(db_default=0)

    class Meta:
        db_table = "location"
        indexes = (
            models.Index(
                fields=("username", "domain", "contact"), name="location_account_contact_idx"
            ),
            models.Index(fields=("expires",), name="location_expires_idx"),
        )

    def __str__(self) -> str:
        return f"{self.username}@{self.domain}"
