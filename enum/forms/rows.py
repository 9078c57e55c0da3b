"""The rows of a number's form: one for each mapping, and an empty one for a further address."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.forms.ruled import NumberField, RuledForm, select
from ngnpanel.enum.domain import mappings
from ngnpanel.enum.domain.mappings import DEFAULT_PRIORITY, MAX_PRIORITY, TYPES, Mapping
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.enum.domain.ranges import DEFAULT_TTL
from ngnpanel.web.faults import mending

PARTS: Final = ("type", "mapto", "priority", "ttl")
MAPTO: Final = re.compile(r"mapto(_p?[0-9]+)?")
TYPE_CHOICES: Final = tuple((key, _(kind.label)) for key, kind in TYPES.items())


@dataclass(frozen=True, slots=True)
class MappingRow:
    """The fields of one mapping; ``stored`` is None in the row of a new one.

    ``key`` ends the names of its fields: the mapping's id, so that a row stays the mapping that
    it showed, whatever somebody else adds or removes meanwhile.
    """

    key: str
    stored: Mapping | None = None

    def name(self, part: str) -> str:
        """The field of ``part``."""
        return f"{part}_{self.key}" if self.key else part

    @property
    def names(self) -> tuple[str, ...]:
        """All its fields."""
        return tuple(self.name(part) for part in PARTS)

    def initial(self) -> dict[str, Any]:
        """The mapping as values of its fields."""
        if self.stored is None:
            return {}
        return {self.name(part): getattr(self.stored, part) for part in PARTS}

    def fields(self) -> dict[str, forms.Field]:
        """New fields for it."""
        # Not required: a row that came meanwhile sends nothing at all.
        kind = forms.ChoiceField(
            label=_("Type"), choices=TYPE_CHOICES, required=False, initial="sip"
        )
        if self.stored is not None:
            select(kind, TYPE_CHOICES, self.stored.type)
        address = forms.CharField(
            label=_("Leads to"),
            required=False,
            max_length=mappings.MAX_URI,
            widget=forms.TextInput(
                attrs={
                    "placeholder": "alice@example.com",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        priority = NumberField(
            label=_("Priority"),
            required=False,
            initial=DEFAULT_PRIORITY,
            max_value=MAX_PRIORITY,
            help_text=_("The lowest is tried first. Empty: 5."),
        )
        ttl = NumberField(
            label=_("TTL"),
            required=False,
            initial=DEFAULT_TTL,
            help_text=_("How long resolvers keep the answer. Empty: 3600."),
        )
        return dict(zip(self.names, (kind, address, priority, ttl), strict=True))

    def was_sent(self, form: RuledForm[Number]) -> bool:
        """Whether the page that was sent had this row at all."""
        return self.name("mapto") in form.data

    def read(self, form: RuledForm[Number]) -> Mapping | None:
        """The mapping as it is to be stored, None for none; raises RuleError for a bad address.

        Of a stored one, only what was changed is looked at.
        """
        cleaned = form.cleaned_data
        if self.stored is not None and not self.was_sent(form):
            return self.stored
        if not cleaned[self.name("mapto")]:
            return None
        values: dict[str, Any] = {
            part: cleaned[self.name(part)]
            for part in PARTS
            if self.stored is None or form.is_written(self.name(part))
        }
        for part, default in (("priority", DEFAULT_PRIORITY), ("ttl", DEFAULT_TTL)):
            if part in values:
                values[part] = default if values[part] in (None, "") else values[part]
        wanted = replace(self.stored or Mapping(), **values)
        if values.keys() & {"type", "mapto"}:
            key = mappings.mapping_type(wanted.type)
            wanted = replace(wanted, mapto=mappings.readdressed(wanted.mapto, key))
        return wanted


def rows_of(record: Number | None) -> tuple[MappingRow, ...]:
    """A row for each mapping of a number, and one for a new mapping while there is room."""
    stored = record.mappings if record else ()
    ids = {mapping.id for mapping in stored}
    are_named = 0 not in ids and len(ids) == len(stored)
    rows = [
        MappingRow(str(mapping.id) if are_named else f"p{place}", mapping)
        for place, mapping in enumerate(stored, start=1)
    ]
    is_full = len(rows) >= mappings.MAX_MAPPINGS
    return (*rows, *(() if is_full else (MappingRow(""),)))


def lost(form: RuledForm[Number], rows: tuple[MappingRow, ...]) -> list[str]:
    """Addresses that were typed into rows that are no longer there: somebody else was faster."""
    known = {row.name("mapto") for row in rows}
    sent = {name: str(form.data[name]) for name in form.data if MAPTO.fullmatch(name)}
    return [
        text
        for name, text in sent.items()
        if name not in known and text and text != (form.opened.get(name) or "")
    ]


def read_rows(form: RuledForm[Number], rows: tuple[MappingRow, ...]) -> tuple[Mapping, ...]:
    """The mappings that the rows ask for; what is wrong goes to the fields of the row."""
    wanted: list[Mapping] = []
    for row in rows:
        if form.errors.keys() & set(row.names):
            continue
        try:
            mapping = row.read(form)
        except RuleError as error:
            form.add_error(row.name("mapto"), mending(error))
            continue
        if mapping is None:
            continue
        if mappings.repeated([*wanted, mapping]):
            text = _now("The number leads there already. Change this address or clear it.")
            form.add_error(row.name("mapto"), text)
        wanted.append(mapping)
    return tuple(wanted)
