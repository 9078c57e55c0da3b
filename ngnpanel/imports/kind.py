"""The kind of job that imports a table: rows are added, or change what exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.imports import credentials, decoding, items, models, reading
from ngnpanel.imports.items import Entry
from ngnpanel.imports.table import Table
from ngnpanel.imports.writing import Import
from ngnpanel.jobs.kinds import Refuse, Remark, Work
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.web import limits
from ngnpanel.web.faults import mending, said
from ngnpanel.web.parts import R, Text
from ngnpanel.web.resource import Resource


class ImportKind(Import, Generic[R]):
    """Adds and changes records as the rows of a table say; ``table`` knows the kind of record.

    ``params``: ``upload`` (its number), ``encoding``, ``separator``, ``has_names``, ``columns``
    (our name -> place in the file) and ``exists`` (skip, update or refuse).
    An item's ``given`` has its ``line``, what the row says, and ``act``: add or update.
    """

    table: ClassVar[Table[Any]]

    @property
    def records(self) -> Resource[R]:
        """The resource of the records."""
        return self.table.records

    def table_of(self, member: str) -> Table[Any]:  # noqa: ARG002 - the file has one kind
        """The one table."""
        return self.table

    def entries(self, work: Work) -> Sequence[Entry]:
        """The rows of the file; empty cells say nothing."""
        params = work.params
        upload = models.Upload.objects.filter(pk=params["upload"]).first()
        if upload is None:
            raise Refuse(_now("The file is not kept any more. Choose it again."))
        try:
            text = decoding.decoded(upload.content, params["encoding"]).text
            read = reading.read(text, params["separator"], has_names=params["has_names"])
        except RuleError as error:
            raise Refuse(mending(error)) from None
        places: Mapping[str, int] = params["columns"]
        return [
            Entry(
                line=row.line,
                cells=_cells(row.cells, places),
                fault=said(row.fault) if row.fault else "",
            )
            for row in read.rows
        ]

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the name of the file."""
        words = {"many": self.records.labels.many, "file": params.get("file", "")}
        return _now("Import %(many)s from %(file)s") % words

    def button(self, params: Mapping[str, Any], count: int) -> Text:  # noqa: ARG002 - a hook
        """How many rows."""
        return ngettext("Import %(count)s line", "Import %(count)s lines", count) % {"count": count}

    def words_for(self, fact: str) -> Text:
        """As the columns of the table call it."""
        known = {_wire(column.name): column.label for column in self.table.columns}
        return known.get(fact.removeprefix(items.UNSEEN), "")

    def page_of(self, item: JobItem) -> str:
        """The record, once it is there."""
        if item.outcome != Outcome.DONE and item.given.get("act") != "update":
            return ""
        named = item.key.partition("=")[2]
        key = named if self.table.is_key else (item.after or {}).get("id")
        return reverse(f"{self.records.name}-detail", args=[key]) if key else ""

    def settings_url(self, job: Job) -> str:
        """The page about the columns, as long as the file is kept."""
        upload = job.uploads.first()
        if upload is None:
            return ""
        return reverse(f"{self.records.name}-table-columns", args=[upload.pk])

    def remarks(self, work: Work) -> list[Remark]:
        """The credits that the new ones need and that are left, in two calls; what stays secret."""
        return [*self._credits(work), *self._secrets(work)]

    def _secrets(self, work: Work) -> list[Remark]:
        if not self.table.hidden & set(work.params["columns"]):
            return []
        return [Remark(_now("Passwords and keys stay as imported when this is taken back."))]

    def _credits(self, work: Work) -> list[Remark]:
        new = work.job.items.filter(outcome=Outcome.PENDING, given__act="add").count()
        credit = limits.credit(work.api, work.actor, self.records) if new else None
        if credit is None or credit.allowed is None:
            return []
        left = max(credit.allowed - credit.used, 0)
        words = {"needed": new, "left": left}
        if new <= left:
            text = ngettext(
                "%(needed)s new one is needed from your credit, which has %(left)s left.",
                "%(needed)s new ones are needed from your credit, which has %(left)s left.",
                new,
            )
            return [Remark(text % words, "green")]
        text = ngettext(
            "%(needed)s would be new, but your credit has %(left)s left. Import fewer, or ask for"
            " more.",
            "%(needed)s would be new, but your credit has %(left)s left. Import fewer, or ask for"
            " more.",
            new,
        )
        return [Remark(text % words, "red")]

    def ended(self, work: Work) -> None:
        """Passwords that were made up become a file; those that came with the rows are dropped."""
        keys = [column.name for column in self.table.columns if column.is_key]
        credentials.hand_over(
            work, keys, lambda item: [str(item.given.get(name, "")) for name in keys]
        )


def _cells(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """What a row says, by our names."""
    found = {name: cells[place] for name, place in places.items() if place < len(cells)}
    return {name: text for name, text in found.items() if text.strip()}


def _wire(name: str) -> str:
    """The fact that a column of that name is about, as far as they are called alike."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
