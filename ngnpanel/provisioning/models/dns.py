"""DNS zones, their records, and their fancy records: mail forwardings and web redirections."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now

from ngnpanel.accounts.domain.rules import MAX_INT
from ngnpanel.provisioning.models.customers import Customer
from ngnpanel.provisioning.models.sip import HOST

ADDRESS: Final = 254
URL: Final = 2048
TYPE: Final = 8
DIGEST: Final = 64
RECORD_TYPES: Final = ("A", "AAAA", "CNAME", "LOC", "MX", "NAPTR", "NS", "PTR", "SRV", "TXT")
FANCY_TYPES: Final = ("MBOXFW", "URL")


class Zone(models.Model):
    """A served zone; its records inherit its customer and reseller by join.

    ``ttl`` is that of SOA and NS, ``minimum`` the default of the records; all times are seconds.
    """

    name = models.CharField(max_length=HOST, unique=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="zones"
    )
    reseller = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="reseller_zones"
    )
    ttl = models.PositiveIntegerField()
    nameservers = models.JSONField(default=list, blank=True)
    email = models.CharField(max_length=ADDRESS, blank=True)
    serial = models.PositiveIntegerField()
    refresh = models.PositiveIntegerField()
    retry = models.PositiveIntegerField()
    expire = models.PositiveIntegerField()
    minimum = models.PositiveIntegerField()
    info = models.TextField(blank=True)
    changed = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(name=Lower("name")) & ~models.Q(name=""),
                name="zone_name_is_lower_case",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    ttl__lte=MAX_INT,
                    serial__lte=MAX_INT,
                    refresh__lte=MAX_INT,
                    retry__lte=MAX_INT,
                    expire__lte=MAX_INT,
                    minimum__lte=MAX_INT,
                ),
                name="zone_numbers_in_bounds",
            ),
        )

    def __str__(self) -> str:
        return self.name


class DnsRecord(models.Model):
    """A record; ``name`` is the full name, ``value`` the presentation data without the priority.

    ``identity`` is a digest of what makes a record another one: name, type, and the data in a form
    that is the same for all spellings. The data itself may be too long for an index.
    """

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="records")
    name = models.CharField(max_length=HOST)
    type = models.CharField(max_length=TYPE)
    ttl = models.PositiveIntegerField()
    value = models.TextField()
    priority = models.PositiveIntegerField(null=True, blank=True)
    identity = models.CharField(max_length=DIGEST)
    owner = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_records"
    )
    changed = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("zone", "identity"), name="dns_record_once"),
            models.UniqueConstraint(
                fields=("zone", "name"), condition=models.Q(type="CNAME"), name="dns_cname_once"
            ),
            models.CheckConstraint(
                condition=models.Q(name=Lower("name")) & ~models.Q(name=""),
                name="dns_record_name_is_lower_case",
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=RECORD_TYPES), name="dns_record_type_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ttl__lte=MAX_INT)
                & (models.Q(priority__isnull=True) | models.Q(priority__lte=2**16 - 1)),
                name="dns_record_numbers_in_bounds",
            ),
        )
        indexes = (
            models.Index(fields=("name", "type"), name="dns_record_name_type"),
            models.Index(fields=("type",), name="dns_record_type"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.type}"

    @property
    def holder(self) -> Zone:
        """The row that customer and reseller are inherited from."""
        return self.zone


class FancyRecord(models.Model):
    """A mail forwarding (``local@zone`` to an address) or a web redirection (host to a URL)."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="fancy_records")
    name = models.CharField(max_length=ADDRESS)
    type = models.CharField(max_length=TYPE)
    value = models.CharField(max_length=URL)
    owner = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_fancy_records",
    )
    changed = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            # One address may be forwarded to several; one host is redirected to one place.
            models.UniqueConstraint(
                fields=("zone", "name", "value"),
                condition=models.Q(type="MBOXFW"),
                name="mail_forwarding_once",
            ),
            models.UniqueConstraint(
                fields=("zone", "name"), condition=models.Q(type="URL"), name="web_redirection_once"
            ),
            models.CheckConstraint(
                condition=models.Q(name=Lower("name")) & ~models.Q(name=""),
                name="fancy_record_name_is_lower_case",
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=FANCY_TYPES), name="fancy_record_type_is_known"
            ),
        )
        indexes = (models.Index(fields=("name",), name="fancy_record_name"),)

    def __str__(self) -> str:
        return f"{self.name} {self.type}"

    @property
    def holder(self) -> Zone:
        """The row that customer and reseller are inherited from."""
        return self.zone
