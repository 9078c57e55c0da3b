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
    if choices.domains is not None:
        rows = [(domain, domain) for domain in choices.domains]
        empty = [] if len(rows) == 1 else [("", _("Choose a domain"))]
        form.fields[name] = _twin(form.fields[name], forms.ChoiceField(choices=[*empty, *rows]))


def offer_customers(
    form: forms.Form, name: str, customers: tuple[tuple[int, str], ...] | None, none: Text
) -> None:
    """Make the number field of a customer a list of names, where there are few enough.

    ``none`` says what 0 means. A present value that is not on offer stays possible.
    """
    if customers is None:
        return
    rows: list[tuple[Any, Any]] = [("", none), *customers]
    current = form.initial.get(name)
    if current and all(current != number for number, _label in customers):
        rows.append((current, _("Customer %(number)s") % {"number": current}))
    field = forms.TypedChoiceField(choices=rows, coerce=int, empty_value=None)
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
