"""What all forms of the panel share: groups, read-only values, remote errors, search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ngnpanel.actor import Actor
from ngnpanel.soap.errors import RemoteError
from ngnpanel.web import merging
from ngnpanel.web.faults import sentence
from ngnpanel.web.renderer import PanelBoundField

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Group:
    """Some fields of a form under a title and a sentence; ``folded`` ones open on demand.

    With ``reveal`` ("type=MX|SRV") they are only in sight while that field has one of the values.
    """

    title: str | Promise
    text: str | Promise
    fields: tuple[str, ...]
    folded: bool = False
    reveal: str = ""


class Segmented(forms.RadioSelect):
    """A choice among two to four as a bar of segments."""

    template_name = "django/forms/widgets/segmented.html"


class GroupedForm(forms.Form):
    """A form whose fields stand in groups, with a list of what is wrong on top.

    ``groups`` orders the fields; ``units`` are written inside a field.
    """

    template_name = "django/forms/panel_form.html"
    required_css_class = "is-required"
    groups: tuple[Group, ...] = ()
    units: Mapping[str, str | Promise] = {}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Fill this in, it cannot stay empty.")

    def grouped(self) -> list[tuple[Group, list[PanelBoundField]]]:
        """The visible fields in their groups; fields without a group come last."""
        named = {name for group in self.groups for name in group.fields}
        rest = tuple(name for name in self.fields if name not in named)
        groups = [*self.groups, Group("", "", rest)]
        drawn = [
            (group, [self._bound(n) for n in group.fields if n in self.fields]) for group in groups
        ]
        return [(group, fields) for group, fields in drawn if fields]

    def problems(self) -> list[tuple[PanelBoundField, str]]:
        """Each message beside its field as they stand on the page, for the summary on top."""
        return [
            (field, str(message))
            for _group, fields in self.grouped()
            for field in fields
            for message in field.errors
        ]

    def _bound(self, name: str) -> PanelBoundField:
        bound = self[name]
        if not isinstance(bound, PanelBoundField):
            raise TypeError("FORM_RENDERER must be ngnpanel.web.renderer.PanelRenderer")
        return bound


class PanelForm(GroupedForm, Generic[R]):
    """A form over one record; ``record`` None means that one is added.

    ``fixed`` fields cannot change once the record exists. ``wire_fields`` maps a wire name to the
    form field where its remote errors belong, where the camelCase rule does not find it.
    ``live`` fields are looked at while the form is filled in, see ``Resource.check``; with
    ``live_place``, the name of one of them, there is one note about all, which stands there.
    ``labels`` are words for attributes of the record that have no field of their name.
    ``prefill`` names the fields of a new record that a link may fill in; the address of a page is
    not to be trusted with the others, passwords and locked fields among them. ``like_last`` names
    those of a new record that begin like the ``last`` one that the person added.
    """

    fixed: tuple[str, ...] = ()
    wire_fields: Mapping[str, str] = {}
    prefill: tuple[str, ...] = ()
    like_last: tuple[str, ...] = ()
    live: tuple[str, ...] = ()
    live_place: str = ""
    labels: Mapping[str, str | Promise] = {}

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        record: R | None = None,
        initial: Mapping[str, Any] | None = None,
        last: Mapping[str, Any] | None = None,
    ) -> None:
        if record is None:
            shown = {name: last[name] for name in self.like_last if last and name in last}
            linked = initial or {}
            shown |= {name: linked[name] for name in self.prefill if name in linked}
        else:
            shown = self.from_domain(record)
        super().__init__(data, initial=shown)
        self.actor = actor
        self.record = record
        #: The values that the page was drawn with, by field; empty when it did not say.
        self.opened = {} if record is None else merging.read(data)
        if record is not None:
            self.lock(*self.fixed)
            for name in self.fixed:
                self.fields[name].help_text = ""  # it says how to fill the field in

    def from_domain(self, record: R) -> dict[str, Any]:
        """The record as values of the fields."""
        raise NotImplementedError

    def to_domain(self, base: R | None) -> R:
        """``base`` with what the form shows replaced; a new record when there is no base."""
        raise NotImplementedError

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What the field began with: for the person that is what the page was drawn with."""
        if field_name in self.opened and not field.disabled:
            return self.opened[field_name]
        return super().get_initial_for_field(field, field_name)

    def stored_value(self, name: str) -> Any:
        """What the record says now."""
        return super().get_initial_for_field(self.fields[name], name)

    def opened_value(self, name: str) -> Any:
        """What the page says that it was drawn with, as JSON can hold it."""
        return merging.portable(self.get_initial_for_field(self.fields[name], name))

    @property
    def opening(self) -> str:
        """The hidden field that ``opened`` is read from."""
        return merging.written_down(self)

    def find_conflicts(self) -> None:
        """Put a sentence on each field that somebody else changed too; a second save settles it."""
        for name in merging.conflicts(self):
            stored = self.stored_value(name)
            self.opened[name] = merging.portable(stored)
            words = {"value": self.words_for(name, stored), "when": self.changed_when()}
            self.add_error(
                name,
                _(
                    "Somebody changed this to “%(value)s”%(when)s after you opened the page. Save"
                    " again to replace it with yours, or enter their value."
                )
                % words,
            )

    def changed_when(self) -> str:
        """When the record was changed last, as far as it knows, in brackets."""
        moment = getattr(self.record, "change_date", None)
        if not isinstance(moment, datetime):
            return ""
        return f" ({moment.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC)"

    def kept_from_others(self) -> str:
        """The labels of what somebody else changed meanwhile and this person did not."""
        labels = (
            str(self[name].label)
            for name in merging.changed_meanwhile(self)
            if name not in self.changed_data
        )
        return ", ".join(label[:1].lower() + label[1:] for label in labels)

    def words_for(self, name: str, value: Any) -> str:
        """A value of a field as people read it."""
        return self._bound(name).words(value)

    def lock(self, *names: str) -> None:
        """Show these fields as text and ignore any input for them."""
        for name in names:
            field = self.fields[name]
            field.disabled = True
            field.required = False
            field.validators = []
            if isinstance(field, forms.ChoiceField):
                self._admit_current(name, field)

    def changes(self) -> str:
        """The labels of what the person changed, without hidden fields."""
        labels = (str(self[name].label) for name in self.changed_data if name in self.fields)
        return ", ".join(label[:1].lower() + label[1:] for label in labels)

    def add_remote_error(self, error: RemoteError) -> None:
        """Put the platform's refusal on its field, or on top of the form."""
        name = self.wire_fields.get(error.field) or self._field_called(error.field)
        self.add_error(name if name in self.fields else None, sentence(error))

    def _admit_current(self, name: str, field: forms.ChoiceField) -> None:
        """A value that nobody may change here need not be among the choices of this person."""
        current = self.get_initial_for_field(field, name)
        values = current if isinstance(current, list | tuple) else [current]
        offered = list(cast("Iterable[Any]", field.choices))
        known = {str(key) for key, _word in offered}
        field.choices = offered + [(one, one) for one in values if str(one) not in known]

    def _field_called(self, wire: str) -> str:
        return next((name for name in self.fields if _camel_case(name) == wire), "")


class SearchForm(forms.Form):
    """The filters of a list, all optional; ``more`` names those that open on demand."""

    q = forms.CharField(required=False, max_length=200)
    more: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        self.fields["q"].label = _("Search")
        for field in self.fields.values():
            field.required = False

    def filter(self) -> dict[str, Any]:
        """The filter by wire names; only called after validation, with every field present."""
        raise NotImplementedError

    def cleaned(self) -> dict[str, Any]:
        """The values that passed; a filter that makes no sense counts as not given."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    def active(self) -> list[tuple[str, str, str]]:
        """Name, label and value in words of every filter in use."""
        used = []
        for name, value in self.cleaned().items():
            if value in (None, "", [], False):
                continue
            bound = self[name]
            words = bound.display if isinstance(bound, PanelBoundField) else str(value)
            used.append((name, str(bound.label or capfirst(name)), words))
        return used

    def daily_fields(self) -> list[Any]:
        """The filters that are always in sight, without the quick search."""
        return [self[name] for name in self.fields if name != "q" and name not in self.more]

    def more_fields(self) -> list[Any]:
        """The filters that open on demand."""
        return [self[name] for name in self.more if name in self.fields]


def contains(text: str) -> str:
    """A LIKE pattern that finds ``text`` anywhere; a typed ``%`` or ``*`` means any text."""
    text = text.strip().replace("*", "%")
    return text if not text or "%" in text else f"%{text}%"


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
