"""The form of a SIP alias."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.sip import Alias, SipId
from ngnpanel.accounts.forms.choices import Choices, offer_customers, offer_domains
from ngnpanel.accounts.forms.ruled import NumberField, RuledForm
from ngnpanel.web.forms import Group


class AliasForm(RuledForm[Alias]):
    """Another address of an account; the address itself cannot change."""

    username = forms.CharField(
        label=_("Name"),
        max_length=64,
        help_text=_("The part before the @: letters, digits and . _ - + * #"),
        widget=forms.TextInput(attrs={"placeholder": "sales", "autocapitalize": "none"}),
        error_messages={"required": _("Enter the part before the @, for example sales.")},
    )
    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        error_messages={"required": _("Choose the SIP domain of the alias.")},
    )
    target = forms.CharField(
        label=_("Leads to"),
        max_length=320,
        help_text=_(
            "The address that callers of the alias reach; it may lie outside the platform."
        ),
        widget=forms.TextInput(
            attrs={"placeholder": "alice@example.com", "autocapitalize": "none"}
        ),
        error_messages={"required": _("Enter an address such as alice@example.com.")},
    )
    owner = NumberField(
        label=_("Owner"),
        required=False,
        help_text=_("The customer that this alias belongs to as a person; it gives no rights."),
    )
    groups = (
        Group(
            _("Address"), _("Calls to the alias reach the other address."), ("username", "domain")
        ),
        Group(_("Destination"), "", ("target",)),
        Group(_("Person"), "", ("owner",)),
    )
    fixed = ("username", "domain")
    value_rules = {
        "username": rules.username,
        "domain": rules.domain_name,
        "target": SipId.parse,
    }
    fields_of_codes = {1021: "username"}
    wire_fields = {"id": "username"}
    prefill = ("target",)
    like_last = ("domain",)
    live = ("username", "target", "owner")

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        offer_customers(self, "owner", choices.customers, _("Nobody"))
        if self.record is None:
            offer_domains(self, "domain", choices)
            self.initial.setdefault("owner", self.actor.customer or None)

    def from_domain(self, record: Alias) -> dict[str, Any]:
        """The record as values of the fields."""
        return {
            "username": record.id.username,
            "domain": record.id.domain,
            "target": str(record.target),
            "owner": record.owner or None,
        }

    def to_domain(self, base: Alias | None) -> Alias:
        """``base`` with target and owner replaced."""
        values = self.written(("target", "owner"))
        if "owner" in values:
            values["owner"] = int(values["owner"] or 0)
        if base is not None:
            return replace(base, **values)
        address = SipId(username=self.cleaned_data["username"], domain=self.cleaned_data["domain"])
        return Alias(id=address, **values)
