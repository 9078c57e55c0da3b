"""The form of the settings page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.forms.calling import CallingForm
from ngnpanel.accounts.forms.choices import offer, offer_customers
from ngnpanel.accounts.forms.ruled import NumberField, timezone_choices
from ngnpanel.accounts.services import Numbered
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.subject import BARRING_TAB
from ngnpanel.actor import Actor
from ngnpanel.web.forms import Group
from ngnpanel.web.languages import LANGUAGES

# What a subscriber does not change, except for what the operator leaves to subscribers.
STAFF: Final = (
    *("first_name", "last_name", "owner", "blocked", "free_pstn", "rpid", "sms", "trunking"),
    *("prepaid", "quota", "call_limit", "rate_on_net", "payments", "deny_password_change"),
    *("acl", "other_groups"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the form is drawn with besides the account.

    ``owners`` None means too many to choose from. ``regions`` are those of emergency calls.
    ``has_barring`` says that all accounts have the page of barred numbers. ``codes`` are dialled on
    a phone to change a setting, by the name of the reseller's property.
    """

    rights: CallingRights = field(default_factory=CallingRights)
    owners: Numbered | None = None
    regions: tuple[str, ...] = ()
    has_barring: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)


class SettingsForm(CallingForm):
    """What the person may change about the account and themselves."""

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
        label=lazy("Language"),
        required=False,
        choices=[("", lazy("That of the browser")), *LANGUAGES],
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
    show_barring_tab = forms.BooleanField(
        label=lazy("Page for barred numbers"),
        required=False,
        help_text=lazy("There you choose numbers that cannot be called from your phones."),
    )
    groups = (
        Group(
            lazy("You"),
            lazy("How you are reached outside of this telephone."),
            ("first_name", "last_name", "email", "mobile_number"),
        ),
        Group(lazy("Place and language"), "", ("timezone", "language", "region")),
        Group(
            lazy("Calls"),
            "",
            (
                *("timeout", "quickdial_prefix", "anonymous", "anonymous_reject", "missed_calls"),
                "show_barring_tab",
            ),
        ),
        Group(
            lazy("For staff: calling rights"),
            lazy("The subscriber does not see these."),
            ("blocked", "free_pstn", "rpid", "sms", "trunking", "deny_password_change", "owner"),
        ),
        Group(
            lazy("Limits and money"),
            "",
            ("prepaid", "quota", "call_limit", "rate_on_net", "payments"),
        ),
        Group(lazy("Technical"), "", ("acl", "other_groups"), folded=True),
    )
    units = {"timeout": lazy("seconds"), "quota": lazy("a month")}
    value_rules = {
        "email": rules.email,
        "mobile_number": rules.mobile_number,
        "quickdial_prefix": rules.quick_dial,
        "rpid": lambda text: rules.phone_number(text, "rpid"),
        "timezone": rules.timezone,
        "first_name": lambda text: rules.plain_text(text, 64),
        "last_name": lambda text: rules.plain_text(text, 64),
        "region": lambda text: rules.plain_text(text, 64),
    }
    wire_fields = {"answerTimeout": "timeout"}

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        record: Account,
        offered: Offer,
        takes_all: bool = False,
    ) -> None:
        super().__init__(data, actor=actor, record=record)
        # An account without a zone keeps having none until the person chooses one.
        unset = [] if record.timezone else [("", _("Choose a time zone"))]
        offer(self, "timezone", [*unset, *timezone_choices()])
        self.fields["timezone"].required = bool(record.timezone)
        offer(self, "language", [("", _("That of the browser")), *LANGUAGES])
        self.fields["timeout"].widget.attrs["placeholder"] = str(rules.DEFAULT_TIMEOUT)
        offer_customers(self, "owner", offered.owners, _("Nobody"))
        self._explain(offered.codes)
        self._offer_regions(offered.regions)
        if actor.is_subscriber:
            left = {"call_limit": offered.rights.call_limit, "acl": offered.rights.acl}
            self.remove(*(name for name in STAFF if not left.get(name)))
        if not takes_all:
            self._fit(offered)
        self.keep_to_rights(offered.rights)

    def _fit(self, offered: Offer) -> None:
        """Take away what means nothing for this account."""
        record = self.account
        if "free-pstn" not in record.groups:
            self.remove("mobile_number", "call_limit", "show_barring_tab")
        if offered.has_barring:
            self.remove("show_barring_tab")
        if not record.id.username.isdigit():
            self.remove("quickdial_prefix")
        if not offered.rights.sms_exists:
            self.remove("sms")

    def _offer_regions(self, regions: tuple[str, ...]) -> None:
        """The regions of the platform; an account may keep one that is not among them."""
        if not regions:
            self.remove("region")
            return
        own = [self.account.region] if self.account.region not in ("", *regions) else []
        self.fields["region"] = forms.ChoiceField(
            label=self.fields["region"].label,
            help_text=self.fields["region"].help_text,
            required=False,
            choices=[("", _("No region")), *((name, name) for name in (*regions, *own))],
        )

    def _explain(self, codes: Mapping[str, str]) -> None:
        """Say what time it is there, and what can be dialled instead of coming here."""
        if self.account.timezone:
            here: datetime = timezone.now().astimezone(zone_of(self.account))
            text = _("The clock that your weekly rules follow. There it is %(time)s now.")
            self.fields["timezone"].help_text = text % {"time": formats.time_format(here)}
        for name, text, code in (
            ("anonymous", _("Dial %(code)s to switch it from your phone."), "change_privacy"),
            ("anonymous", _("Dial %(code)s to hear whether it is on."), "check_privacy"),
            (
                "anonymous_reject",
                _("Dial %(code)s to switch it from your phone."),
                "reject_anonymous",
            ),
        ):
            number = _dialled(codes.get(f"{code}_access_number", ""))
            if number:
                said = self.fields[name].help_text
                self.fields[name].help_text = f"{said} {text % {'code': number}}"

    def from_domain(self, record: Account) -> dict[str, Any]:
        """The account as values of the fields, numbers as people read them."""
        return {
            **super().from_domain(record),
            "timeout": record.timeout or rules.DEFAULT_TIMEOUT,
            "mobile_number": words.number(record.property_value("mobile_number")),
            "rpid": words.number(record.rpid),
            "show_barring_tab": record.property_value(BARRING_TAB) not in ("", "0"),
        }

    def to_domain(self, base: Account | None) -> Account:
        """``base`` with what changed; everything else stays, groups and properties too."""
        account = super().to_domain(base)
        if self.is_written("timeout") and not account.timeout:
            account = replace(account, timeout=rules.DEFAULT_TIMEOUT)
        if not self.is_written("show_barring_tab"):
            return account
        shown = "1" if self.cleaned_data["show_barring_tab"] else ""
        return account.with_properties({BARRING_TAB: shown})


def _dialled(code: str) -> str:
    """A code that somebody can dial; else empty, for a help text takes what it is given as HTML."""
    try:
        return rules.access_number(code)
    except RuleError:
        return ""
