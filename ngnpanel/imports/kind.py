"""The kind of job that imports a table: rows are added, or change what exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext

from ngnpanel.imports import credentials, items
from ngnpanel.imports.columns import Cells
from ngnpanel.imports.items import cells_of
from ngnpanel.imports.previewing import Preview
from ngnpanel.imports.table import Made
from ngnpanel.jobs.kinds import Facts, Fail, Plan, Refuse, Remark, Skip, Work
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.jobs.records import difference, facts_of, holds, with_facts
from ngnpanel.soap.errors import NotFound
from ngnpanel.web import limits
from ngnpanel.web.changes import HIDDEN
from ngnpanel.web.parts import R, Text
from ngnpanel.web.permissions import may


class ImportKind(Preview[R]):
    """Adds and changes records as the rows of a table say; ``table`` knows the kind of record.

    ``params``: ``upload`` (its number), ``encoding``, ``separator``, ``has_names``, ``columns``
    (our name -> place in the file) and ``exists`` (skip, update or refuse).
    An item's ``given`` has its ``line``, what the row says, and ``act``: add or update.
    """

    icon = "file-import"
    calls = 2

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

    def look(self, work: Work, item: JobItem) -> Plan:
        """From what is there now; one call."""
        self._require_secrets(work, item)
        record = self.table.find(items.ground(work), cells_of(item))
        if record is not None:
            return self.met(work, item, record)
        if item.given.get("act") == "update":
            raise Refuse(_now("It is not there any more."))
        made = self.made(work, item)
        facts = items.said(facts_of(made.record))

        def write() -> Facts:
            return facts_of(self.records.add(work.api, made.record))

        kept = {"made": dict(made.secrets)} if made.secrets else {}
        return Plan(before=dict.fromkeys(facts), after=facts, write=write, kept=kept)

    def landed(self, work: Work, item: JobItem) -> bool:
        """Told by the record that the row names."""
        record = self.table.find(items.ground(work), cells_of(item))
        after = item.after or {}
        if item.given.get("act") == "update":
            return self._is_updated(record, item)
        if record is None:
            return False
        if not items.covers(record, after):
            raise Fail(_now("There is another one of this name now; it is left alone."))
        return True

    def _is_updated(self, record: R | None, item: JobItem) -> bool:
        if record is None:
            raise Refuse(_now("It is not there any more."))
        after, before = items.seen(item.after), items.seen(item.before)
        if holds(record, after):
            # A secret cannot be seen: it is written again, which changes nothing.
            return after == (item.after or {})
        if holds(record, before):
            return False
        raise Fail(
            _now("Somebody else changed it while the job was interrupted; it is left alone.")
        )

    def undo(self, work: Work, item: JobItem) -> Plan:
        """Added ones go, changed ones get their facts back, unless they changed since."""
        record = self.table.find(items.ground(work), cells_of(item))
        if record is None:
            raise Refuse(_now("It is not there any more."))
        if item.given.get("act") == "update":
            return self._change_back(work, item, record)
        if not may(work.actor, self.records.rights.delete, record):
            raise Refuse(_now("You may not delete this record."))
        if not items.covers(record, item.after or {}):
            raise Refuse(_now("It was changed since, so it is left as it is."))
        facts, key = facts_of(record), self.records.key(record)

        def write() -> None:
            try:
                self.records.delete(work.api, key)
            except NotFound:
                return  # somebody else was faster

        return Plan(before=facts, after=dict.fromkeys(facts), write=write)

    def _change_back(self, work: Work, item: JobItem, record: R) -> Plan:
        self._allow_change(work, record)
        after, before = items.seen(item.after), items.seen(item.before)
        if not holds(record, after):
            raise Refuse(_now("It was changed since, so it is left as it is."))
        wanted = with_facts(record, before)
        old, new = difference(facts_of(record), facts_of(wanted))
        if not new:
            raise Skip(_now("Only something secret was set, which stays."))
        return Plan(before=old, after=new, write=lambda: self.records.update(work.api, wanted))

    def taken_back(self, work: Work, item: JobItem) -> bool:
        """Whether an added one is gone, or a changed one as before."""
        record = self.table.find(items.ground(work), cells_of(item))
        if item.given.get("act") == "update":
            return self._is_updated(record, item)
        return record is None

    def remarks(self, work: Work) -> list[Remark]:
        """The credits that the new ones need and that are left, in two calls; what stays secret."""
        return [*self._credits(work), *self._secrets(work)]

    def _secrets(self, work: Work) -> list[Remark]:
        hidden = {column.name for column in self.table.columns if column.is_secret}
        if not hidden & set(work.params["columns"]):
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
        credentials.hand_over(work, self.table)

    def met(self, work: Work, item: JobItem, record: R) -> Plan:
        """What the job does with a record that exists; raises Skip or Refuse."""
        if work.params.get("exists") == items.SKIP:
            raise Skip(_now("It exists already."))
        if work.params.get("exists") != items.UPDATE:
            raise Refuse(_now("It exists already, and existing ones are not to be changed."))
        self._allow_change(work, record)
        wanted: R = self.table.changed(items.ground(work), record, self._all_cells(work, item))
        before, after = difference(facts_of(record), facts_of(wanted))
        if wanted == record:
            raise Skip(_now("It is so already."))
        for name in item.given.get("secrets", ()):
            before[items.UNSEEN + name], after[items.UNSEEN + name] = None, HIDDEN
        return Plan(before=before, after=after, write=lambda: self.records.update(work.api, wanted))

    def _allow_change(self, work: Work, record: R) -> None:
        if not may(work.actor, self.records.rights.edit, record):
            raise Refuse(_now("You may not change this record."))

    def made(self, work: Work, item: JobItem) -> Made[R]:
        return self.table.added(items.ground(work), self._all_cells(work, item))

    def _require_secrets(self, work: Work, item: JobItem) -> None:
        """A row whose password is forgotten must not get another one."""
        if set(item.given.get("secrets", ())) - work.secrets_of(item).keys():
            raise Refuse(_now("The secrets of this line are forgotten. Import it again."))

    def _all_cells(self, work: Work, item: JobItem) -> Cells:
        named = item.given.get("secrets", ())
        secrets = {n: t for n, t in work.secrets_of(item).items() if n in named}
        return {**cells_of(item), **secrets}


def _wire(name: str) -> str:
    """The fact that a column of that name is about, as far as they are called alike."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
