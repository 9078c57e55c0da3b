"""The form of a customer or reseller."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ngnpanel.accounts.domain import customers, passwords, rules, strength
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.forms import customer_properties as properties
from ngnpanel.accounts.forms.choices import Choices, offer, offer_customers
from ngnpanel.accounts.forms.ruled import (
    LinesField,
    NumberField,
    RuledForm,
    secret_input,
    timezone_choices,
)
from ngnpanel.web.forms import Group
from ngnpanel.web.languages import LANGUAGES

PERSON: Final = ("first_name", "last_name", "organization", "language", "timezone")
REACH: Final = ("email", "tel", "mobile", "fax", "web", "sip", "enum")
PLACE: Final = ("address", "postcode", "city", "state", "country")
BILLING: Final = ("vat_number", "bank_account", "billing_email", "billing_address")
OFFICE: Final = ("reseller_active", "company_code", "balance", "credit")
# What the platform expects where nothing is known (contract 5.15).
UNKNOWN: Final = "Unknown"
NO_TELEPHONE: Final = "+19999999999"


class CustomerForm(RuledForm[Customer]):
    """Who a customer is, how to reach and bill it, and what it may do."""

    reseller = NumberField(
        label=_("Reseller"),
        required=False,
        help_text=_("Without one this becomes a new reseller."),
    )
    username = forms.CharField(
        label=_("Username"),
        required=False,
        max_length=64,
        help_text=_("For signing in here. Empty: made from the name. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        min_length=6,
        max_length=64,
        widget=secret_input(),
        error_messages={"min_length": _("Use at least 6 characters.")},
    )
    impersonate = forms.TypedChoiceField(
        label=_("Signs in with the rights of"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Employees of a reseller may sign in with the rights of the reseller."),
    )
    first_name = forms.CharField(label=_("First name"), required=False, max_length=64)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=64)
    organization = forms.CharField(label=_("Organization"), required=False, max_length=128)
    language = forms.ChoiceField(label=_("Language"), required=False)
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)
    email = forms.CharField(
        label=_("E-mail"),
        max_length=128,
        widget=forms.EmailInput(attrs={"placeholder": "office@example.com"}),
        error_messages={"required": _("Enter a mail address such as office@example.com.")},
    )
    tel = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"type": "tel", "placeholder": "+31 20 800 5161"}),
    )
    mobile = forms.CharField(
        label=_("Mobile"), required=False, max_length=32, widget=forms.TextInput({"type": "tel"})
    )
    fax = forms.CharField(
        label=_("Fax"), required=False, max_length=32, widget=forms.TextInput({"type": "tel"})
    )
    web = forms.CharField(
        label=_("Web site"),
        required=False,
        max_length=255,
        widget=forms.TextInput(attrs={"placeholder": "https://www.example.com"}),
    )
    sip = forms.CharField(label=_("SIP address"), required=False, max_length=255)
    enum = forms.CharField(label=_("ENUM number"), required=False, max_length=32)
    address = forms.CharField(label=_("Street and number"), required=False, max_length=255)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=32)
    city = forms.CharField(label=_("City"), required=False, max_length=64)
    state = forms.CharField(
        label=pgettext_lazy("of an address", "State"),
        required=False,
        max_length=3,
        help_text=_("Two letters for the USA and Canada; empty elsewhere."),
    )
    country = forms.CharField(
        label=_("Country"),
        required=False,
        max_length=3,
        help_text=_("Two letters, for example NL."),
    )
    vat_number = forms.CharField(label=_("VAT number"), required=False, max_length=64)
    bank_account = forms.CharField(label=_("Bank account"), required=False, max_length=64)
    billing_email = forms.CharField(
        label=_("E-mail for invoices"),
        required=False,
        max_length=128,
        help_text=_("Empty when you add a customer: the e-mail above."),
        widget=forms.EmailInput(),
    )
    billing_address = LinesField(
        label=_("Address for invoices"),
        required=False,
        max_length=255,
        help_text=_("Empty when you add a customer: the address above."),
    )
    notify = forms.BooleanField(
        label=_("Mail how to sign in"),
        required=False,
        help_text=_("Username and the address of this panel; the password is not mailed."),
    )
    reseller_active = forms.BooleanField(
        label=_("May create customers and records"), required=False
    )
    company_code = forms.CharField(label=_("Company code"), required=False, max_length=64)
    balance = forms.FloatField(label=_("Balance"), required=False)
    credit = forms.FloatField(label=_("Credit"), required=False)
    other_properties = properties.OTHER

    groups = (
        Group(_("Sign-in"), "", ("reseller", "username", "password", "notify", "impersonate")),
        Group(_("Who it is"), "", PERSON),
        Group(_("How to reach it"), "", REACH),
        Group(_("Where it is"), "", PLACE, folded=True),
        Group(_("Billing"), "", BILLING, folded=True),
        Group(_("Administration"), _("Only the administrator sees this."), OFFICE),
        *properties.GROUPS,
    )
    fixed = ("username",)
    value_rules = {
        "password": strength.not_common,
        "username": lambda text: customers.login_name(text) if text else "",
        "email": rules.email,
        "billing_email": rules.email,
        **dict.fromkeys(("tel", "mobile", "fax", "enum"), rules.phone_number),
        "country": rules.country,
        "state": rules.state,
        **properties.VALUE_RULES,
    }
    fields_of_codes = {5001: "username"}
    wire_fields = {"properties": "other_properties"}
    live = ("username",)

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        #: The password that was made up because none was typed; shown once.
        self.issued_password = ""
        properties.add_fields(self, self.actor, self.record)
        offer(self, "timezone", [("", _now("The platform's")), *timezone_choices()])
        offer(self, "language", [("", _now("The platform's")), *LANGUAGES])
        self._keep_to_role(choices)
        if self.record is None:
            self.remove("impersonate", "reseller_active", "company_code", "balance", "credit")
            self.fields["password"].help_text = _now("Empty: a random one, which you see once.")
        else:
            self.remove("reseller", "notify")
            self.fields["username"].help_text = _now("For signing in here.")
            self.fields["password"].help_text = _now("Leave it empty to keep the present one.")
            self.fields["email"].required = bool(self.record.email)
            self._offer_impersonation(self.record)

    def _keep_to_role(self, choices: Choices) -> None:
        if self.actor.is_administrator:
            if self.record is None:
                none = _("None: this is a new reseller")
                offer_customers(self, "reseller", choices.resellers, none)
            elif not self.record.is_reseller:
                self.remove("reseller_active")
        else:
            self.remove("reseller", *OFFICE)

    def _offer_impersonation(self, record: Customer) -> None:
        is_its_reseller = self.actor.customer == record.reseller
        if record.is_reseller or not (self.actor.is_administrator or is_its_reseller):
            self.remove("impersonate")
            return
        rows = [(0, _now("Its own")), (record.reseller, _now("Its reseller"))]
        if record.impersonate == record.id:
            rows[0] = (record.id, rows[0][1])
        offer(self, "impersonate", rows)

    def from_domain(self, record: Customer) -> dict[str, Any]:
        """The record as values of the fields, without the password."""
        names = (*PERSON, *REACH, *PLACE, *BILLING, *OFFICE, "username", "reseller", "impersonate")
        shown = {name: getattr(record, name) for name in names}
        return {**shown, **properties.shown(record)}

    def clean_other_properties(self) -> str:
        """Lines of name = value."""
        text = str(self.cleaned_data["other_properties"])
        if self.is_written("other_properties"):
            properties.parse_lines(self, text)
        return text

    def to_domain(self, base: Customer | None) -> Customer:
        """``base`` with what the form shows replaced, or a new customer with its defaults."""
        names = (*PERSON, *REACH, *PLACE, *BILLING, *OFFICE, "impersonate")
        values = self.written(names)
        if "impersonate" in values:
            values["impersonate"] = values["impersonate"] or 0
        if "reseller_active" in values:
            values["reseller_active"] = bool(values["reseller_active"])
        if self.cleaned_data["password"]:
            values["password"] = self.cleaned_data["password"]
        record = base or self._new(values)
        changed = replace(record, **values) if base is not None else record
        return replace(changed, properties=properties.written(self, changed))

    def _new(self, values: dict[str, Any]) -> Customer:
        """A customer with everything that the platform wants, whatever was left empty."""
        username = self.cleaned_data["username"] or invented_username(values)
        if not values.get("password"):
            self.issued_password = values["password"] = passwords.random_password()
        for name in ("address", "postcode", "city"):
            values[name] = values[name] or UNKNOWN
        values["tel"] = values["tel"] or NO_TELEPHONE
        values["billing_email"] = values["billing_email"] or values["email"]
        values["billing_address"] = values["billing_address"] or composed_address(values)
        # Only the administrator chooses; everybody else adds customers of the own reseller.
        reseller = self.actor.reseller or self.cleaned_data.get("reseller") or 0
        return Customer(username=username, reseller=reseller, **values)


def invented_username(values: dict[str, Any]) -> str:
    """A login of the name and five digits, such as alice.smith48213."""
    digits = f"{secrets.randbelow(90000) + 10000}"
    words = ".".join(part for part in (values["first_name"], values["last_name"]) if part)
    kept = "".join(
        c for c in words.lower().replace(" ", ".") if c.isascii() and (c.isalnum() or c in ".-")
    )
    return f"{kept[:50] or 'customer'}{digits}"


def composed_address(values: dict[str, Any]) -> str:
    """The postal address in lines, without what is unknown."""
    town = f"{values['postcode']} {values['city']}".replace(UNKNOWN, "").strip()
    lines = [values["organization"], values["address"], town, values["country"]]
    return "\n".join(line for line in lines if line and line not in (UNKNOWN, "N/A"))
