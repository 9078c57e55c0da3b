"""Fills in forms as a browser does: everything as it is shown, and then what somebody types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.test import Client


def shown(form: forms.BaseForm) -> dict[str, Any]:
    """What a browser sends when nothing was changed."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        if field.disabled:
            continue
        value = form[name].value()
        if isinstance(field.widget, forms.CheckboxInput):
            if value:
                data[name] = "on"
        elif isinstance(field.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple):
            data[name] = list(value or ())
        elif isinstance(field, forms.ChoiceField) and value in (None, ""):
            data[name] = next((str(row["value"]) for row in options(form, name)), "")
        else:
            # Browsers send line ends as carriage return and line feed.
            data[name] = "" if value is None else str(value).replace("\n", "\r\n")
    return data


def options(form: forms.BaseForm, name: str) -> list[dict[str, Any]]:
    """The options of a select as they are drawn."""
    return [row.data for row in form[name].subwidgets]


def fill(browser: Client, url: str, **typed: Any) -> Any:
    """Open the form at ``url``, type these values, send it; None unticks a box."""
    page = browser.get(url)
    assert page.status_code == 200, page.status_code
    form = page.context["form"]
    unknown = typed.keys() - form.fields.keys()
    assert not unknown, f"the form has no {', '.join(unknown)}"
    data = {**shown(form), **typed}
    return browser.post(url, {name: value for name, value in data.items() if value is not None})


def errors(answer: Any) -> dict[str, list[str]]:
    """The messages of a form that came back, by field."""
    found: dict[str, list[str]] = answer.context["form"].errors
    return found
