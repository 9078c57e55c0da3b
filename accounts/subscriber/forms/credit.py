"""The forms of the page of credit: a voucher, a period, and a change by staff."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import balance, rules
from ngnpanel.accounts.domain.balance import PrepaidCard
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.soap.errors import RemoteError
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm


class VoucherForm(PanelForm[PrepaidCard]):
    """Both numbers of a voucher, each in its field or both pasted into the first."""

    voucher = forms.CharField(
        label=lazy("Number of the voucher"),
        max_length=100,
        help_text=lazy("You may also paste both numbers here."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": lazy("Enter the number of the voucher.")},
    )
    number = forms.CharField(
        label=lazy("Secret number"),
        max_length=balance.MAX_TYPED,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Part what was pasted; the platform says whether it is a voucher."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "voucher" not in cleaned or "number" not in cleaned:
            return cleaned
        row, number = cleaned["voucher"].strip(), cleaned["number"]
        if not number:
            row, _blank, number = row.replace("\t", " ").partition(" ")
        digits = "".join(number.replace("-", " ").split())
        if not digits:
            self.add_error("number", _("Enter the secret number of the voucher."))
        elif not is_row(row):
            self.add_error("voucher", _("This number has digits alone, for example 1042."))
        else:
            cleaned |= {"voucher": int(row), "number": digits}
        return cleaned

    def to_domain(self, base: PrepaidCard | None) -> PrepaidCard:
        """What the platform is asked to book."""
        del base
        return PrepaidCard(id=self.cleaned_data["voucher"], number=self.cleaned_data["number"])

    def add_remote_error(self, error: RemoteError) -> None:
        """One sentence whatever is wrong: nobody learns which part was right."""
        del error
        self.add_error(
            None, _("This voucher is not valid here. Check both numbers; each works once.")
        )


def is_row(text: str) -> bool:
    """Whether a text can be the number of a voucher's row."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= 10
    return is_number and int(text) <= rules.MAX_INT


class ChangeForm(PanelForm[None]):
    """What staff adds to a balance, or takes from it."""

    value = forms.CharField(
        label=lazy("Amount"),
        max_length=30,
        help_text=lazy("With - in front it is taken from the balance."),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "12.50"}
        ),
        error_messages={"required": lazy("Enter an amount such as 12.50.")},
    )
    description = forms.CharField(
        label=lazy("Description"),
        required=False,
        max_length=200,
        help_text=lazy("The subscriber reads it in the history."),
    )
    notify = forms.BooleanField(label=lazy("Tell the subscriber by mail"), required=False)

    def clean_value(self) -> float:
        """The amount with its sign."""
        try:
            return float(balance.typed(self.cleaned_data["value"]))
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None

    def clean_description(self) -> str:
        """One line."""
        try:
            return rules.plain_text(self.cleaned_data["description"].strip(), 200)
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None


class PeriodForm(forms.Form):
    """The days of the history, both included; what makes no sense counts as not given."""

    since = forms.DateField(
        label=lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    idle = forms.BooleanField(label=lazy("Also calls that cost nothing"), required=False)

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day."""
        self.is_valid()
        return self.cleaned_data.get("since"), self.cleaned_data.get("until")

    @property
    def shows_idle(self) -> bool:
        """Whether calls that cost nothing are shown."""
        self.is_valid()
        return bool(self.cleaned_data.get("idle"))
