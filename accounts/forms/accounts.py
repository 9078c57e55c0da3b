"""The form of an existing SIP account."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import passwords, rules
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import MANAGED_GROUPS, SWITCHES, Account, Network
from ngnpanel.accounts.forms.choices import Choices, offer, offer_customers
from ngnpanel.accounts.forms.ruled import (
    LANGUAGES,
    LinesField,
    NumberField,
    RuledForm,
    secret_input,
    timezone_choices,
)
from ngnpanel.actor import Role
from ngnpanel.web.forms import Group

# Groups that follow something else: the mailbox, the flag, the platform's own jobs.
KEPT_GROUPS: Final = frozenset({*SWITCHES.values(), *MANAGED_GROUPS, "voicemail"})
# Form field -> property of the account.
PROPERTIES: Final = {"language": "language", "mobile_number": "mobile_number"}
ATTRIBUTES: Final = (
    "first_name",
    "last_name",
    "email",
    "timezone",
    "rpid",
    "quickdial_prefix",
    "region",
)
NUMBERS: Final = ("quota", "call_limit", "timeout")
PSTN: Final = ("free_pstn", "rpid", "quota", "prepaid", "call_limit")


class AccountForm(RuledForm[Account]):
    """Everything about an account that staff may see; routing of calls has its own screens."""

    first_name = forms.CharField(label=_("First name"), required=False, max_length=64)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=64)
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=128,
        help_text=_("For notices and voicemail messages."),
        widget=forms.EmailInput(attrs={"placeholder": "alice@example.com"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)
    owner = NumberField(
        label=_("Owner"),
        required=False,
        help_text=_("The customer that is this person; it may look at the account."),
    )
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
    deny_password_change = forms.BooleanField(
        label=_("The subscriber may not change the passwords"), required=False
    )
    blocked = forms.BooleanField(label=_("Block this account"), required=False)
    free_pstn = forms.BooleanField(label=_("Calls to telephone numbers"), required=False)
    rpid = forms.CharField(
        label=_("Caller id"),
        required=False,
        max_length=32,
        help_text=_("The number that telephones called from this account show."),
        widget=forms.TextInput(attrs={"type": "tel", "placeholder": "+31 20 800 5161"}),
    )
    anonymous = forms.BooleanField(label=_("Hide the caller id"), required=False)
    anonymous_reject = forms.BooleanField(label=_("Refuse callers who hide theirs"), required=False)
    sms = forms.BooleanField(label=_("Text messages (SMS)"), required=False)
    rate_on_net = forms.BooleanField(label=_("Charge calls between accounts"), required=False)
    payments = forms.BooleanField(
        label=_("Card payments"),
        required=False,
        help_text=_("On once the identity of the subscriber is verified."),
    )
    prepaid = forms.BooleanField(label=_("Prepaid"), required=False)
    quota = NumberField(
        label=_("Quota"),
        required=False,
        help_text=_("Telephone calls stop at this amount until the month ends. Empty: no limit."),
    )
    call_limit = NumberField(
        label=_("Telephone calls at the same time"),
        required=False,
        max_value=10000,
        help_text=_("Empty: the platform's limit."),
    )
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
    trunking = forms.BooleanField(
        label=_("This account is a trunk"),
        required=False,
        help_text=_("A telephone system behind it forwards and answers calls by itself."),
    )
    region = forms.CharField(
        label=_("Emergency region"),
        required=False,
        max_length=64,
        help_text=_("Selects where emergency calls go."),
    )
    acl = LinesField(
        label=_("Allowed networks"),
        required=False,
        help_text=_("One a line, such as 192.0.2.0/24. Empty: the platform's. 0.0.0.0/0: all."),
    )
    other_groups = forms.CharField(
        label=_("Other groups"),
        required=False,
        max_length=500,
        help_text=_("Further groups of your platform, separated by spaces."),
    )

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
        self.rights = rights
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
        self._keep_to_rights()

    @property
    def account(self) -> Account:
        """The record; this form only edits."""
        if self.record is None:
            raise TypeError("this form needs an account")
        return self.record

    def _keep_to_rights(self) -> None:
        rights = self.rights
        if not rights.pstn_exists:
            self.remove(*PSTN)
        locked = {
            "free_pstn": rights.pstn,
            "rpid": rights.pstn,
            "quota": rights.pstn,
            "prepaid": rights.prepaid,
            "call_limit": rights.call_limit,
            "acl": rights.acl,
            "sms": rights.sms,
            "blocked": not self._is_blocked_above,
        }
        self.lock(*(name for name, may in locked.items() if not may and name in self.fields))

    @property
    def _is_blocked_above(self) -> bool:
        """Whether the reseller blocked the account and a customer looks at it."""
        by_reseller = self.account.property_value("blocked_by") == "reseller"
        blocked = "blocked" in self.account.groups
        return blocked and by_reseller and self.actor.role is Role.CUSTOMER

    def from_domain(self, record: Account) -> dict[str, Any]:
        """The record as values of the fields, without passwords."""
        shown: dict[str, Any] = {name: getattr(record, name) for name in ATTRIBUTES}
        shown |= {name: getattr(record, name) or None for name in (*NUMBERS, "owner")}
        shown |= {name: group in record.groups for name, group in SWITCHES.items()}
        shown |= {name: record.property_value(key) for name, key in PROPERTIES.items()}
        shown["prepaid"] = bool(record.prepaid)
        shown["acl"] = "\n".join(str(network) for network in record.acl)
        shown["other_groups"] = " ".join(g for g in record.groups if g not in KEPT_GROUPS)
        return shown

    def clean_acl(self) -> str:
        """Networks, one a line."""
        text = str(self.cleaned_data["acl"])
        try:
            for line in text.split():
                rules.network(line)
        except RuleError as error:
            if self.is_written("acl"):
                raise forms.ValidationError(_now(error.text)) from None
        return text

    def clean_other_groups(self) -> str:
        """Names of groups that are not switches of this form."""
        text = str(self.cleaned_data["other_groups"])
        taken = [name for name in text.split() if name in KEPT_GROUPS]
        if taken and self.is_written("other_groups"):
            problem = _now("Take %(name)s away here; the platform or a switch looks after it.")
            raise forms.ValidationError(problem % {"name": taken[0]})
        return text

    def clean(self) -> dict[str, Any]:
        """A web password cannot be set and removed at once."""
        cleaned = super().clean()
        if cleaned.get("web_password") and cleaned.get("remove_web_password"):
            problem = _now("Either type a new web password or remove the present one.")
            self.add_error("remove_web_password", problem)
        return cleaned

    def to_domain(self, base: Account | None) -> Account:
        """``base`` with what the form shows replaced."""
        account = base or self.account
        values = self.written(ATTRIBUTES)
        for name in (*NUMBERS, "owner"):
            if self.is_written(name):
                values[name] = self.cleaned_data[name] or 0
        if self.is_written("acl"):
            values["acl"] = self._networks(account)
        if self.is_written("prepaid"):
            values["prepaid"] = self.cleaned_data["prepaid"]
        if self.cleaned_data["password"]:
            user, domain = account.id.username, account.id.domain
            typed = self.cleaned_data["password"]
            values["password"] = self.rights.stored_password(user, domain, typed)
        account = replace(account, **values).with_groups(self._group_changes(account))
        account = account.with_properties(self._property_changes(account))
        return self._after_pstn(account)

    def _networks(self, account: Account) -> tuple[Network, ...]:
        """The typed networks; one that was there keeps its label."""
        labels = {str(network): network for network in account.acl}
        networks = []
        for line in self.cleaned_data["acl"].split():
            ip, mask = rules.network(line)
            new = Network(ip=ip, mask=mask)
            networks.append(labels.get(line, labels.get(str(new), new)))
        return tuple(networks)

    def _group_changes(self, account: Account) -> dict[str, bool]:
        changes = {
            group: bool(self.cleaned_data[name])
            for name, group in SWITCHES.items()
            if self.is_written(name)
        }
        if self.is_written("other_groups"):
            typed = self.cleaned_data["other_groups"].split()
            gone = [g for g in account.groups if g not in KEPT_GROUPS and g not in typed]
            changes |= dict.fromkeys(typed, True) | dict.fromkeys(gone, False)
        return changes

    def _property_changes(self, account: Account) -> dict[str, str]:
        changes = {
            key: str(self.cleaned_data[name])
            for name, key in PROPERTIES.items()
            if self.is_written(name)
        }
        if self.cleaned_data["web_password"]:
            user, domain = account.id.username, account.id.domain
            typed = self.cleaned_data["web_password"]
            changes["web_password"] = passwords.digest_pair(user, domain, typed)
        elif self.cleaned_data.get("remove_web_password"):
            changes["web_password"] = ""
        if self.is_written("blocked"):
            by = "customer" if self.actor.role is Role.CUSTOMER else "reseller"
            changes["blocked_by"] = by if self.cleaned_data["blocked"] else ""
        return changes

    def _after_pstn(self, account: Account) -> Account:
        """The quota is kept in a property while telephone calls are off (contract 5.4)."""
        if not self.is_written("free_pstn"):
            return account
        if not self.cleaned_data["free_pstn"]:
            kept = str(account.quota) if account.quota else ""
            return replace(account, quota=0).with_properties({"last_sip_quota": kept})
        last = account.property_value("last_sip_quota")
        if last.isdecimal() and not account.quota:
            account = replace(account, quota=int(last))
        account = account.with_properties({"last_sip_quota": ""})
        return account if self.rights.prepaid else replace(account, prepaid=True)
