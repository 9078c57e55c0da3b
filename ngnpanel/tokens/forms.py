"""The form of a new token, and the question how long the old one of a rotation still works."""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.actor import Actor
from ngnpanel.tokens import keeping, scopes, words
from ngnpanel.tokens.keeping import Wish
from ngnpanel.web.forms import Group, GroupedForm, Segmented

MOST_NETWORKS: Final = 20
NONE: Final = ""
LEVELS: Final = {NONE: _("Nothing"), scopes.READ: _("Read"), scopes.CHANGE: _("Change")}
LIVES: Final = (
    (7, _("7 days")),
    (30, _("30 days")),
    (90, _("90 days")),
    (180, _("180 days")),
    (365, _("1 year")),
)
OVERLAPS: Final = (
    ("0", _("It ends at once")),
    ("3600", _("1 hour")),
    ("86400", _("1 day")),
    ("604800", _("7 days")),
)


class TokenForm(GroupedForm):
    """Name, scopes, doors, networks and life of a new token of ``actor``."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("What the program is called that gets it: the audit names it, too."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    everything = forms.BooleanField(
        label=_("Read everything"),
        required=False,
        help_text=_("All areas below, without secrets. What it may change is chosen there."),
    )
    doors = forms.MultipleChoiceField(
        label=_("Doors"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where the program calls."),
    )
    networks = forms.CharField(
        label=_("Only from these networks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(
            attrs={"rows": 3, "spellcheck": "false", "placeholder": "192.0.2.0/24"}
        ),
        help_text=_("One a line. Empty: from everywhere."),
    )
    days = forms.TypedChoiceField(
        label=_("It works for"), choices=LIVES, coerce=int, initial=keeping.DAYS
    )

    def __init__(self, data: Any = None, *, actor: Actor, whose: str) -> None:
        areas = tuple(area for area in scopes.AREAS if area.levels(actor.role))
        self.groups = (
            Group("", "", ("name",)),
            Group(
                _("What it may do"),
                _("At most what you may do yourself when it is used. Changing includes reading."),
                ("everything", *(_field(area) for area in areas)),
            ),
            Group(_("Where and how long"), "", ("doors", "networks", "days")),
        )
        doors = [(door, words.DOORS[door]) for door in words.doors()]
        super().__init__(data, initial={"doors": [doors[0][0]]})
        self.whose = whose
        self.areas = areas
        for area in areas:
            self.fields[_field(area)] = forms.ChoiceField(
                label=str(area.label),
                help_text=str(area.text),
                required=False,
                widget=Segmented,
                choices=[(level, LEVELS[level]) for level in (NONE, *area.levels(actor.role))],
                initial=NONE,
            )
        field = self.fields["doors"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = doors

    def clean_name(self) -> str:
        """One line that nobody misreads, and not the name of another living token."""
        name = str(self.cleaned_data["name"])
        if any(unicodedata.category(char).startswith("C") for char in name):
            raise forms.ValidationError(_now("Leave out control characters."))
        if keeping.LIKE.search(name):
            raise forms.ValidationError(_now("This looks like a token. Its name is no secret."))
        alive = keeping.living(keeping.of_person(self.whose)).filter(successor=None)
        if alive.filter(name__iexact=name).exists():
            raise forms.ValidationError(_now("You have a token of this name. Choose another one."))
        return name

    def clean_networks(self) -> tuple[str, ...]:
        """Networks or single addresses, each once."""
        found = tuple(dict.fromkeys(_networks(self.cleaned_data["networks"])))
        if len(found) > MOST_NETWORKS:
            raise forms.ValidationError(
                _now("Enter at most %(most)s networks.") % {"most": MOST_NETWORKS}
            )
        return found

    def clean(self) -> dict[str, Any]:
        """It has to be for something."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.scopes:
            self.add_error("everything", _now("Choose what the token may read or change."))
        return cleaned

    @property
    def scopes(self) -> tuple[str, ...]:
        """What was chosen; an area that is read anyway is not named again."""
        is_all = bool(self.cleaned_data.get("everything"))
        levels = {area.name: self.cleaned_data.get(_field(area), "") for area in self.areas}
        chosen = (
            f"{name}.{level}"
            for name, level in levels.items()
            if level and not (is_all and level == scopes.READ)
        )
        return (*((scopes.READ_ALL,) if is_all else ()), *chosen)

    def to_wish(self) -> Wish:
        """What was asked for; only called when the form is valid."""
        return Wish(
            name=self.cleaned_data["name"],
            scopes=self.scopes,
            doors=tuple(self.cleaned_data["doors"]),
            networks=self.cleaned_data["networks"],
            days=self.cleaned_data["days"],
        )


class RotateForm(GroupedForm):
    """How long the old token works beside the new one."""

    overlap = forms.ChoiceField(
        label=_("The old token still works for"), choices=OVERLAPS, initial="86400"
    )
    groups = (Group("", "", ("overlap",)),)

    def to_overlap(self) -> timedelta:
        """What was chosen; only called when the form is valid."""
        return timedelta(seconds=int(self.cleaned_data["overlap"]))


def _field(area: scopes.Area) -> str:
    return f"area_{area.name}"


def _networks(text: str) -> Iterator[str]:
    for typed in text.replace(",", "\n").split():
        try:
            yield str(ipaddress.ip_network(typed, strict=False))
        except ValueError:
            raise forms.ValidationError(
                _now("%(network)s is no network. Write it as 192.0.2.0/24 or 2001:db8::/32.")
                % {"network": typed[:80]}
            ) from None
