"""The form of a SIP domain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.accounts.forms.choices import Choices, offer_customers
from ngnpanel.accounts.forms.ruled import LinesField, NumberField, RuledForm
from ngnpanel.web.forms import Group

TLS = ("certificate", "match_ip_address", "match_sip_domain", "verify_cert", "require_cert")


class DomainForm(RuledForm[Domain]):
    """A served domain: who has it, and how it presents itself over TLS."""

    domain = forms.CharField(
        label=_("Domain name"),
        max_length=253,
        help_text=_("Letters, digits, hyphens and dots. It cannot be changed later."),
        widget=forms.TextInput(attrs={"placeholder": "example.com", "autocapitalize": "none"}),
        error_messages={"required": _("Enter a domain name, for example example.com.")},
    )
    reseller = NumberField(
        label=_("Reseller"),
        required=False,
        help_text=_("All accounts of the domain follow it."),
    )
    customer = NumberField(
        label=_("Customer"),
        required=False,
        help_text=_("Accounts in this domain count against the credit of this customer."),
    )
    certificate = LinesField(
        label=_("Certificate"),
        required=False,
        rows=5,
        help_text=_("PEM text, with the certificates of the issuers below it."),
    )
    private_key = LinesField(
        label=_("Private key"),
        required=False,
        rows=5,
        help_text=_("PEM text without passphrase. It is never shown again."),
    )
    remove_private_key = forms.BooleanField(
        label=_("Remove the stored private key"), required=False
    )
    match_ip_address = forms.CharField(
        label=_("Use it for these IP addresses"),
        required=False,
        max_length=255,
        widget=forms.TextInput(attrs={"placeholder": "192.0.2.10"}),
    )
    match_sip_domain = forms.CharField(
        label=_("Use it for these SIP domains"),
        required=False,
        max_length=255,
        widget=forms.TextInput(attrs={"placeholder": "example.com"}),
    )
    verify_cert = forms.BooleanField(label=_("Check the certificates of peers"), required=False)
    require_cert = forms.BooleanField(label=_("Refuse peers without a certificate"), required=False)
    groups = (
        Group(_("Domain"), "", ("domain",)),
        Group(_("Belongs to"), _("Who provisions accounts here."), ("reseller", "customer")),
        Group(
            _("TLS"),
            _("The certificate that the SIP servers show for this domain."),
            (*TLS[:1], "private_key", "remove_private_key", *TLS[1:]),
            folded=True,
        ),
    )
    fixed = ("domain",)
    fields_of_codes = {1001: "domain"}
    value_rules = {"domain": rules.domain_name}

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        offer_customers(self, "customer", choices.customers, _("None"))
        offer_customers(self, "reseller", choices.resellers, _("None, the platform itself"))
        if not self.actor.is_administrator:
            self.remove("reseller")
        if self.actor.customer != self.actor.reseller:
            self.remove("customer")  # a customer's domains are its own
        if self.record is not None and self.record.private_key:
            self.fields["private_key"].help_text = _now(
                "A private key is stored. Leave this empty to keep it, or paste a new one."
            )
        else:
            self.remove("remove_private_key")

    def from_domain(self, record: Domain) -> dict[str, Any]:
        """The record as values of the fields; the private key never leaves."""
        shown = {name: getattr(record, name) for name in TLS}
        return {
            **shown,
            "domain": record.domain,
            "reseller": record.reseller or None,
            "customer": record.customer or None,
        }

    def clean_certificate(self) -> str:
        """Certificates in PEM form."""
        return self._pem("certificate", "CERTIFICATE")

    def clean_private_key(self) -> str:
        """A private key in PEM form."""
        return self._pem("private_key", "PRIVATE KEY")

    def to_domain(self, base: Domain | None) -> Domain:
        """``base`` with what the form shows replaced; an empty key keeps the stored one."""
        values = self.written(TLS)
        for name in ("reseller", "customer"):
            if self.is_written(name):
                values[name] = self.cleaned_data[name] or 0
        if self.cleaned_data["private_key"]:
            values["private_key"] = self.cleaned_data["private_key"]
        elif self.cleaned_data.get("remove_private_key"):
            values["private_key"] = ""
        if base is not None:
            return replace(base, **values)
        return Domain(domain=self.cleaned_data["domain"], **values)

    def _pem(self, name: str, kind: str) -> str:
        text = str(self.cleaned_data[name])
        begin, end = "-----BEGIN ", f"{kind}-----"
        if text and name in self.changed_data and not (begin in text and end in text):
            raise forms.ValidationError(
                _now("Paste the whole PEM text, from -----BEGIN … to … %(end)s") % {"end": end}
            )
        return text
