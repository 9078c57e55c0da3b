"""What the record forms of this app share: domain rules, and replacing only what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.soap.errors import RemoteError
from ngnpanel.web.faults import mending, sentence
from ngnpanel.web.forms import PanelForm

R = TypeVar("R")
Text = str | Promise
Rule = Callable[[Any], Any]


class RuledForm(PanelForm[R]):
    """A form whose values follow the rules of the domain.

    ``value_rules`` maps a field to the rule of its value. On an existing record a rule only looks
    at what the person changed: an old value that would not be allowed today stops no other
    change, and what was not touched is written back as it was. ``fields_of_codes`` maps a fault
    code to the field that it is about, for platforms that do not name the field.
    """

    value_rules: Mapping[str, Rule] = {}
    fields_of_codes: Mapping[int, str] = {}

    def clean(self) -> dict[str, Any]:
        """Apply the rules; each problem goes to its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, rule in self.value_rules.items():
            if name in cleaned and self.is_written(name):
                self.apply(name, rule)
        return cleaned

    def add_remote_error(self, error: RemoteError) -> None:
        """Put the platform's refusal on its field, by its name or by the code."""
        if error.field or error.code not in self.fields_of_codes:
            super().add_remote_error(error)
        else:
            self.add_error(self.fields_of_codes[error.code], sentence(error))

    def apply(self, name: str, rule: Rule) -> None:
        """Put the value of a field through ``rule``."""
        try:
            self.cleaned_data[name] = rule(self.cleaned_data[name])
        except RuleError as error:
            self.add_error(name, mending(error))

    def is_written(self, name: str) -> bool:
        """Whether the value of a field goes into the record."""
        if name not in self.fields or self.fields[name].disabled:
            return False
        if self.record is None:
            return True
        return name in self.changed_data and not self._only_lost_blanks(name)

    def _only_lost_blanks(self, name: str) -> bool:
        """Whether a stored text only differs by the blanks around it, which input fields drop."""
        field, shown = self.fields[name], self[name].initial
        if not isinstance(field, forms.CharField) or not isinstance(shown, str):
            return False
        return bool(field.to_python(shown) == field.to_python(self[name].data))

    def written(self, names: Iterable[str]) -> dict[str, Any]:
        """The values of those of these fields that go into the record, for ``replace``."""
        return {name: self.cleaned_data[name] for name in names if self.is_written(name)}

    def remove(self, *names: str) -> None:
        """Take fields away that do not concern this person or this record."""
        for name in names:
            self.fields.pop(name, None)


class LinesField(forms.CharField):
    """Text of several lines, kept with plain line ends as the platform stores them."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})
        super().__init__(widget=widget, strip=False, **options)

    def to_python(self, value: Any) -> str:
        """The text with line feeds alone."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class NumberField(forms.IntegerField):
    """A whole number from 0 up to what the platform can hold."""

    default_error_messages = {
        "invalid": gettext_lazy("Enter a whole number without dots and units."),
        "min_value": gettext_lazy("Enter %(limit_value)s or more."),
        "max_value": gettext_lazy("Enter %(limit_value)s or less."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 0)
        options.setdefault("max_value", rules.MAX_INT)
        super().__init__(**options)


class SecretInput(forms.PasswordInput):
    """Readable while it is typed; a form that comes back asks for it once more.

    Nothing secret stands in the source of a page.
    """

    input_type = "text"


def secret_input(hint: str = "new-password") -> SecretInput:
    """A password that staff sets for somebody else: readable, and not remembered by the browser."""
    return SecretInput(
        attrs={"autocomplete": hint, "autocapitalize": "none", "spellcheck": "false"}
    )


def select(field: forms.Field, rows: Iterable[tuple[Any, Text]], current: Any = "") -> None:
    """Fill a choice field; a present value that is not on offer stays possible."""
    if not isinstance(field, forms.ChoiceField):
        raise TypeError("only a choice field offers a choice")
    offered = list(rows)
    if current not in ("", None) and all(str(key) != str(current) for key, _word in offered):
        offered.append((current, str(current)))
    field.choices = offered


def timezone_choices() -> list[tuple[str, str]]:
    """All time zones of the world under their own names."""
    return [(name, name.replace("_", " ")) for name in sorted(rules.timezones())]
