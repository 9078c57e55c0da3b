"""The settings of a job as a form; what is secret in them never becomes a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ngnpanel.actor import Actor
from ngnpanel.web import merging
from ngnpanel.web.forms import GroupedForm


class SettingsForm(GroupedForm):
    """What a kind of job needs to know. The field names are those of the parameters.

    ``secret`` fields are kept sealed and forgotten when the job is over. ``choices`` are what the
    kind looked up for the form (``Kind.choices``): forms never call the platform.
    """

    secret: ClassVar[tuple[str, ...]] = ()

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
