"""The form of the two passwords of an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import passwords, rules, strength
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.actor import Actor
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm

SHORTEST_PASSWORD = strength.SHORTEST


class PasswordForm(PanelForm[Account]):
    """A new password, typed twice; the subscriber types the old one as well."""

    current_password = forms.CharField(
        label=lazy("Your present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": lazy("Enter the password that you sign in with.")},
    )
    new_password = forms.CharField(
        label=lazy("New password"),
        max_length=64,
        strip=False,
        help_text=lazy("At least 8 characters, without your name and your address."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": lazy("Enter the new password.")},
    )
    repeated_password = forms.CharField(
        label=lazy("New password again"),
        max_length=64,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": lazy("Enter the new password once more.")},
    )

    live = ("new_password",)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        record: Account,
        verifier: str,
        asks_old: bool,
        removes: bool = False,
        wish: str = "",
    ) -> None:
        super().__init__(data, actor=actor, record=record)
        self.verifier = verifier
        self.removes = removes
        self.wish = wish
        if not asks_old:
            self.fields.pop("current_password")
        if removes:
            self.fields["new_password"].required = self.fields["repeated_password"].required = False

    def from_domain(self, record: Account) -> dict[str, Any]:
        """Passwords are never shown."""
        del record
        return {}

    def clean_current_password(self) -> str:
        """It must be the one that opens the panel."""
        typed = str(self.cleaned_data["current_password"])
        if not proves(self.record, typed, self.verifier):
            raise forms.ValidationError(_("This is not the password that you sign in with."))
        return typed

    def clean_new_password(self) -> str:
        """Long enough, and text that a phone can send."""
        typed = str(self.cleaned_data["new_password"])
        if self.removes:
            return typed
        try:
            return strength.check(rules.plain_text(typed, 64), *names_of(self.record))
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None

    def clean(self) -> dict[str, Any]:
        """Both times the same."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            not self.removes
            and "new_password" in cleaned
            and cleaned["new_password"] != cleaned.get("repeated_password")
        ):
            self.add_error("repeated_password", _("This is not the same as above."))
        return cleaned

    def to_domain(self, base: Account | None) -> Account:
        """The account with the new SIP password."""
        if base is None:
            raise TypeError("passwords belong to an account that exists")
        new = self.cleaned_data["new_password"]
        return replace(base, password=passwords.stored_form(base, new, self.wish))


def names_of(account: Account | None) -> tuple[str, ...]:
    """What has no place in a password of this account."""
    if account is None:
        return ()
    return str(account.id), account.first_name, account.last_name


def proves(account: Account | None, password: str, verifier: str) -> bool:
    """Whether a password is the one that signs in to the panel."""
    if account is None:
        return False
    user, domain = account.id.username, account.id.domain
    if verifier and verifier == account.ha1:
        return passwords.verify_ha1(user, domain, password, verifier)
    return passwords.verify(user, domain, password, verifier)
