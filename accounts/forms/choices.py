"""What the forms offer to choose from: services look it up, forms only show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ngnpanel.accounts.forms.ruled import Text, select


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Domains, customers and resellers within reach of the person at work.

    None means that there are too many to choose from: the form asks for the name or number then.
    """

    domains: tuple[str, ...] | None = None
    customers: tuple[tuple[int, str], ...] | None = None
    resellers: tuple[tuple[int, str], ...] | None = None


def offer_domains(form: forms.Form, name: str, choices: Choices) -> None:
    """Make the text field of a domain a list, where there are few enough."""
    offer_names(form, name, choices.domains, _("Choose a domain"))


def offer_names(
    form: forms.Form, name: str, names: tuple[str, ...] | None, invitation: Text
) -> None:
    """Make the text field of a name a list; ``invitation`` stands there while none is chosen."""
    if names is not None:
        rows = [(one, one) for one in names]
        empty = [] if len(rows) == 1 else [("", invitation)]
        form.fields[name] = _twin(form.fields[name], forms.ChoiceField(choices=[*empty, *rows]))


def offer_customers(
    form: forms.Form, name: str, customers: tuple[tuple[int, str], ...] | None, none: Text
) -> None:
    """Make the number field of a customer a list of names; ``none`` says what 0 means."""
    offer_numbered(form, name, customers, none, _("Customer %(number)s"))


def offer_numbered(
    form: forms.Form,
    name: str,
    rows: tuple[tuple[int, str], ...] | None,
    none: Text,
    unknown: str,
) -> None:
    """Make the number field of a record a list of names, where there are few enough.

    ``none`` stands for no choice. A present value that is not on offer stays possible, and is
    called by its number in the words of ``unknown``.
    """
    if rows is None:
        return
    offered: list[tuple[Any, Any]] = [("", none), *rows]
    current = form.initial.get(name)
    if current and all(str(current) != str(number) for number, _label in rows):
        offered.append((current, unknown % {"number": current}))
    field = forms.TypedChoiceField(choices=offered, coerce=int, empty_value=None)
    form.fields[name] = _twin(form.fields[name], field)


def offer(form: forms.Form, name: str, rows: Iterable[tuple[Any, Text]]) -> None:
    """Fill a choice field; a present value that is not on offer stays possible."""
    select(form.fields[name], rows, form.initial.get(name))


def _twin(old: forms.Field, new: forms.Field) -> forms.Field:
    """``new`` with the words of ``old``."""
    new.label, new.help_text, new.required = old.label, old.help_text, old.required
    if "required" in old.error_messages:
        new.error_messages["required"] = old.error_messages["required"]
    return new
