"""Which calls of the history a person looks for; all of it stands in the URL."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.subscriber.history import Wanted
from ngnpanel.accounts.subscriber.statistics import MISSED, PLACED, RECEIVED

# A platform knows Unix times of 31 bits.
EARLIEST: Final = date(1970, 1, 2)
LATEST: Final = date(2037, 12, 31)


def day_field(label: Any) -> forms.DateField:
    """A day with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": lazy("Enter a day, for example 2026-11-23.")},
    )


class HistoryForm(forms.Form):
    """Days by the account's clock, both included, and what calls have to be like."""

    since = day_field(lazy("From"))
    until = day_field(lazy("To"))
    q = forms.CharField(
        label=lazy("Name or number"),
        required=False,
        max_length=128,
        error_messages={"max_length": lazy("Shorten this to at most 128 characters.")},
    )
    kind = forms.ChoiceField(
        label=lazy("Calls"),
        required=False,
        choices=[
            ("", lazy("All calls")),
            (PLACED, lazy("Placed")),
            (RECEIVED, lazy("Received")),
            (MISSED, lazy("Missed")),
        ],
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": lazy("Choose one of the list.")},
    )
    minutes = forms.IntegerField(
        label=lazy("Minutes at least"),
        required=False,
        min_value=0,
        max_value=100_000,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), lazy("Enter whole minutes, for example 5.")
        ),
    )
    price = forms.DecimalField(
        label=lazy("Costs at least"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        localize=True,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_whole_digits"),
            lazy("Enter an amount, for example 1.50."),
        ),
    )

    def clean_since(self) -> date | None:
        """A day that a platform can be asked about."""
        return self._day("since")

    def clean_until(self) -> date | None:
        """A day that a platform can be asked about."""
        return self._day("until")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("Choose a day that is not before the first one."))
        return values

    def _day(self, name: str) -> date | None:
        found: date | None = self.cleaned_data.get(name)
        if found is not None and not EARLIEST <= found <= LATEST:
            raise ValidationError(_("Choose a day from 1970 to 2037."))
        return found

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day; what cannot be read counts as not given."""
        self.is_valid()
        return self.cleaned_data.get("since"), self.cleaned_data.get("until")

    def wanted(self) -> Wanted:
        """What the calls are like; what cannot be read counts as not given."""
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            text=told.get("q") or "",
            kind=told.get("kind") or "",
            seconds=60 * (told.get("minutes") or 0),
            price=float(told.get("price") or 0),
        )

    @property
    def is_narrow(self) -> bool:
        """Whether anything is looked for."""
        return any(self.data.get(name) for name in self.fields)
