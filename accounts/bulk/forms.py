"""What bulk acts on accounts, customers and aliases need to know."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import balance, caller_ids, rules, strength
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import MANAGED_GROUPS, SWITCHES, SipId
from ngnpanel.accounts.domain.switching import BLOCKED, FREE_PSTN
from ngnpanel.accounts.forms.accounts import AccountForm
from ngnpanel.accounts.forms.ruled import NumberField, secret_input
from ngnpanel.jobs.forms import SettingsForm
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import Group

# Groups that have an act of their own, or that the platform looks after.
RESERVED: Final = frozenset({*MANAGED_GROUPS, BLOCKED, FREE_PSTN, "voicemail"})
# Group -> what the form of an account calls it.
OFFERED: Final[Mapping[str, str | Promise]] = {
    group: AccountForm.base_fields[field].label or group
    for field, group in SWITCHES.items()
    if group not in RESERVED
}


class BulkForm(SettingsForm):
    """Settings with the rules of the domain, and what is emptied on purpose alone.

    ``value_rules`` maps a field to the rule of its value. ``empties`` maps a field to the switch
    that is used instead of filling it in: an empty field alone empties nothing.
    """

    value_rules: ClassVar[Mapping[str, Any]] = {}
    empties: ClassVar[Mapping[str, str]] = {}

    def clean(self) -> dict[str, Any]:
        """Apply the rules; each problem goes to its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, tick in self.empties.items():
            self._require_one(name, tick)
        for name, rule in self.value_rules.items():
            if cleaned.get(name) not in (None, ""):
                self._apply(name, rule)
        return cleaned

    def _require_one(self, name: str, tick: str) -> None:
        if name in self.errors:
            return
        is_empty = self.cleaned_data.get(name) in (None, "")
        if self.cleaned_data.get(tick) and not is_empty:
            self.add_error(
                tick, _now("Either fill in the field above or switch this on, not both.")
            )
        elif is_empty and not self.cleaned_data.get(tick):
            self.add_error(name, _now("Fill this in, or switch on what is below."))

    def _apply(self, name: str, rule: Any) -> None:
        try:
            self.cleaned_data[name] = rule(self.cleaned_data[name])
        except RuleError as error:
            self.add_error(name, mending(error))


class QuotaForm(BulkForm):
    """A monthly limit."""

    quota = NumberField(
        label=_("Quota"),
        required=False,
        min_value=1,
        help_text=_("The most that calls of a month may cost."),
    )
    no_limit = forms.BooleanField(label=_("No limit"), required=False)
    empties = {"quota": "no_limit"}


class BalanceForm(SettingsForm):
    """A sum and what it is for."""

    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=balance.DIGITS,
        decimal_places=balance.PLACES,
        max_value=balance.MAX_AMOUNT,
        min_value=-balance.MAX_AMOUNT,
        help_text=_("It is added to each balance; with a minus in front it is taken from it."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=80,
        help_text=_("It stands in the history of each account."),
    )

    def clean_amount(self) -> Decimal:
        """Nothing is no amount."""
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Enter an amount other than 0."))
        return amount


class PrefixForm(BulkForm):
    """Digits that come in front of caller ids."""

    digits = forms.CharField(
        label=_("Digits"),
        max_length=32,
        help_text=_("They come in front of each caller id, for example 3120 or +3120."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "placeholder": "3120"}),
    )
    value_rules = {"digits": lambda text: caller_ids.prefix(text, "digits")}


class StripForm(SettingsForm):
    """How many digits go."""

    count = NumberField(
        label=_("Digits to take off"),
        min_value=1,
        max_value=caller_ids.MOST_DIGITS,
        help_text=_("So many digits of each caller id go, from its beginning; a + is no digit."),
    )


class MembershipForm(BulkForm):
    """A group of accounts: one that the panel knows, or another one of the platform."""

    group = forms.ChoiceField(label=_("Group"), required=False)
    other = forms.CharField(
        label=_("Name of the group"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    groups = (
        Group("", "", ("group",)),
        Group("", "", ("other",), reveal="group="),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["group"]
        if isinstance(field, forms.ChoiceField):
            known = [(name, f"{label} ({name})") for name, label in OFFERED.items()]
            field.choices = [*known, ("", _now("Another group of the platform"))]
        chosen = self.initial.get("group", next(iter(OFFERED)))
        if chosen not in OFFERED:
            self.initial["other"], chosen = chosen, ""
        self.initial["group"] = chosen

    def clean(self) -> dict[str, Any]:
        """The name of the one group that is meant."""
        cleaned = super().clean()
        if cleaned.get("group"):
            return cleaned
        name = str(cleaned.get("other") or "").strip()
        if not name:
            self.add_error("other", _now("Enter the name of a group."))
        elif len(name.split()) > 1 or not name.isprintable():
            self.add_error("other", _now("Enter the name of one group, without spaces."))
        elif name in RESERVED:
            problem = _now("%(name)s follows a setting of its own, so it cannot be chosen here.")
            self.add_error("other", problem % {"name": name})
        return cleaned

    def params(self) -> dict[str, Any]:
        """The group alone."""
        return {"group": self.cleaned_data["group"] or self.cleaned_data["other"].strip()}


class OwnerForm(BulkForm):
    """Whom records belong to as a person."""

    owner = NumberField(
        label=_("Owner"),
        required=False,
        min_value=1,
        help_text=_("The number of a customer of yours."),
    )
    nobody = forms.BooleanField(label=_("Nobody"), required=False)
    empties = {"owner": "nobody"}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        owners = self.choices.get("owners")
        if owners is None:
            return
        self.fields["owner"] = forms.TypedChoiceField(
            label=self.fields["owner"].label,
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _now("Choose a customer")), *owners],
        )


class CustomerForm(BulkForm):
    """Whose records are."""

    customer = NumberField(
        label=_("Customer"),
        min_value=1,
        help_text=_("Records count against the credit of this customer."),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        customers = self.choices.get("customers")
        if customers is None:
            return
        old = self.fields["customer"]
        self.fields["customer"] = forms.TypedChoiceField(
            label=old.label,
            help_text=old.help_text,
            error_messages={"required": old.error_messages["required"]},
            coerce=int,
            choices=[("", _now("Choose a customer")), *customers],
        )


class FirstNameForm(BulkForm):
    """One first name for all."""

    name = forms.CharField(label=_("First name"), max_length=64)
    value_rules = {"name": lambda text: rules.plain_text(text, 64)}


class LastNameForm(BulkForm):
    """One last name for all."""

    name = forms.CharField(label=_("Last name"), max_length=64)
    value_rules = {"name": lambda text: rules.plain_text(text, 64)}


class PasswordForm(BulkForm):
    """A random SIP password for each account, or one that is typed for all of them."""

    how = forms.ChoiceField(
        label=_("New password"),
        choices=[
            ("random", _("A random one for each account, in a file that you can fetch once")),
            ("typed", _("The same one for all of them")),
        ],
        initial="random",
    )
    password = forms.CharField(
        label=_("SIP password"),
        required=False,
        strip=False,
        max_length=64,
        help_text=_("At least 8 characters. Whoever knows it can use all these accounts."),
        widget=secret_input(),
    )
    groups = (
        Group("", "", ("how",)),
        Group("", "", ("password",), reveal="how=typed"),
    )
    secret = ("password",)
    value_rules = {"password": lambda text: strength.check(rules.plain_text(text, 64))}

    def clean(self) -> dict[str, Any]:
        """A password is typed exactly where it is asked for."""
        how, typed = self.cleaned_data.get("how"), self.cleaned_data.get("password")
        if how == "random":
            self.cleaned_data["password"] = ""
            self.errors.pop("password", None)
        elif how and not typed and "password" not in self.errors:
            self.add_error("password", _now("Enter the new password."))
        return super().clean()

    def params(self) -> dict[str, Any]:
        """Whether there are secrets that are forgotten when the job is over."""
        how = self.cleaned_data["how"]
        return {"how": how, "has_secrets": how == "typed"}


class TargetForm(BulkForm):
    """Where aliases lead."""

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
    value_rules = {"target": lambda text: str(SipId.parse(text))}
