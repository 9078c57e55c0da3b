"""The forms of contacts and of rejected callers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.accept import CONTACT_GROUPS
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import addresses, words
from ngnpanel.actor import Actor
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm

GROUP_CHOICES = [("", lazy("No group")), *((name, words.GROUPS[name]) for name in CONTACT_GROUPS)]


def address_field() -> forms.CharField:
    """A number or address of somebody else."""
    return forms.CharField(
        label=lazy("Number or address"),
        max_length=255,
        help_text=lazy("A telephone number with its country code, or a SIP address."),
        widget=forms.TextInput(
            attrs={
                "placeholder": "+31 20 800 5161",
                "autocapitalize": "none",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": lazy("Enter a telephone number or an address.")},
    )


class ContactForm(PanelForm[Contact]):
    """A contact; its address is its key and cannot change."""

    uri = address_field()
    name = forms.CharField(label=lazy("Name"), max_length=128, required=False)
    group = forms.ChoiceField(
        label=lazy("Group"),
        required=False,
        choices=GROUP_CHOICES,
        help_text=lazy("Your accept rules can let through a whole group."),
    )
    fixed = ("uri",)
    prefill = ("uri", "name")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        domain: str,
        record: Contact | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, actor=actor, record=record, initial=initial)
        self.domain = domain
        group = self.fields["group"]
        if (
            record
            and record.group not in ("", *CONTACT_GROUPS)
            and isinstance(group, forms.ChoiceField)
        ):
            group.choices = [*GROUP_CHOICES, (record.group, record.group)]

    def from_domain(self, record: Contact) -> dict[str, Any]:
        """The contact as values of the fields."""
        return {"uri": addresses.shown(record.uri), "name": record.name, "group": record.group}

    def clean_uri(self) -> str:
        """The stored key of the contact."""
        if self.record is not None:
            return self.record.uri
        return _ruled(addresses.pattern, self.cleaned_data["uri"], self.domain)

    def clean_name(self) -> str:
        """One line."""
        return _ruled(rules.plain_text, self.cleaned_data["name"].strip(), 128)

    def to_domain(self, base: Contact | None) -> Contact:
        """The contact with its name and group replaced."""
        values = {name: self.cleaned_data[name] for name in ("name", "group")}
        return replace(base or Contact(uri=self.cleaned_data["uri"]), **values)


class RejectForm(PanelForm[str]):
    """One more caller to refuse; a link may fill in who, and a press of the button refuses them."""

    caller = address_field()
    prefill = ("caller",)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        domain: str,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, actor=actor, initial=initial)
        self.domain = domain
        self.fields["caller"].help_text = _(
            "A number with its country code, a SIP address, or @example.org for everybody there. "
            "% stands for any text."
        )

    def clean_caller(self) -> str:
        """The stored pattern."""
        return _ruled(addresses.pattern, self.cleaned_data["caller"], self.domain)

    def to_domain(self, base: str | None) -> str:
        """The stored pattern."""
        del base
        return str(self.cleaned_data["caller"])


def _ruled(rule: Any, *arguments: Any) -> str:
    try:
        return str(rule(*arguments))
    except RuleError as error:
        raise forms.ValidationError(mending(error)) from None
