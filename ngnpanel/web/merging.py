"""What a form opened with, so that saving changes only what its person changed.

The page carries the values that it was drawn with. When the record changed in the meantime, a field
that the person left alone keeps the new value; one that both changed is a conflict, which shows
both values and is settled by saving again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms

if TYPE_CHECKING:
    from ngnpanel.web.forms import PanelForm

# The name of the hidden field.
OPENED: Final = "opened"


def written_down(form: PanelForm[Any]) -> str:
    """The values of the fields that can be changed, as the hidden field holds them."""
    return json.dumps({name: form.opened_value(name) for name in _open_fields(form)})


def read(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the hidden field says; nothing when it is missing or damaged."""
    try:
        stored = json.loads((data or {}).get(OPENED) or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(stored, dict):
        return {}
    return {name: value for name, value in stored.items() if _is_portable(value)}


def portable(value: Any) -> Any:
    """A field's initial value as JSON can hold it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [portable(one) for one in value]
    return str(value)


def _is_portable(value: Any) -> bool:
    """Whether ``portable`` could have made it; the page is what somebody sends."""
    if isinstance(value, list):
        return not any(isinstance(one, list | dict) for one in value)
    return not isinstance(value, dict)


def changed_meanwhile(form: PanelForm[Any]) -> list[str]:
    """The fields whose stored value is not the one that the form opened with."""
    return [
        name
        for name in _open_fields(form)
        if name in form.opened and form.opened[name] != portable(form.stored_value(name))
    ]


def conflicts(form: PanelForm[Any]) -> list[str]:
    """The fields that the person and somebody else changed to different values."""
    return [
        name
        for name in changed_meanwhile(form)
        if name in form.changed_data
        and form.fields[name].has_changed(form.stored_value(name), form[name].data)
    ]


def _open_fields(form: PanelForm[Any]) -> list[str]:
    return [
        name
        for name, field in form.fields.items()
        if not field.disabled and not isinstance(field, forms.FileField)
    ]
