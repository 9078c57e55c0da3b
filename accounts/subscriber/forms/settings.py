"""The form of the settings page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.sip import SWITCHES, Account
from ngnpanel.accounts.forms.choices import offer
from ngnpanel.accounts.forms.ruled import (
    LANGUAGES,
    NumberField,
    RuledForm,
    timezone_choices,
)
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.subject import Rights
from ngnpanel.actor import Actor
from ngnpanel.web.forms import Group

OFFERED: Final = (
    *("anonymous", "anonymous_reject", "missed_calls"),
    *("trunking", "deny_password_change", "rate_on_net"),
)
PROPERTIES: Final = ("language", "mobile_number")
COLUMNS: Final = ("first_name", "last_name", "email", "timezone", "quickdial_prefix", "timeout")
STAFF: Final = ("first_name", "last_name", "trunking", "deny_password_change", "rate_on_net")


class SettingsForm(RuledForm[Account]):
    """What the person may change about the account and themselves."""

    first_name = forms.CharField(label=lazy("First name"), max_length=64, required=False)
    last_name = forms.CharField(label=lazy("Last name"), max_length=64, required=False)
    email = forms.CharField(
        label=lazy("Mail address"),
        max_length=254,
        required=False,
        help_text=lazy("For voicemail and lists of missed calls."),
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "email", "autocapitalize": "none"}
        ),
    )
    mobile_number = forms.CharField(
        label=lazy("Mobile number"),
        max_length=32,
        required=False,
        help_text=lazy("You can forward calls to it."),
        widget=forms.TextInput(
            attrs={"inputmode": "tel", "autocomplete": "tel", "placeholder": "+31 6 12345678"}
        ),
    )
    timezone = forms.ChoiceField(
        label=lazy("Time zone"),
        help_text=lazy("The clock that your weekly rules follow."),
    )
    language = forms.ChoiceField(
        label=lazy("Language"), required=False, choices=[("", lazy("English")), *LANGUAGES[1:]]
    )
    timeout = NumberField(
        label=lazy("Rings for"),
        required=False,
        max_value=rules.MAX_TIMEOUT,
        help_text=lazy("How long your phones ring before a call counts as not answered."),
    )
    quickdial_prefix = forms.CharField(
        label=lazy("Quick dial"),
        required=False,
        max_length=15,
        help_text=lazy("Completes short numbers: with 3120 you reach 31208005161 as 8005161."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    anonymous = forms.BooleanField(
        label=lazy("Hide my number"),
        required=False,
        help_text=lazy("People you call over the telephone network do not see who calls."),
    )
    anonymous_reject = forms.BooleanField(
        label=lazy("Refuse hidden callers"),
        required=False,
        help_text=lazy("Calls from people who hide their number do not reach you."),
    )
    missed_calls = forms.BooleanField(
        label=lazy("Mail me missed calls"),
        required=False,
        help_text=lazy("Once a day, if there were any."),
    )
    trunking = forms.BooleanField(
        label=lazy("Trunk"),
        required=False,
        help_text=lazy("The account connects an exchange: no forwarding, accept rules, contacts."),
    )
    deny_password_change = forms.BooleanField(
        label=lazy("Lock the SIP password"),
        required=False,
        help_text=lazy("The subscriber may not change it."),
    )
    rate_on_net = forms.BooleanField(
        label=lazy("Charge calls on net"),
        required=False,
        help_text=lazy("Calls to other accounts of the platform are rated as well."),
    )
    groups = (
        Group(
            lazy("You"),
            lazy("How you are reached outside of this telephone."),
            ("first_name", "last_name", "email", "mobile_number"),
        ),
        Group(lazy("Place and language"), "", ("timezone", "language")),
        Group(
            lazy("Calls"),
            "",
            ("timeout", "quickdial_prefix", "anonymous", "anonymous_reject", "missed_calls"),
        ),
        Group(
            lazy("For staff"),
            lazy("The subscriber does not see these."),
            ("trunking", "deny_password_change", "rate_on_net"),
        ),
    )
    units = {"timeout": lazy("seconds")}
    value_rules = {
        "email": rules.email,
        "mobile_number": rules.mobile_number,
        "quickdial_prefix": rules.quick_dial,
        "timezone": rules.timezone,
        "first_name": lambda text: rules.plain_text(text, 64),
        "last_name": lambda text: rules.plain_text(text, 64),
    }

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        record: Account,
        rights: Rights,
        takes_all: bool = False,
    ) -> None:
        super().__init__(data, actor=actor, record=record)
        # An account without a zone keeps having none until the person chooses one.
        unset = [] if record.timezone else [("", _("Choose a time zone"))]
        offer(self, "timezone", [*unset, *timezone_choices()])
        self.fields["timezone"].required = bool(record.timezone)
        # English is what an account without a language has; one may also say so.
        english = "en" if record.property_value("language") == "en" else ""
        offer(self, "language", [(english, _("English")), *LANGUAGES[1:]])
        self.fields["timeout"].widget.attrs["placeholder"] = str(rules.DEFAULT_TIMEOUT)
        if takes_all:
            return
        if not rights.staff:
            self.remove(*STAFF)
        if not rights.pstn:
            self.remove("mobile_number")
        if not record.id.username.isdigit():
            self.remove("quickdial_prefix")

    def from_domain(self, record: Account) -> dict[str, Any]:
        """The account as values of the fields."""
        return {
            **{name: getattr(record, name) for name in COLUMNS},
            "timeout": record.timeout or rules.DEFAULT_TIMEOUT,
            "language": record.property_value("language"),
            "mobile_number": words.number(record.property_value("mobile_number")),
            **{name: SWITCHES[name] in record.groups for name in OFFERED},
        }

    def to_domain(self, base: Account | None) -> Account:
        """``base`` with what changed; everything else stays, groups and properties too."""
        if base is None:
            raise TypeError("settings belong to an account that exists")
        columns = self.written(COLUMNS)
        if "timeout" in columns:
            columns["timeout"] = columns["timeout"] or rules.DEFAULT_TIMEOUT
        switched = {SWITCHES[name]: value for name, value in self.written(OFFERED).items()}
        account = replace(base, **columns).with_groups(switched)
        return account.with_properties(self.written(PROPERTIES))
