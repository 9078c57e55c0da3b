"""What an account's own form and the settings page share: staff's fields, and who changes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules, switching
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import MANAGED_GROUPS, SWITCHES, Account, Network
from ngnpanel.accounts.forms.ruled import LinesField, NumberField, RuledForm
from ngnpanel.web.faults import mending

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


class CallingForm(RuledForm[Account]):
    """The fields about rights and money, and what their values mean for the record.

    A form that extends this one shows some of them; what it does not have stays as it is stored.
    """

    first_name = forms.CharField(label=_("First name"), required=False, max_length=64)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=64)
    owner = NumberField(
        label=_("Owner"),
        required=False,
        help_text=_("The customer that is this person; it may look at the account."),
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

    rights: CallingRights

    @property
    def account(self) -> Account:
        """The record; these forms only edit."""
        if self.record is None:
            raise TypeError("this form needs an account")
        return self.record

    def keep_to_rights(self, rights: CallingRights) -> None:
        """Take away what does not exist, and show as text what the person may not change."""
        self.rights = rights
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
            "blocked": not switching.is_blocked_above(self.account, self.actor.role),
        }
        self.lock(*(name for name, may in locked.items() if not may and name in self.fields))

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
                raise forms.ValidationError(mending(error)) from None
        return text

    def clean_other_groups(self) -> str:
        """Names of groups that are not switches of this form."""
        text = str(self.cleaned_data["other_groups"])
        taken = [name for name in text.split() if name in KEPT_GROUPS]
        if taken and self.is_written("other_groups"):
            problem = _now("Take %(name)s away here; the platform or a switch looks after it.")
            raise forms.ValidationError(problem % {"name": taken[0]})
        return text

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
        account = replace(account, **values).with_groups(self._group_changes(account))
        account = account.with_properties(self._property_changes())
        return self._after_switches(account)

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

    def _property_changes(self) -> dict[str, str]:
        return {
            key: str(self.cleaned_data[name])
            for name, key in PROPERTIES.items()
            if self.is_written(name)
        }

    def _after_switches(self, account: Account) -> Account:
        """Who blocked it, and what becomes of the quota when telephone calls are switched."""
        if self.is_written("blocked"):
            is_blocked = self.cleaned_data["blocked"]
            account = (
                switching.blocked(account, self.actor.role)
                if is_blocked
                else switching.unblocked(account)
            )
        if not self.is_written("free_pstn"):
            return account
        if not self.cleaned_data["free_pstn"]:
            return switching.without_telephone_calls(account)
        return switching.with_telephone_calls(account, may_choose_prepaid=self.rights.prepaid)
