"""The question "what if somebody calls"; everything in it stands in the address of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.accept import CONTACT_GROUPS
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.question import GROUP, HIDDEN, SOMEBODY, TYPED, Question, State


class WhatIfForm(forms.Form):
    """Who calls, when, and what the phones do; without any of it somebody calls now."""

    who = forms.ChoiceField(label=lazy("Who calls"), required=False)
    caller = forms.CharField(
        label=lazy("Number, address or name"),
        required=False,
        max_length=255,
        help_text=lazy("A number with its country code, an address, or the name of a contact."),
        widget=forms.TextInput(attrs={"autocapitalize": "none"}),
    )
    at = forms.DateTimeField(
        label=lazy("Day and time"),
        required=False,
        help_text=lazy("Leave it empty for now."),
        input_formats=("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": lazy("Enter a day and a time, for example 2026-11-23 09:30.")},
    )
    phones = forms.ChoiceField(
        label=lazy("Your phones"),
        required=False,
        choices=(
            (State.NOW.value, lazy("As they are now")),
            (State.OFFLINE.value, lazy("None is online")),
            (State.BUSY.value, lazy("Busy")),
            (State.SILENT.value, lazy("Nobody answers")),
        ),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, groups: Iterable[str] = CONTACT_GROUPS
    ) -> None:
        super().__init__(data, auto_id="what-if-%s")
        choices = [
            (SOMEBODY, _("Somebody")),
            (TYPED, _("This caller …")),
            (HIDDEN, _("Somebody who hides their number")),
        ]
        for group in groups:
            name = _("Somebody of your group %(group)s") % {"group": words.group_name(group)}
            choices.append((f"{GROUP}{group}", name))
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the reader of types
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Who types a caller means that caller, also where scripts did not choose it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = str(cleaned.get("caller", "")).strip()
        if typed and cleaned.get("who") in ("", SOMEBODY):
            cleaned["who"] = TYPED
        if cleaned.get("who") == TYPED and not typed and "caller" not in self.errors:
            self.add_error("caller", _("Enter who calls."))
        return cleaned

    def question(self) -> Question:
        """What was asked."""
        asked = self.cleaned_data
        return Question(
            who=asked["who"] or SOMEBODY,
            caller=asked["caller"],
            at=asked["at"].replace(tzinfo=None) if asked["at"] else None,
            phones=State(asked["phones"] or State.NOW),
        )
