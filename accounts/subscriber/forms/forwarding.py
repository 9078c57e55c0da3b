"""The form of call forwarding: five conditions, each with a destination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.diversions import (
    VOICE_MAILBOX,
    Diversions,
    is_mailbox,
    typed_target,
)
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.destinations import (
    ENUM,
    MAILBOX,
    MOBILE,
    NONE,
    OTHER,
    TELEPHONE,
    Destinations,
)
from ngnpanel.actor import Actor
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a call is forwarded: the diversion's name, the words for it, and its picture."""

    name: str
    title: str | Promise
    text: str | Promise
    icon: str


# In the order in which the platform looks at them.
CONDITIONS: Final = (
    Condition(
        name="FUNV",
        title=lazy("Not accepted"),
        text=lazy("Your accept rules do not let the caller through now."),
        icon="moon-stars",
    ),
    Condition(
        name="FUNC",
        title=lazy("All calls"),
        text=lazy("Whatever happens, before your phones ring."),
        icon="arrow-forward-up",
    ),
    Condition(
        name="FNOL",
        title=lazy("Not online"),
        text=lazy("None of your phones is switched on and connected."),
        icon="wifi-off",
    ),
    Condition(
        name="FBUS",
        title=lazy("Busy"),
        text=lazy("You are on the phone already, or you declined the call."),
        icon="phone-call",
    ),
    Condition(
        name="FNOA",
        title=lazy("No answer"),
        text=lazy("Your phones rang and nobody answered."),
        icon="clock",
    ),
)


# What the choices of own numbers are called; the second of each pair while nothing can be read.
OWN_NUMBERS: Final = {
    TELEPHONE: (lazy("Telephone %(number)s"), lazy("My telephone")),
    ENUM: (lazy("ENUM number %(number)s"), lazy("My ENUM number")),
    MOBILE: (lazy("Mobile %(number)s"), lazy("My mobile")),
}


class ForwardingForm(PanelForm[Diversions]):
    """Only what a person changes is written; redirects and untouched targets stay as they are."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        record: Diversions,
        destinations: Destinations,
    ) -> None:
        self.destinations = destinations
        super().__init__(data, actor=actor, record=record)
        for condition in CONDITIONS:
            self._add_fields(condition, record.target(condition.name))

    def _add_fields(self, condition: Condition, target: str) -> None:
        name = condition.name.lower()
        self.fields[name] = forms.ChoiceField(
            label=str(condition.title), choices=self._choices(target), required=True
        )
        self.fields[f"{name}_other"] = forms.CharField(
            label=_("%(condition)s, number or address") % {"condition": condition.title},
            required=False,
            max_length=255,
            widget=forms.TextInput(
                attrs={
                    "placeholder": "+31 20 800 5161",
                    "autocapitalize": "none",
                    "inputmode": "email",
                    "aria-label": _("Number or address for: %(condition)s")
                    % {"condition": condition.title},
                }
            ),
        )

    def _choices(self, target: str) -> list[tuple[str, str]]:
        offered = [(NONE, _("Do not forward"))]
        if self.destinations.has_mailbox:
            offered.append((MAILBOX, _("Voicemail")))
        elif is_mailbox(target):
            offered.append((MAILBOX, _("Voicemail (you have no mailbox, so it has no effect)")))
        for choice, own in self.destinations.numbers.items():
            full, short = OWN_NUMBERS[choice]
            offered.append((choice, full % {"number": words.place(own)} if own else str(short)))
        return [*offered, (OTHER, _("Another number …"))]

    def from_domain(self, record: Diversions) -> dict[str, Any]:
        """Each condition as a choice and the text beside it."""
        shown = {}
        for condition in CONDITIONS:
            target = record.target(condition.name)
            choice = self.destinations.choice_of(target)
            name = condition.name.lower()
            shown[name] = choice
            other = target if choice == OTHER else self.destinations.remembered(condition.name)
            shown[f"{name}_other"] = self.destinations.written(other)
        return shown

    def rows(self) -> Iterator[tuple[Condition, Any, Any]]:
        """Each condition with its two fields, for the page."""
        for condition in CONDITIONS:
            name = condition.name.lower()
            yield condition, self[name], self[f"{name}_other"]

    def clean(self) -> dict[str, Any]:
        """A destination for each condition that changed, under the condition's name."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for condition in CONDITIONS:
            name = condition.name.lower()
            if name in cleaned and f"{name}_other" in cleaned and self._is_changed(name):
                self._clean_target(condition.name, cleaned)
        return cleaned

    def _is_changed(self, name: str) -> bool:
        is_other = self.cleaned_data[name] == OTHER
        return name in self.changed_data or (is_other and f"{name}_other" in self.changed_data)

    def _clean_target(self, condition: str, cleaned: dict[str, Any]) -> None:
        name = condition.lower()
        try:
            cleaned[condition] = self._target(cleaned[name], cleaned[f"{name}_other"])
        except RuleError as error:
            self.add_error(f"{name}_other", mending(error))

    def _target(self, choice: str, other: str) -> str:
        """The stored target of a choice; raises RuleError."""
        if choice == NONE:
            return ""
        if choice == MAILBOX:
            return VOICE_MAILBOX
        if choice in self.destinations.numbers:
            return self.destinations.numbers[choice]
        target = typed_target(other, self.destinations.account.id.domain)
        if not target:
            raise RuleError("Enter the number or address that calls should go to.")
        if rules.without_scheme(target).lower() == str(self.destinations.account.id):
            raise RuleError("This is your own address: calls would go round in a circle.")
        return target

    def to_domain(self, base: Diversions | None) -> Diversions:
        """``base`` with the destinations that changed."""
        wanted = {
            condition.name.lower(): self.cleaned_data[condition.name]
            for condition in CONDITIONS
            if condition.name in self.cleaned_data
        }
        return replace(base or Diversions(), **wanted)

    def remembered(self) -> dict[str, str]:
        """The properties that keep the other destinations for the next time."""
        return {
            f"{condition.name}_lastOther": rules.without_scheme(self.cleaned_data[condition.name])
            for condition in CONDITIONS
            if condition.name in self.cleaned_data
            and self.cleaned_data[condition.name.lower()] == OTHER
        }
