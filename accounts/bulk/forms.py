"""What bulk acts on accounts need to know."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import balance, rules
from ngnpanel.accounts.forms.ruled import NumberField
from ngnpanel.jobs.forms import SettingsForm


class QuotaForm(SettingsForm):
    """A monthly limit."""

    quota = NumberField(
        label=_("Quota"),
        required=False,
        max_value=rules.MAX_INT,
        help_text=_("The most that calls of a month may cost. Empty or 0: no limit."),
    )


class BalanceForm(SettingsForm):
    """A sum and what it is for."""

    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=balance.DIGITS,
        decimal_places=balance.PLACES,
        max_value=balance.MAX_AMOUNT,
        min_value=-balance.MAX_AMOUNT,
        help_text=_("It is added to each balance; with a minus in front it is taken from it."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=80,
        help_text=_("It stands in the history of each account."),
    )

    def clean_amount(self) -> Decimal:
        """Nothing is no amount."""
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Enter an amount other than 0."))
        return amount
