"""The form of an ENUM range."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.forms.choices import Choices, offer_customers
from ngnpanel.accounts.forms.ruled import LinesField, NumberField, RuledForm
from ngnpanel.enum.domain import ranges
from ngnpanel.enum.domain.ranges import DEFAULT_DIGITS, DEFAULT_TLD, DEFAULT_TTL, Range, RangeId
from ngnpanel.soap.errors import RemoteError
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import Group

STATED = ("serial", "dns_name")
LENGTHS = {"minDigits": "min_digits", "maxDigits": "max_digits"}


class RangeForm(RuledForm[Range]):
    """A range of numbers and the zone that it makes in the DNS."""

    prefix = forms.CharField(  # type: ignore[assignment]  # a field, not the prefix of names
        label=_("Prefix"),
        max_length=40,
        help_text=_("What all its numbers begin with, country code first, without + or 00."),
        widget=forms.TextInput(attrs={"placeholder": "312080051", "inputmode": "tel"}),
        error_messages={"required": _("Enter the digits that the numbers begin with.")},
    )
    tld = forms.CharField(
        label=_("Root (TLD)"),
        required=False,
        max_length=223,
        initial=DEFAULT_TLD,
        help_text=_("The domain that the numbers stand below. Empty: e164.arpa."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    dns_name = forms.CharField(label=_("Name in the DNS"), required=False)
    serial = forms.CharField(
        label=_("Serial"),
        required=False,
        help_text=_("The platform counts it up whenever the zone changes."),
    )
    reseller = NumberField(
        label=_("Reseller"), required=False, help_text=_("All numbers of the range follow it.")
    )
    customer = NumberField(
        label=_("Customer"),
        required=False,
        help_text=_("Numbers in this range count against the credit of this customer."),
    )
    min_digits = NumberField(
        label=_("Digits at least"),
        required=False,
        initial=DEFAULT_DIGITS,
        help_text=_("Of the whole number, prefix included. Empty: 11, or as many as it needs."),
    )
    max_digits = NumberField(
        label=_("Digits at most"),
        required=False,
        initial=DEFAULT_DIGITS,
        help_text=_("At most 15. Empty: 11, or as many as it needs."),
    )
    size = NumberField(
        label=_("Size"),
        required=False,
        help_text=_("How many numbers the range may have. Empty: no limit."),
    )
    ttl = NumberField(
        label=_("TTL"),
        required=False,
        initial=DEFAULT_TTL,
        help_text=_("How long resolvers keep what the zone says of itself. Empty: 3600."),
    )
    nameservers = LinesField(
        label=_("Name servers"),
        required=False,
        rows=3,
        help_text=_("One host name on a line. Empty: the platform's own."),
    )
    info = forms.CharField(label=_("Info"), required=False, max_length=255)
    groups = (
        Group(_("Numbers"), "", ("prefix", "tld", "min_digits", "max_digits", "size")),
        Group(_("Belongs to"), "", ("reseller", "customer", "info")),
        Group(
            _("Zone"),
            _("The range is a zone of the DNS, which holds the records of its numbers."),
            ("dns_name", "serial", "ttl", "nameservers"),
        ),
    )
    units = {"ttl": _("seconds"), "size": _("numbers")}
    fixed = ("prefix", "tld", *STATED)
    fields_of_codes = {3001: "prefix", 3004: "prefix"}
    prefill = ("prefix", "tld", "customer")
    like_last = ("tld",)
    value_rules = {
        "prefix": lambda text: ranges.digits(text, "prefix"),
        "tld": ranges.tld,
        "ttl": lambda seconds: ranges.ttl(seconds or 0),
        "nameservers": lambda text: ranges.nameservers(text.splitlines()),
    }

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        offer_customers(self, "customer", choices.customers, _("None"))
        offer_customers(self, "reseller", choices.resellers, _("None, the platform itself"))
        if not self.actor.is_administrator:
            self.remove("reseller")
        if self.actor.customer != self.actor.reseller:
            self.remove("customer")  # a customer's ranges are its own
        if self.record is None:
            self.remove(*STATED)

    def from_domain(self, record: Range) -> dict[str, Any]:
        """The record as values of the fields."""
        return {
            "prefix": record.id.prefix,
            "tld": record.id.tld,
            "dns_name": ranges.zone_name(record.id.prefix, record.id.tld),
            "serial": str(record.serial or ""),
            "reseller": record.reseller or None,
            "customer": record.customer or None,
            "min_digits": record.min_digits,
            "max_digits": record.max_digits,
            "size": record.size or None,
            "ttl": record.ttl,
            "nameservers": "\n".join(record.nameservers),
            "info": record.info,
        }

    def clean(self) -> dict[str, Any]:
        """The bounds of the numbers have to fit the prefix and each other."""
        cleaned = super().clean()
        prefix = cleaned.get("prefix") if self.record is None else self.record.id.prefix
        if not prefix or self.errors.keys() & {"prefix", *LENGTHS.values()}:
            return cleaned
        if self.record is None and not self.actor.is_administrator and ranges.is_country(prefix):
            text = _now(
                "Only the administrator adds the range of a whole country."
                " Enter the prefix of your block of numbers."
            )
            self.add_error("prefix", text)
        elif self.is_written("min_digits") or self.is_written("max_digits"):
            try:
                ranges.lengths(prefix, cleaned["min_digits"] or 0, cleaned["max_digits"] or 0)
            except RuleError as error:
                self.add_error(LENGTHS[error.field], mending(error))
        return cleaned

    def add_remote_error(self, error: RemoteError) -> None:
        """A root inside of a foreign zone is told as such."""
        if error.code == 9002 and error.field == "tld":
            text = _now("This root lies inside a DNS zone of somebody else. Choose another one.")
            self.add_error("tld", text)
        else:
            super().add_remote_error(error)

    def to_domain(self, base: Range | None) -> Range:
        """``base`` with what the form shows replaced."""
        values = self.written(("ttl", "nameservers", "info"))
        for name in ("reseller", "customer", "min_digits", "max_digits", "size"):
            if self.is_written(name):
                values[name] = self.cleaned_data[name] or 0
        if base is not None:
            return replace(base, **values)
        key = RangeId(prefix=self.cleaned_data["prefix"], tld=self.cleaned_data["tld"])
        return Range(id=key, **values)
