"""Prepaid balances, what changed them, and the vouchers that fill them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.timezone import now

from ngnpanel.accounts.domain.balance import DIGITS, MAX_AMOUNT, PLACES
from ngnpanel.provisioning.models.customers import LONG, SHORT, Customer


class Balance(models.Model):
    """The credit of an account, which exists once something changed it; without a row it is 0."""

    account = models.OneToOneField(
        "provisioning.Account",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="balance",
    )
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=0, db_default=0)
    changed = models.DateTimeField(default=now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gte=-MAX_AMOUNT, amount__lte=MAX_AMOUNT),
                name="balance_in_bounds",
            ),
        )

    def __str__(self) -> str:
        return f"balance of account {self.pk}"


class CreditEntry(models.Model):
    """One change of a balance; ``balance`` is what was left after it.

    Entries are written while the balance is locked, so their ids follow the order of the changes.
    """

    account = models.ForeignKey(
        "provisioning.Account", on_delete=models.CASCADE, related_name="credit_history"
    )
    at = models.DateTimeField(default=now)
    action = models.CharField(max_length=SHORT)
    description = models.CharField(max_length=LONG, blank=True, default="")
    # Positive is credit, negative is debit.
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    balance = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    # The Call-ID of the call that was paid.
    session = models.CharField(max_length=LONG, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("account", "-id"), name="credit_entry_newest"),)

    def __str__(self) -> str:
        return f"{self.action} {self.value}"


class Voucher(models.Model):
    """A card that is worth a sum once, for an account of one reseller.

    ``number_digest`` is the keyed digest of its secret number, which nobody can read again. What it
    was used for is text: the account may be deleted, the sale stays.
    """

    # The contract's id is 32 bits wide.
    id = models.AutoField(primary_key=True)
    reseller = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="vouchers")
    batch = models.CharField(max_length=SHORT, blank=True, default="")
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    number_digest = models.CharField(max_length=SHORT)
    # It may be used before this moment.
    ends = models.DateTimeField()
    is_blocked = models.BooleanField(default=False)
    created = models.DateTimeField(default=now)
    used = models.DateTimeField(null=True, blank=True)
    used_for = models.CharField(max_length=2 * LONG, blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(value__gt=0, value__lte=MAX_AMOUNT), name="voucher_has_a_value"
            ),
            models.CheckConstraint(
                condition=models.Q(used__isnull=True, used_for="")
                | (models.Q(used__isnull=False) & ~models.Q(used_for="")),
                name="voucher_used_for_an_account",
            ),
        )
        indexes = (models.Index(fields=("reseller", "batch"), name="voucher_batch"),)

    def __str__(self) -> str:
        return str(self.pk)

    def state(self, moment: datetime) -> str:
        """What the voucher is at a moment: good, used, blocked or expired."""
        if self.used is not None:
            return "used"
        if self.is_blocked:
            return "blocked"
        return "good" if moment < self.ends else "expired"
