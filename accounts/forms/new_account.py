"""The form of a new SIP account: the few things it needs, with defaults for all others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import passwords, rules, strength
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.sip import AUTOINCREMENT, Account, SipId
from ngnpanel.accounts.forms.choices import Choices, offer, offer_customers, offer_domains
from ngnpanel.accounts.forms.ruled import NumberField, RuledForm, secret_input, timezone_choices
from ngnpanel.web.forms import Group


class NewAccountForm(RuledForm[Account]):
    """A new account; what is left empty gets a value that works."""

    username = forms.CharField(
        label=_("Name or number"),
        required=False,
        max_length=64,
        help_text=_("The part before the @: letters, digits and . _ - + * #"),
        widget=forms.TextInput(attrs={"placeholder": "alice", "autocapitalize": "none"}),
    )
    choose = forms.BooleanField(
        label=_("Let the platform choose the next free number"), required=False
    )
    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        error_messages={"required": _("Choose the SIP domain of the account.")},
    )
    name = forms.CharField(
        label=_("Full name"),
        required=False,
        max_length=128,
        help_text=_("The first word is the first name. Empty: Account and the name above."),
        widget=forms.TextInput(attrs={"placeholder": "Alice Smith"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=128,
        help_text=_("For notices and voicemail. Empty: the SIP address."),
        widget=forms.EmailInput(attrs={"placeholder": "alice@example.com"}),
    )
    password = forms.CharField(
        label=_("SIP password"),
        required=False,
        strip=False,
        max_length=64,
        help_text=_("Empty: a random one, which you see once."),
        widget=secret_input(),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)
    owner = NumberField(
        label=_("Owner"),
        required=False,
        help_text=_("The customer that is this person; it may look at the account."),
    )
    free_pstn = forms.BooleanField(label=_("Calls to telephone numbers"), required=False)
    prepaid = forms.BooleanField(label=_("Prepaid"), required=False)
    quota = NumberField(
        label=_("Quota"),
        required=False,
        help_text=_("Telephone calls stop at this amount until the month ends. Empty: no limit."),
    )
    groups = (
        Group(_("Address"), "", ("choose", "domain")),
        Group("", "", ("username",), reveal="choose=off"),
        Group(_("Person"), "", ("name", "email", "timezone", "owner")),
        Group(_("Sign-in"), "", ("password",)),
        Group(_("Telephone network"), "", ("free_pstn", "prepaid", "quota")),
    )
    units = {"quota": _("a month")}
    value_rules = {
        "domain": rules.domain_name,
        "email": lambda text: rules.email(text).lower(),
        "password": strength.not_common,
    }
    fields_of_codes = {1011: "username"}
    wire_fields = {"id": "username", "firstName": "name", "lastName": "name"}
    prefill = ("domain",)
    like_last = ("domain", "timezone", "free_pstn", "prepaid", "quota")
    live = ("username", "owner")

    def __init__(
        self, data: Any = None, *, rights: CallingRights, choices: Choices, **options: Any
    ) -> None:
        super().__init__(data, **options)
        #: The password that was made up because none was typed; shown once.
        self.issued_password = ""
        self.rights = rights
        offer_domains(self, "domain", choices)
        offer(self, "timezone", [("", _now("The platform's")), *timezone_choices()])
        self.initial.setdefault("owner", self.actor.customer or None)
        offer_customers(self, "owner", choices.customers, _("Nobody"))
        if not rights.pstn_exists:
            self.remove("free_pstn", "prepaid", "quota")
        elif not rights.pstn:
            self.remove("free_pstn", "quota")
        if not rights.prepaid:
            self.remove("prepaid")
            self.fields["domain"].help_text = _now(
                "Its accounts are prepaid: you may not choose otherwise."
            )

    def from_domain(self, record: Account) -> dict[str, Any]:  # noqa: ARG002
        """Only new accounts use this form."""
        raise TypeError("this form needs no account")

    def clean(self) -> dict[str, Any]:
        """A name is needed unless the platform chooses one."""
        cleaned = super().clean()
        if not cleaned.get("choose") and "username" in cleaned:
            self.apply("username", rules.username)
        return cleaned

    def to_domain(self, base: Account | None) -> Account:  # noqa: ARG002 - there is none
        """The account with its defaults."""
        chosen = AUTOINCREMENT if self.cleaned_data["choose"] else self.cleaned_data["username"]
        address = SipId(username=chosen, domain=self.cleaned_data["domain"])
        first, _blank, last = self.cleaned_data["name"].strip().partition(" ")
        account = Account(
            id=address,
            password=self._password(address),
            first_name=first or "Account",
            last_name=last.strip() if first else self._stand_in(address),
            email=self.cleaned_data["email"] or self._address_of(address),
            timezone=self.cleaned_data["timezone"],
            owner=self.cleaned_data["owner"] or 0,
            quota=self.cleaned_data.get("quota") or 0,
            groups=("free-pstn",) if self.cleaned_data.get("free_pstn") else (),
        )
        return replace(account, prepaid=self._is_prepaid())

    def _is_prepaid(self) -> bool:
        """Who may not choose gets prepaid accounts (contract 5.6)."""
        if not self.rights.prepaid:
            return True
        return bool(self.cleaned_data.get("prepaid"))

    def _password(self, address: SipId) -> str:
        typed = str(self.cleaned_data["password"])
        if not typed:
            self.issued_password = typed = passwords.random_password()
        if address.username == AUTOINCREMENT:
            return typed  # nobody can make a digest of a name that is not known yet
        return self.rights.stored_password(address.username, address.domain, typed)

    def _address_of(self, address: SipId) -> str:
        if address.username == AUTOINCREMENT:
            return f"unknown@{address.domain}"
        # A SIP user may hold characters that a mail address may not.
        try:
            return rules.email(str(address))
        except rules.RuleError:
            return ""

    def _stand_in(self, address: SipId) -> str:
        return "Unknown" if address.username == AUTOINCREMENT else address.username
