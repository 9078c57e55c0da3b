"""The forms of mail aliases and redirects, which are the same but for their words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import fancy
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.forms.places import InZoneForm
from ngnpanel.web.forms import Group

# Names and values without fault, to check one of both while the other is wrong.
SAMPLES = {fancy.FORWARDING: ("a", "b@example.com"), fancy.REDIRECTION: ("a", "http://example.com")}


def grouped(title: Any) -> tuple[Group, ...]:
    """The groups, the first of which is called by the kind."""
    return Group(title, "", ("zone", "name", "value")), Group(_("Person"), "", ("owner",))


class FancyForm(InZoneForm[FancyRecord]):
    """A name in a zone and where it leads."""

    kind: ClassVar[str]
    name = forms.CharField(max_length=255)
    value = forms.CharField(max_length=fancy.MAX_URL)
    groups: tuple[Group, ...] = ()

    def from_domain(self, record: FancyRecord) -> dict[str, Any]:
        """The record as values of the fields."""
        return {
            "zone": record.zone,
            "name": record.name,
            "value": record.value,
            "owner": record.owner or None,
        }

    def clean(self) -> dict[str, Any]:
        """Name and value by the rules of their kind, each on its own and both together."""
        cleaned = super().clean()
        if self.zone_name:
            name, value = SAMPLES[self.kind]
            if str(cleaned.get("value", "")).lower().startswith(f"{name}@"):
                name = f"{name}{name}"  # what forwards to itself is no sample without fault
            if self.is_written("name") and "name" not in self.errors:
                self._check("name", name=cleaned["name"], value=value)
            if self.is_written("value") and "value" not in self.errors:
                self._check("value", name=name, value=cleaned["value"])
                if not self.errors:
                    self._check("value", name=self._name(), value=cleaned["value"])
        return cleaned

    def to_domain(self, base: FancyRecord | None) -> FancyRecord:
        """``base`` with value and owner replaced."""
        values = self.written(("name", "value"))
        if self.is_written("owner"):
            values["owner"] = self.cleaned_data["owner"] or 0
        if base is not None:
            return replace(base, **values)
        return FancyRecord(zone=self.cleaned_data["zone"], type=self.kind, **values)

    def _name(self) -> str:
        return self.record.name if self.record else str(self.cleaned_data["name"])

    def _check(self, field: str, *, name: str, value: str) -> None:
        record = FancyRecord(zone=self.zone_name, type=self.kind, name=name, value=value)
        try:
            stored = fancy.checked(record, self.zone_name)
        except RuleError as error:
            self.refuse(field, error)
        else:
            self.cleaned_data[field] = getattr(stored, field)


class MailAliasForm(FancyForm):
    """A mail address that is forwarded."""

    kind = fancy.FORWARDING
    groups = grouped(_("Mail alias"))
    name = forms.CharField(
        label=_("Address"),
        max_length=255,
        help_text=_("The part before the @ is enough; the zone is added."),
        widget=forms.TextInput(attrs={"placeholder": "info", "autocapitalize": "none"}),
        error_messages={"required": _("Enter the address that mail is sent to, such as info.")},
    )
    value = forms.CharField(
        label=_("Forward to"),
        max_length=fancy.MAX_URL,
        widget=forms.TextInput(
            attrs={"placeholder": "alice@example.com", "autocapitalize": "none"}
        ),
        error_messages={"required": _("Enter the address that mail is forwarded to.")},
    )


class RedirectForm(FancyForm):
    """A host whose visitors are sent to another address."""

    kind = fancy.REDIRECTION
    groups = grouped(_("Redirect"))
    name = forms.CharField(
        label=_("Host"),
        required=False,
        max_length=255,
        help_text=_("Within the zone, such as www. Leave it empty for the zone itself."),
        widget=forms.TextInput(attrs={"placeholder": "www", "autocapitalize": "none"}),
    )
    value = forms.CharField(
        label=_("Redirect to"),
        max_length=fancy.MAX_URL,
        widget=forms.TextInput(
            attrs={"placeholder": "https://www.example.com/", "autocapitalize": "none"}
        ),
        error_messages={"required": _("Enter a web address, for example https://example.com/.")},
    )
