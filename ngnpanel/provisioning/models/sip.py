"""SIP domains, accounts and aliases.

A foreign key without an index of its own is the first column of another one.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now

from ngnpanel.accounts.domain.rules import MAX_TIMEOUT
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.models.customers import LONG, SHORT, Customer

HOST = 253


class Domain(models.Model):
    """A served domain; accounts and aliases inherit its customer and reseller by join."""

    name = models.CharField(max_length=HOST, unique=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="domains"
    )
    reseller = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="reseller_domains"
    )
    certificate = models.TextField(blank=True)
    private_key_sealed = models.TextField(blank=True)
    match_ip_address = models.TextField(blank=True)
    match_sip_domain = models.TextField(blank=True)
    verify_cert = models.BooleanField(default=False)
    require_cert = models.BooleanField(default=False)
    # The highest number that <autoincrement> gave out; numbers are never given twice.
    last_number = models.BigIntegerField(default=0)
    changed = models.DateTimeField(default=now)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(name=Lower("name")) & ~models.Q(name=""),
                name="domain_name_is_lower_case",
            ),
        )
        indexes = (models.Index(fields=("changed", "id"), name="domain_changed"),)

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """A SIP account.

    ``ha1`` and ``ha1b`` are the two digests of its password; ``password_sealed`` is the clear text
    under the server's key, empty when only digests are kept.
    """

    domain = models.ForeignKey(
        Domain, on_delete=models.PROTECT, db_index=False, related_name="accounts"
    )
    username = models.CharField(max_length=SHORT)
    owner = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="owned_accounts",
    )
    password_sealed = models.TextField(blank=True)
    ha1 = models.CharField(max_length=32)
    ha1b = models.CharField(max_length=32)
    first_name = models.CharField(max_length=SHORT, blank=True)
    last_name = models.CharField(max_length=SHORT, blank=True)
    email = models.CharField(max_length=LONG, blank=True)
    acl = models.JSONField(default=list, blank=True)
    timezone = models.CharField(max_length=SHORT, blank=True)
    rpid = models.CharField(max_length=SHORT, blank=True)
    quota = models.PositiveIntegerField(null=True, blank=True)
    quickdial_prefix = models.CharField(max_length=SHORT, blank=True)
    call_limit = models.PositiveIntegerField(null=True, blank=True)
    prepaid = models.BooleanField(default=False)
    region = models.CharField(max_length=SHORT, blank=True)
    timeout = models.PositiveIntegerField(null=True, blank=True)
    changed = models.DateTimeField(default=now)
    created = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("domain", "username"), name="account_once"),
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")) & ~models.Q(username=""),
                name="account_username_is_lower_case",
            ),
            models.CheckConstraint(
                condition=models.Q(timeout__isnull=True) | models.Q(timeout__lte=MAX_TIMEOUT),
                name="account_timeout_in_bounds",
            ),
        )
        # Each order that a list offers, alone and within a domain or for an owner; the id comes
        # last as in the lists, because an import gives many rows the same date.
        indexes = (
            models.Index(fields=("changed", "id"), name="account_changed"),
            models.Index(fields=("username", "id"), name="account_username"),
            models.Index(fields=("domain", "changed", "id"), name="account_domain_changed"),
            models.Index(fields=("domain", "id"), name="account_domain"),
            models.Index(fields=("owner", "changed", "id"), name="account_owner_changed"),
            models.Index(
                fields=("changed", "id"), condition=models.Q(prepaid=True), name="account_prepaid"
            ),
        )

    def __str__(self) -> str:
        return str(self.sip_id)

    @property
    def sip_id(self) -> SipId:
        """The address; reads the domain."""
        return SipId(username=self.username, domain=self.domain.name)

    @property
    def holder(self) -> Domain:
        """The row that customer and reseller are inherited from."""
        return self.domain


class AccountGroup(models.Model):
    """Membership of an account in a group; prepaid is a flag of the account instead."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, db_index=False, related_name="groups"
    )
    name = models.CharField(max_length=SHORT)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("account", "name"), name="account_group_once"),
            models.CheckConstraint(
                condition=~models.Q(name__in=("", "prepaid")), name="account_group_named"
            ),
        )
        indexes = (models.Index(fields=("name", "account"), name="account_group_name"),)

    def __str__(self) -> str:
        return self.name


class AccountProperty(models.Model):
    """A named text that clients keep with an account."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, db_index=False, related_name="properties"
    )
    name = models.CharField(max_length=SHORT)
    value = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("account", "name"), name="account_property_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="account_property_named"),
        )

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another address; its target may also lie outside the platform, so it is text."""

    domain = models.ForeignKey(
        Domain, on_delete=models.PROTECT, db_index=False, related_name="aliases"
    )
    username = models.CharField(max_length=SHORT)
    target_username = models.CharField(max_length=SHORT)
    target_domain = models.CharField(max_length=HOST)
    owner = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="owned_aliases",
    )
    changed = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("domain", "username"), name="alias_once"),
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")) & ~models.Q(username=""),
                name="alias_username_is_lower_case",
            ),
        )
        indexes = (
            models.Index(fields=("target_domain", "target_username"), name="alias_target"),
            models.Index(fields=("changed", "id"), name="alias_changed"),
            models.Index(fields=("username", "id"), name="alias_username"),
            models.Index(fields=("target_username", "id"), name="alias_target_username"),
            models.Index(fields=("domain", "changed", "id"), name="alias_domain_changed"),
            models.Index(fields=("domain", "id"), name="alias_domain"),
            models.Index(fields=("owner", "changed", "id"), name="alias_owner_changed"),
        )

    def __str__(self) -> str:
        return str(self.sip_id)

    @property
    def sip_id(self) -> SipId:
        """The address; reads the domain."""
        return SipId(username=self.username, domain=self.domain.name)

    @property
    def holder(self) -> Domain:
        """The row that customer and reseller are inherited from."""
        return self.domain
