"""Draws form fields: label above, help below, units inside, errors wired for screen readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _


class PanelBoundField(BoundField):
    """A field of a form with the few things that the templates ask for."""

    @property
    def is_switch(self) -> bool:
        """Whether the field is drawn as a switch with its label beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_choice_list(self) -> bool:
        """Whether the field is a group of radio buttons or check boxes."""
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)

    @property
    def is_select(self) -> bool:
        """Whether the field is a drop-down, which always has some value."""
        return isinstance(self.field.widget, forms.Select) and not self.is_choice_list

    @property
    def is_read_only(self) -> bool:
        """Whether the value is shown as text and ignored in the input."""
        return self.field.disabled

    @property
    def is_asked_again(self) -> bool:
        """Whether a secret was typed: no page carries one, so a form that comes back asks anew."""
        is_secret = isinstance(self.field.widget, forms.PasswordInput)
        return is_secret and self.form.is_bound and bool(self.value())

    @property
    def note(self) -> str:
        """ "required" or "optional", whichever is the rarer among the fields that are typed in."""
        if not self.is_typed:
            return ""
        typed = [one for one in self.form if isinstance(one, PanelBoundField) and one.is_typed]
        required = sum(one.field.required for one in typed)
        # Nobody is told that everything, or nothing, must be filled in.
        if required in (0, len(typed)):
            return ""
        rare = required * 2 <= len(typed)
        if self.field.required != rare:
            return ""
        return _("required") if rare else _("optional")

    @property
    def is_typed(self) -> bool:
        """Whether the field is to be filled in, and can be left empty by mistake."""
        if self.is_switch or self.is_choice_list or self.is_read_only or self.is_hidden:
            return False
        # A drop-down always has some value, unless it starts with "Choose one".
        widget = self.field.widget
        return not self.is_select or (self.field.required and widget.use_required_attribute(None))

    @property
    def unit(self) -> str:
        """What is written inside the field after the value, such as seconds."""
        units: Mapping[str, Any] = getattr(self.form, "units", {})
        return str(units.get(self.name, ""))

    @property
    def display(self) -> str:
        """The value as text, for a field that the person may not change."""
        return self.words(self.value())

    @property
    def is_live(self) -> bool:
        """Whether the field is looked at while the form is filled in."""
        return self.name in getattr(self.form, "live", ()) and not self.is_read_only

    @property
    def live_place(self) -> str:
        """The id of the place of the note about this field, which fields may share."""
        place = getattr(self.form, "live_place", "")
        return f"{self.form[place].auto_id if place else self.auto_id}_live"

    @property
    def has_live_place(self) -> bool:
        """Whether the note about this field stands beside this field."""
        return self.is_live and self.live_place == f"{self.auto_id}_live"

    def words(self, value: Any) -> str:
        """Any value of this field as text."""
        if isinstance(self.field, forms.BooleanField):
            return _("Yes") if value else _("No")
        if isinstance(self.field, forms.ChoiceField):
            chosen = value if isinstance(value, list | tuple | set) else [value]
            words = {str(key): str(word) for key, word in _flat(self.field.choices)}
            return ", ".join(words.get(str(one), str(one)) for one in chosen if one is not None)
        return "" if value is None else str(value)

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> Any:
        """Adds the classes of the CSS kit and says when a value is invalid."""
        built = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        classes = [str(widget.attrs.get("class", "")), _css_class(widget)]
        if self.errors:
            classes.append("is-invalid")
        built["class"] = " ".join(part for part in classes if part)
        if self.is_live:
            shared = getattr(self.form, "live_place", "")
            built |= {
                "hx-post": f"?check={self.name}",
                "hx-trigger": "change, input changed delay:500ms",
                "hx-target": f"#{self.live_place}",
                "hx-swap": "innerHTML",
                "hx-include": "closest form",
                # A late answer about one field must not replace the note about all.
                "hx-sync": "closest form:replace" if shared else "this:replace",
            }
        return built


class PanelRenderer(TemplatesSetting):
    """The project's form templates, set as FORM_RENDERER."""

    field_template_name = "django/forms/field.html"
    form_template_name = "django/forms/plain_form.html"
    bound_field_class = PanelBoundField


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for key, word in choices:
        if isinstance(word, list | tuple):
            flat.extend(_flat(word))
        else:
            flat.append((key, word))
    return flat
