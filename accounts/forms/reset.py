"""The forms of a forgotten password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import rules, strength
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.web.faults import mending


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    email = forms.CharField(
        label=lazy("Mail address"),
        max_length=rules.MAX_EMAIL,
        help_text=lazy("The one that stands in your account."),
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "email", "autocapitalize": "none"}
        ),
        error_messages={"required": lazy("Enter the mail address of your account.")},
    )
    name = forms.CharField(
        label=lazy("SIP address or username"),
        max_length=200,
        required=False,
        help_text=lazy("Only if you have several accounts and mean one of them."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_email(self) -> str:
        """An address that mail can be sent to."""
        try:
            return rules.email(str(self.cleaned_data["email"]))
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None


def _secret(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=64,
        strip=False,
        required=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ResetForm(forms.Form):
    """New passwords; what stays empty stays as it is."""

    panel_password = _secret(
        lazy("New password for signing in here"),
        lazy("At least 8 characters, without your name and your address."),
    )
    sip_password = _secret(
        lazy("New SIP password"),
        lazy("Your phones must get it as well. Leave it empty and they go on as before."),
    )
    revoke_tokens = forms.BooleanField(
        label=lazy("Revoke all API tokens"),
        required=False,
        initial=True,
        help_text=lazy("Choose it if somebody else may have known the password."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        names: tuple[str, ...],
        sets_sip_password: bool,
        has_tokens: bool = False,
    ) -> None:
        super().__init__(data)
        self.names = names
        if not sets_sip_password:
            del self.fields["sip_password"]
        if not has_tokens:
            del self.fields["revoke_tokens"]

    def clean_panel_password(self) -> str:
        """Not easy to guess."""
        return self._checked("panel_password")

    def clean_sip_password(self) -> str:
        """Not easy to guess, and text that a phone can send."""
        return self._checked("sip_password")

    def clean(self) -> dict[str, Any]:
        """One of them at least."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        passwords_typed = (text for name, text in cleaned.items() if name != "revoke_tokens")
        if not self.errors and not any(passwords_typed):
            self.add_error("panel_password", _("Enter the new password."))
        return cleaned

    def _checked(self, name: str) -> str:
        typed = str(self.cleaned_data[name])
        if not typed:
            return typed
        try:
            return strength.check(rules.plain_text(typed, 64), *self.names)
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None
