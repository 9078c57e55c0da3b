"""The tables of one kind of record: a row becomes a record by the rules of its forms.

A row of a new record is typed into the form that adds one, and what that form does not have into
the one that edits; a row of an existing record into the latter alone. So the file is held to
nothing but what a person at the form is held to, and what it leaves empty stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Generic

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.imports.columns import EMPTY, Cells, Column
from ngnpanel.imports.places import Within
from ngnpanel.imports.references import Ground, Reference
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web import exporting
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.parts import R, Text
from ngnpanel.web.permissions import may
from ngnpanel.web.resource import Resource
from ngnpanel.web.selection import every

# A filter of a list, as something that can be told apart from others.
Scope = tuple[tuple[str, Any], ...]
# What a reason may have in characters (jobs/models.py).
LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Made(Generic[R]):
    """A new record, and the secrets that were made up because the row has none."""

    record: R
    secrets: Mapping[str, str] = field(default_factory=dict)


class Table(Generic[R]):
    """How rows become records of ``records``, and records rows.

    ``references`` are what columns may name, by the ``refers`` of the column. ``is_key``: what
    identifies a record is also its key in the addresses of pages. ``is_listed``: there is a list
    to look through.
    """

    records: ClassVar[Resource[Any]]
    columns: ClassVar[tuple[Column[Any], ...]]
    references: ClassVar[Mapping[str, Reference]] = {}
    is_key: ClassVar[bool] = False
    is_listed: ClassVar[bool] = True

    def shown(self, actor: Actor) -> tuple[Column[R], ...]:
        """The columns for this person."""
        return tuple(column for column in self.columns if column.is_for(actor))

    def column(self, name: str) -> Column[R] | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def label(self) -> Text:
        """What many of them are called."""
        return self.records.labels.many

    @property
    def hidden(self) -> frozenset[str]:
        """The cells that are for nobody's eyes."""
        return frozenset(column.name for column in self.columns if column.is_secret)

    # What the platform does with a record.

    def page(self, api: Api, query: Query) -> Page[R] | None:
        """One window of the list, None where there is no list to look through."""
        return self.records.page(api, query)

    def add(self, api: Api, record: R) -> R:
        """Create it; what the platform stored."""
        added: R = self.records.add(api, record)
        return added

    def update(self, api: Api, record: R) -> None:
        """Replace it."""
        self.records.update(api, record)

    def delete(self, api: Api, record: R) -> None:
        """Delete it; raises NotFound when somebody was faster."""
        self.records.delete(api, self.records.key(record))

    def title(self, record: R) -> str:
        """What people call it."""
        return self.records.title(record)

    def may_change(self, actor: Actor, record: R) -> bool:
        """Whether this person may change this one."""
        return may(actor, self.records.rights.edit, record)

    def may_delete(self, actor: Actor, record: R) -> bool:
        """Whether this person may delete this one."""
        return may(actor, self.records.rights.delete, record)

    # What names a record.

    def identify(self, ground: Ground, cells: Cells) -> str:
        """What tells the record of a row from all others; raises Refuse or RuleError."""
        raise NotImplementedError

    def identity(self, ground: Ground, record: R) -> str:
        """The same of a record."""
        raise NotImplementedError

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002 - a hook
        """A filter of the list that the record of a row is in, if it is there."""
        return ()

    def find(self, ground: Ground, cells: Cells) -> R | None:
        """The record of a row as it is now; one call."""
        raise NotImplementedError

    def within(self, cells: Cells) -> Within | None:  # noqa: ARG002 - a hook
        """Where the record of a row lies: without that it cannot be there."""
        return None

    def phase(self, cells: Cells) -> int:  # noqa: ARG002 - a hook
        """Rows of a later phase need those of an earlier one."""
        return 0

    def coming(self, rows: Iterable[Cells]) -> Mapping[str, frozenset[str]]:  # noqa: ARG002
        """The names of what the rows will add, by the kind of reference, in lower case."""
        return {}

    # What becomes of a row.

    def added(self, ground: Ground, cells: Cells) -> Made[R]:
        """The new record of a row; raises Refuse with what is wrong."""
        raise NotImplementedError

    def changed(self, ground: Ground, record: R, cells: Cells) -> R:
        """``record`` with the cells of a row; raises Refuse with what is wrong."""
        raise NotImplementedError

    def number(self, ground: Ground, name: str, cells: Cells) -> int:
        """The number of the record that a column refers to, 0 for none; raises Refuse."""
        column = self.column(name)
        text = cells.get(name, "")
        if column is None or text in ("", EMPTY):
            return 0
        return self.references[column.refers].find(ground, text, self.holder(ground, cells))

    def unseen(self, given: Mapping[str, Any], record: R, wanted: R) -> Iterable[str]:  # noqa: ARG002
        """The secrets that a row sets, by name: what they were is not compared."""
        named: Iterable[str] = given.get("secrets", ())
        return named

    def holder(self, ground: Ground, cells: Cells) -> int | None:  # noqa: ARG002 - a hook
        """The reseller whose records a row refers to, where it says so."""
        return None

    # What an export says.

    def row(self, ground: Ground, record: R, columns: Sequence[Column[R]]) -> list[str]:
        """The cells of a record; secrets stay empty."""
        return [self.written(ground, record, column) for column in columns]

    def written(self, ground: Ground, record: R, column: Column[R]) -> str:
        """One cell."""
        if column.is_secret:
            return ""
        value = column.value(record)
        if column.refers and not isinstance(value, str):
            value = self.references[column.refers].word(ground, value or 0)
        text = exporting.cell(exporting.plain(value))
        return EMPTY if text == "" and column.keeps_empty else text


class FormTable(Table[R]):
    """A table whose rows are typed into forms."""

    def adding(self, ground: Ground) -> PanelForm[R]:
        """The empty form of a new record; without choices of records, the platform knows them."""
        raise NotImplementedError

    def editing(self, ground: Ground, record: R) -> PanelForm[R]:
        """The form of an existing record as it is drawn."""
        raise NotImplementedError

    def typed(self, ground: Ground, cells: Cells) -> dict[str, str]:
        """What a browser would send of the cells, by field; raises Refuse."""
        data: dict[str, str] = {}
        for name, text in cells.items():
            column = self.column(name)
            if column is None:
                continue
            try:
                data |= self.of_cell(ground, column, text, cells)
            except RuleError as error:
                raise Refuse(blamed(column, mending(error))) from None
        return data

    def of_cell(self, ground: Ground, column: Column[R], text: str, cells: Cells) -> dict[str, str]:
        """What a browser would send of one cell; raises Refuse or RuleError."""
        if column.is_hint:
            return {}
        if text == EMPTY:
            return (
                {column.removed_by: "on"} if column.removed_by else {column.place: column.typed("")}
            )
        if column.refers:
            return {column.place: str(self.number(ground, column.name, cells) or "")}
        return {column.place: column.typed(text)}

    def added(self, ground: Ground, cells: Cells) -> Made[R]:
        """Through both forms."""
        data = self.typed(ground, cells)
        name = f"new {self.records.name}"
        form: Any = ground.once(name, lambda: self.adding(ground))
        form.issued_password = ""
        record: R = filled(form, self.for_adding(data), None, self.called)
        issued = form.issued_password
        further = {
            name: text for name, text in data.items() if name not in form.fields or text == ""
        }
        if further:
            # What was left empty got a default there; here it becomes what the row says.
            record = self.edited(ground, record, further)
        return Made(record, {"password": issued} if issued else {})

    def for_adding(self, data: dict[str, str]) -> dict[str, str]:
        """What goes into the form of a new record, where its fields are called otherwise."""
        return data

    def for_editing(self, form: PanelForm[R], data: dict[str, str]) -> dict[str, str]:  # noqa: ARG002
        """What goes into the form of an existing record, which shows what is stored."""
        return data

    def changed(self, ground: Ground, record: R, cells: Cells) -> R:
        """Through the form of an existing record, but for what names it and cannot change."""
        keys = {column.name for column in self.columns if column.is_key or column.is_fixed}
        data = self.typed(ground, {n: text for n, text in cells.items() if n not in keys})
        return self.edited(ground, record, data)

    def edited(self, ground: Ground, record: R, data: dict[str, str]) -> R:
        """The record after somebody typed ``data`` into its form."""
        form = self.editing(ground, record)
        data = self.for_editing(form, data)
        removers = {column.removed_by for column in self.columns}
        for name, text in data.items():
            known = form.fields.get(name)
            if known is None and name in removers:
                continue  # there is nothing to take away
            if known is not None and not known.disabled:
                continue
            # A box that is off, and nothing, are what there is where the field is not.
            if text != ("" if known is None else sent(form, name)):
                words = {"column": self.called(name)}
                raise Refuse(_("%(column)s: you may not set this here.") % words)
        return filled(form, data, record, self.called)

    def called(self, name: str) -> str:
        """What the table calls a field of the form."""
        return next((column.name for column in self.columns if column.place == name), name)


def filled(
    form: PanelForm[R],
    data: Mapping[str, str],
    record: R | None,
    label: Callable[[str], str],
) -> R:
    """What a form as it is drawn makes of ``data`` typed into it; raises Refuse with all faults."""
    form.is_bound = False
    form.data = {**begun(form), **data}
    form.is_bound = True
    form.full_clean()
    if not form.errors:
        return form.to_domain(record)
    found = []
    for name, messages in form.errors.items():
        words = " ".join(map(str, messages))
        found.append(words if name == NON_FIELD_ERRORS else f"{label(name)}: {words}")
    raise Refuse(" ".join(found)[:LONGEST])


def begun(form: forms.BaseForm) -> dict[str, str]:
    """What a browser would send of a form in which nothing was typed."""
    return {name: sent(form, name) for name, known in form.fields.items() if not known.disabled}


def sent(form: forms.BaseForm, name: str) -> str:
    """What a browser would send of one field as it is drawn."""
    known, value = form.fields[name], form[name].value()
    if isinstance(known, forms.BooleanField):
        return "on" if value else ""
    return "" if value is None else str(value)


def blamed(column: Column[Any], sentence: str) -> str:
    """A sentence about a cell."""
    return f"{column.name}: {sentence}"


def exactly(table: Table[R], ground: Ground, cells: Cells, query: Query) -> R | None:
    """The one record of a list that a row names."""
    wanted = table.identify(ground, cells)
    for record in every(table.records, ground.api, query):
        if table.identity(ground, record) == wanted:
            found: R = record
            return found
    return None


def got(table: Table[R], ground: Ground, key: str) -> R | None:
    """The record with that key of its resource, None when there is none."""
    try:
        record: R = table.records.get(ground.api, key)
    except NotFound:
        return None
    return record
