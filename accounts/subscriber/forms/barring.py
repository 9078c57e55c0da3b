"""The form of barred numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import barring
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm

Prefixes = tuple[str, ...]


class BarringForm(PanelForm[Prefixes]):
    """More prefixes, typed or pasted in any form."""

    prefixes = forms.CharField(
        label=lazy("Numbers that begin with"),
        max_length=20_000,
        help_text=lazy(
            "With the country code, such as +31 900 or 0031 900. Several: one a line, or with"
            " commas between them."
        ),
        widget=forms.Textarea(
            attrs={
                "rows": 2,
                "placeholder": "+31 900",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": lazy("Enter how the numbers begin, for example +31 900.")},
    )

    def clean_prefixes(self) -> Prefixes:
        """The stored prefixes."""
        try:
            found = barring.typed(self.cleaned_data["prefixes"])
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None
        if not found:
            raise forms.ValidationError(self.fields["prefixes"].error_messages["required"])
        return found

    def to_domain(self, base: Prefixes | None) -> Prefixes:
        """The present list with the new ones at its end."""
        return barring.prefixes((*(base or ()), *self.added(base)))

    def added(self, base: Prefixes | None) -> Prefixes:
        """Those that were not in the list."""
        typed: Any = self.cleaned_data["prefixes"]
        return tuple(one for one in typed if one not in (base or ()))
