"""The form of an existing SIP account."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import passwords, rules, strength
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.forms.calling import CallingForm
from ngnpanel.accounts.forms.choices import Choices, offer, offer_customers
from ngnpanel.accounts.forms.ruled import NumberField, secret_input, timezone_choices
from ngnpanel.web.forms import Group
from ngnpanel.web.languages import LANGUAGES


class AccountForm(CallingForm):
    """Everything about an account that staff may see; routing of calls has its own screens."""

    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=128,
        help_text=_("For notices and voicemail messages."),
        widget=forms.EmailInput(attrs={"placeholder": "alice@example.com"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)
    password = forms.CharField(
        label=_("SIP password"),
        required=False,
        strip=False,
        max_length=64,
        help_text=_("For the telephones. Leave it empty to keep the present one."),
        widget=secret_input(),
    )
    web_password = forms.CharField(
        label=_("Web password"),
        required=False,
        strip=False,
        max_length=64,
        widget=secret_input(),
    )
    remove_web_password = forms.BooleanField(
        label=_("Remove the web password, so that the SIP password opens the settings"),
        required=False,
    )
    anonymous = forms.BooleanField(label=_("Hide the caller id"), required=False)
    anonymous_reject = forms.BooleanField(label=_("Refuse callers who hide theirs"), required=False)
    timeout = NumberField(
        label=_("Rings for"),
        required=False,
        max_value=rules.MAX_TIMEOUT,
        help_text=_("Then the forwarding for no answer takes over. Empty: 35 seconds."),
    )
    mobile_number = forms.CharField(
        label=_("Mobile number"),
        required=False,
        max_length=32,
        help_text=_("Offered as a destination for forwarding."),
        widget=forms.TextInput(attrs={"type": "tel", "placeholder": "+31 6 1234 5678"}),
    )
    quickdial_prefix = forms.CharField(
        label=_("Quick dial prefix"),
        required=False,
        max_length=32,
        help_text=_("Digits that are put before short numbers."),
    )
    missed_calls = forms.BooleanField(label=_("Mail the missed calls every day"), required=False)

    groups = (
        Group(
            _("Identity"),
            "",
            ("first_name", "last_name", "email", "language", "timezone", "owner"),
        ),
        Group(
            _("Passwords"),
            "",
            ("password", "web_password", "remove_web_password", "deny_password_change"),
        ),
        Group(
            _("Calling rights"),
            "",
            ("blocked", "free_pstn", "rpid", "anonymous", "anonymous_reject", "sms", "trunking"),
        ),
        Group(
            _("Limits and money"), "", ("prepaid", "quota", "call_limit", "rate_on_net", "payments")
        ),
        Group(
            _("Where calls go"),
            _("Forwarding, accept rules and voicemail are under “Manage”."),
            ("timeout", "mobile_number", "quickdial_prefix", "missed_calls"),
        ),
        Group(_("Technical"), "", ("acl", "region", "other_groups"), folded=True),
    )
    units = {"timeout": _("seconds"), "quota": _("a month")}
    value_rules = {
        "password": strength.not_common,
        "web_password": strength.not_common,
        "email": lambda text: rules.email(text).lower(),
        "rpid": lambda text: rules.phone_number(text, "rpid"),
        "mobile_number": rules.mobile_number,
        "quickdial_prefix": rules.quick_dial,
    }
    live = ("owner",)
    wire_fields = {"answerTimeout": "timeout"}

    def __init__(
        self, data: Any = None, *, rights: CallingRights, choices: Choices, **options: Any
    ) -> None:
        super().__init__(data, **options)
        account = self.account
        offer(self, "timezone", [("", _now("The platform's")), *timezone_choices()])
        offer(self, "language", [("", _now("The platform's")), *LANGUAGES])
        offer_customers(self, "owner", choices.customers, _("Nobody"))
        has_web_password = bool(account.property_value("web_password"))
        self.fields["web_password"].help_text = (
            _now("For the settings pages. One is set; leave this empty to keep it.")
            if has_web_password
            else _now("For the settings pages. None is set: the SIP password opens them.")
        )
        if not has_web_password:
            self.remove("remove_web_password")
        if not account.id.username.isdigit() and not account.quickdial_prefix:
            self.remove("quickdial_prefix")
        self.keep_to_rights(rights)

    def clean(self) -> dict[str, Any]:
        """A web password cannot be set and removed at once."""
        cleaned = super().clean()
        if cleaned.get("web_password") and cleaned.get("remove_web_password"):
            problem = _now("Either type a new web password or remove the present one.")
            self.add_error("remove_web_password", problem)
        return cleaned

    def to_domain(self, base: Account | None) -> Account:
        """``base`` with what the form shows replaced, passwords among it."""
        account = super().to_domain(base)
        user, domain = account.id.username, account.id.domain
        typed = self.cleaned_data["password"]
        if typed:
            account = replace(account, password=self.rights.stored_password(user, domain, typed))
        if self.cleaned_data["web_password"]:
            typed = self.cleaned_data["web_password"]
            pair = passwords.digest_pair(user, domain, typed)
            account = account.with_properties({"web_password": pair})
        elif self.cleaned_data.get("remove_web_password"):
            account = account.with_properties({"web_password": ""})
        return account
