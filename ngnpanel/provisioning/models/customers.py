"""Customers, resellers and their properties."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now

SHORT: Final = 64
LONG: Final = 255


class Customer(models.Model):
    """A customer; the one whose id equals its reseller's is a reseller."""

    id = models.BigAutoField(primary_key=True)
    # RESTRICT, not PROTECT: a reseller refers to itself and must still be deletable.
    reseller = models.ForeignKey("self", on_delete=models.RESTRICT, related_name="customers")
    impersonate = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="impersonators"
    )
    username = models.CharField(max_length=SHORT, unique=True)
    # A one-way hash to sign in with, and the sealed text that the contract lets its owner read.
    password_hash = models.CharField(max_length=LONG)
    password_sealed = models.TextField()
    first_name = models.CharField(max_length=SHORT, blank=True)
    last_name = models.CharField(max_length=SHORT, blank=True)
    organization = models.CharField(max_length=LONG, blank=True)
    vat_number = models.CharField(max_length=SHORT, blank=True)
    email = models.CharField(max_length=LONG, blank=True)
    web = models.CharField(max_length=LONG, blank=True)
    tel = models.CharField(max_length=SHORT, blank=True)
    fax = models.CharField(max_length=SHORT, blank=True)
    mobile = models.CharField(max_length=SHORT, blank=True)
    sip = models.CharField(max_length=LONG, blank=True)
    enum = models.CharField(max_length=SHORT, blank=True)
    address = models.CharField(max_length=LONG, blank=True)
    postcode = models.CharField(max_length=SHORT, blank=True)
    city = models.CharField(max_length=SHORT, blank=True)
    state = models.CharField(max_length=3, default="N/A")
    country = models.CharField(max_length=3, default="N/A")
    timezone = models.CharField(max_length=SHORT, blank=True)
    language = models.CharField(max_length=SHORT, blank=True)
    bank_account = models.CharField(max_length=SHORT, blank=True)
    billing_address = models.CharField(max_length=LONG, blank=True)
    billing_email = models.CharField(max_length=LONG, blank=True)
    balance = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    credit = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    company_code = models.CharField(max_length=SHORT, blank=True)
    # None and False both mean that the reseller creates nothing.
    reseller_active = models.BooleanField(null=True)
    changed = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")) & ~models.Q(username=""),
                name="customer_username_is_lower_case",
            ),
        )
        indexes = (
            models.Index(fields=("reseller", "username"), name="customer_reseller_name"),
            models.Index(fields=("reseller", "changed", "id"), name="customer_reseller_changed"),
            models.Index(fields=("changed", "id"), name="customer_changed"),
            models.Index(fields=("last_name", "id"), name="customer_last_name"),
            models.Index(fields=("first_name", "id"), name="customer_first_name"),
            models.Index(fields=("organization", "id"), name="customer_organization"),
        )

    def __str__(self) -> str:
        return self.username

    @property
    def is_reseller(self) -> bool:
        """Whether this row is a reseller."""
        return self.pk == self.reseller_id


class CustomerProperty(models.Model):
    """A named text of a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="properties")
    name = models.CharField(max_length=SHORT)
    category = models.CharField(max_length=SHORT, blank=True)
    permission = models.CharField(max_length=SHORT, blank=True)
    value = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("customer", "name"), name="customer_property_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="customer_property_named"),
        )

    def __str__(self) -> str:
        return self.name
