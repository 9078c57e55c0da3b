"""The password that somebody proves with to be the subscriber, before settings are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber.forms.passwords import proves
from ngnpanel.actor import Actor
from ngnpanel.users import identity
from ngnpanel.web.forms import PanelForm


class SetUpForm(PanelForm[Account]):
    """The password that opens the panel, once more."""

    current_password = forms.CharField(
        label=lazy("Your present password"),
        strip=False,
        help_text=lazy(
            "The settings hold your password: show that you are the one who may see it."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": lazy("Enter the password that you sign in with.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, actor: Actor, record: Account
    ) -> None:
        super().__init__(data, actor=actor, record=record)

    def from_domain(self, record: Account) -> dict[str, Any]:
        """Passwords are never shown."""
        del record
        return {}

    def clean_current_password(self) -> str:
        """It must be the one that opens the panel."""
        typed = str(self.cleaned_data["current_password"])
        record = self.record
        if record is None or not proves(record, typed, identity.verifier_of(record)):
            raise forms.ValidationError(_("This is not the password that you sign in with."))
        return typed
