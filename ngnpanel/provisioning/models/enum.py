"""ENUM ranges, the numbers in them, and what the numbers lead to."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now

from ngnpanel.provisioning.models.customers import LONG, SHORT, Customer
from ngnpanel.provisioning.models.sip import HOST

DIGITS: Final = 15
MAX_PRIORITY: Final = 65535


class EnumRoot(models.Model):
    """An ENUM root such as ``e164.arpa``: its row is locked while ranges below it change.

    Whether a new range overlaps another one cannot be a constraint that SQLite and PostgreSQL both
    know, so changes of the ranges below one root come one after the other.
    """

    name = models.CharField(max_length=HOST, unique=True)

    def __str__(self) -> str:
        return self.name


class EnumRange(models.Model):
    """The numbers that begin with ``prefix``, which gives them their customer and reseller."""

    prefix = models.CharField(max_length=DIGITS)
    tld = models.CharField(max_length=HOST)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="enum_ranges"
    )
    reseller = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reseller_enum_ranges",
    )
    ttl = models.PositiveIntegerField()
    min_digits = models.PositiveSmallIntegerField()
    max_digits = models.PositiveSmallIntegerField()
    # 0 is no limit.
    size = models.PositiveIntegerField(default=0)
    nameservers = models.JSONField(default=list, blank=True)
    serial = models.PositiveIntegerField()
    info = models.CharField(max_length=LONG, blank=True)
    changed = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ("tld", "prefix")
        constraints = (
            models.UniqueConstraint(fields=("tld", "prefix"), name="enum_range_once"),
            models.CheckConstraint(
                condition=models.Q(tld=Lower("tld")) & ~models.Q(tld="") & ~models.Q(prefix=""),
                name="enum_range_named",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    min_digits__gte=1,
                    min_digits__lte=models.F("max_digits"),
                    max_digits__lte=DIGITS,
                ),
                name="enum_range_digits_in_bounds",
            ),
        )
        indexes = (models.Index(fields=("prefix",), name="enum_range_prefix"),)

    def __str__(self) -> str:
        return f"{self.prefix}.{self.tld}"


class EnumNumber(models.Model):
    """A number; it lies in the longest range whose prefix it begins with."""

    range = models.ForeignKey(EnumRange, on_delete=models.PROTECT, related_name="numbers")
    number = models.CharField(max_length=DIGITS)
    tld = models.CharField(max_length=HOST)
    owner = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_enum_numbers",
    )
    info = models.CharField(max_length=LONG, blank=True)
    changed = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ("tld", "number")
        constraints = (
            models.UniqueConstraint(fields=("tld", "number"), name="enum_number_once"),
            models.CheckConstraint(
                condition=models.Q(tld=Lower("tld")) & ~models.Q(number=""),
                name="enum_number_named",
            ),
        )
        indexes = (models.Index(fields=("number",), name="enum_number_number"),)

    def __str__(self) -> str:
        return f"{self.number}.{self.tld}"

    @property
    def holder(self) -> EnumRange:
        """The row that customer and reseller are inherited from."""
        return self.range


class EnumMapping(models.Model):
    """One address that a number leads to; ``address`` is ``mapto`` without its scheme."""

    # The contract's ids of mappings are of 32 bits.
    id = models.AutoField(primary_key=True)
    number = models.ForeignKey(EnumNumber, on_delete=models.CASCADE, related_name="mappings")
    type = models.CharField(max_length=SHORT)
    mapto = models.CharField(max_length=LONG)
    address = models.CharField(max_length=LONG)
    priority = models.PositiveIntegerField()
    ttl = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("number", "type", "mapto"), name="enum_mapping_once"),
            models.CheckConstraint(
                condition=models.Q(priority__lte=MAX_PRIORITY)
                & ~models.Q(type="")
                & ~models.Q(address=""),
                name="enum_mapping_in_bounds",
            ),
        )
        indexes = (
            models.Index(fields=("address",), name="enum_mapping_address"),
            models.Index(fields=("mapto",), name="enum_mapping_mapto"),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.mapto}"
