"""The settings of a job as a form; what is secret in them never becomes a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from ngnpanel.actor import Actor
from ngnpanel.web import merging


class SettingsForm(forms.Form):
    """What a kind of job needs to know. The field names are those of the parameters.

    ``secret`` fields are kept sealed and forgotten when the job is over. ``choices`` are what the
    kind looked up for the form (``Kind.choices``): forms never call the platform.
    """

    template_name = "django/forms/panel_form.html"
    required_css_class = "is-required"
    secret: ClassVar[tuple[str, ...]] = ()
    units: ClassVar[Mapping[str, Any]] = {}

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        initial: Mapping[str, Any] | None = None,
        choices: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.actor = actor
        self.choices = dict(choices or {})
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Fill this in, it cannot stay empty.")

    def params(self) -> dict[str, Any]:
        """The settings of a valid form as JSON, without secrets."""
        return {
            name: merging.portable(value)
            for name, value in self.cleaned_data.items()
            if name not in self.secret
        }

    def secrets(self) -> dict[str, Any]:
        """The secret ones that were filled in."""
        found = {name: self.cleaned_data.get(name) for name in self.secret}
        return {name: value for name, value in found.items() if value}
