"""The form for one more alias of the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, Alias, SipId
from ngnpanel.actor import Actor
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm


class OwnAliasForm(PanelForm[Alias]):
    """Another name for the account in its own domain."""

    name = forms.CharField(
        label=lazy("Another name"),
        max_length=255,
        help_text=lazy("Letters, digits and . _ - are allowed. Calls to it reach you as well."),
        widget=forms.TextInput(
            attrs={"placeholder": "sales", "autocapitalize": "none", "autocomplete": "off"}
        ),
        error_messages={"required": lazy("Enter a name, for example sales.")},
    )
    wire_fields = {"id": "name", "username": "name"}

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, actor: Actor, account: Account
    ) -> None:
        super().__init__(data, actor=actor)
        self.account = account
        self.units = {"name": f"@{account.id.domain}"}

    def clean_name(self) -> str:
        """The user part; a whole address must be one of the own domain."""
        typed = rules.without_scheme(str(self.cleaned_data["name"]))
        user, at, domain = typed.rpartition("@") if "@" in typed else (typed, "", "")
        if at and domain.lower() != self.account.id.domain:
            text = _("You can only have names in %(domain)s.") % {"domain": self.account.id.domain}
            raise forms.ValidationError(text)
        try:
            name = rules.username(user)
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None
        if any(char in "+*#" for char in name):
            raise forms.ValidationError(_("Use letters, digits and the characters . _ - only."))
        if name == self.account.id.username:
            raise forms.ValidationError(_("This is your address already."))
        return name

    def to_domain(self, base: Alias | None) -> Alias:
        """The alias, owned by whom the account belongs to."""
        del base
        domain = self.account.id.domain
        return Alias(
            id=SipId(username=self.cleaned_data["name"], domain=domain),
            target=self.account.id,
            owner=self.account.owner,
        )
