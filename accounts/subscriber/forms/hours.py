"""The form that sets up a whole week of calls in one go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.diversions import VOICE_MAILBOX, typed_target
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.forms.rows import TimeFields
from ngnpanel.accounts.subscriber.hours import HIDDEN, Wish
from ngnpanel.actor import Actor
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm

WEEKDAYS: Final = "31"
EVERY_DAY: Final = "127"
OWN: Final = "own"
VOICEMAIL: Final = "voicemail"
NOBODY: Final = "nobody"
NUMBER: Final = "number"


class HoursForm(TimeFields, PanelForm[Wish]):
    """When calls reach the person, what becomes of the others, and hidden callers."""

    when = forms.ChoiceField(
        label=lazy("When may calls reach you?"),
        widget=forms.RadioSelect,
        initial=WEEKDAYS,
        choices=[
            (WEEKDAYS, lazy("Monday to Friday")),
            (EVERY_DAY, lazy("Every day")),
            (OWN, lazy("On these days")),
        ],
    )
    days = forms.TypedMultipleChoiceField(
        label=lazy("Days"),
        required=False,
        coerce=int,
        choices=[(1 << day, name) for day, name in enumerate(words.SHORT_DAYS)],
        widget=forms.CheckboxSelectMultiple,
    )
    otherwise = forms.ChoiceField(
        label=lazy("And at other times?"),
        widget=forms.RadioSelect,
        initial=VOICEMAIL,
        choices=[
            (VOICEMAIL, lazy("Calls go to voicemail")),
            (NOBODY, lazy("Callers hear that I am not available")),
            (NUMBER, lazy("Calls go to another number")),
        ],
    )
    number = forms.CharField(
        label=lazy("Number or address"),
        required=False,
        max_length=255,
        widget=forms.TextInput(
            attrs={
                "placeholder": "+31 20 800 5161",
                "autocapitalize": "none",
                "inputmode": "email",
            }
        ),
    )
    hidden = forms.BooleanField(label=lazy("Refuse callers who hide their number"), required=False)
    field_order = ("when", "days", "start", "stop", "otherwise", "number", "hidden")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, actor: Actor, account: Account
    ) -> None:
        super().__init__(data, actor=actor)
        self.account = account
        self.fields["start"].initial, self.fields["stop"].initial = "09:00", "17:00"
        self.fields["hidden"].initial = HIDDEN in account.groups

    def clean(self) -> dict[str, Any]:
        """Days where they are chosen one by one, times, and a number where one is wanted."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.clean_times(cleaned)
        if cleaned.get("when") == OWN and "days" in cleaned and not cleaned["days"]:
            self.add_error("days", _("Choose at least one day of the week."))
        if cleaned.get("otherwise") == NUMBER and "number" in cleaned:
            try:
                cleaned["target"] = self._target(cleaned["number"])
            except RuleError as error:
                self.add_error("number", mending(error))
        return cleaned

    def _target(self, text: str) -> str:
        target = typed_target(text, self.account.id.domain)
        if not target:
            raise RuleError("Enter the number or address that calls should go to.")
        if rules.without_scheme(target).lower() == str(self.account.id):
            raise RuleError("This is your own address: calls would go round in a circle.")
        return target

    def to_domain(self, base: Wish | None) -> Wish:
        """What the person wants."""
        del base
        cleaned = self.cleaned_data
        targets = {VOICEMAIL: VOICE_MAILBOX, NOBODY: "", NUMBER: cleaned.get("target", "")}
        return Wish(
            days=sum(cleaned["days"]) if cleaned["when"] == OWN else int(cleaned["when"]),
            start=cleaned["start"],
            stop=cleaned["stop"],
            target=targets[cleaned["otherwise"]],
            refuses_hidden=cleaned["hidden"],
        )
