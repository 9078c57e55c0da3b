"""What all imports do once somebody gave the word: add, change, and take back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now

from ngnpanel.audit.masking import HIDDEN
from ngnpanel.imports import items
from ngnpanel.imports.columns import Cells
from ngnpanel.imports.items import cells_of
from ngnpanel.imports.previewing import Preview
from ngnpanel.imports.table import Made
from ngnpanel.jobs.kinds import Facts, Fail, Plan, Refuse, Skip, Work
from ngnpanel.jobs.models import JobItem
from ngnpanel.jobs.records import difference, facts_of, holds, with_facts
from ngnpanel.soap.errors import NotFound


class Import(Preview):
    """Adds and changes records as a file says.

    An item's ``given`` has its ``line``, what the row says, and ``act``: add or update.
    """

    icon = "file-import"
    calls = 2

    def look(self, work: Work, item: JobItem) -> Plan:
        """From what is there now; one call."""
        self._require_secrets(work, item)
        record = self._found(work, item)
        if record is not None:
            return self.met(work, item, record)
        if item.given.get("act") == "update":
            raise Refuse(_now("It is not there any more."))
        made = self.made(work, item)
        facts = items.said(facts_of(made.record))

        def write() -> Facts:
            return facts_of(self.table_for(item).add(work.api, made.record))

        kept = {"made": dict(made.secrets)} if made.secrets else {}
        return Plan(before=dict.fromkeys(facts), after=facts, write=write, kept=kept)

    def landed(self, work: Work, item: JobItem) -> bool:
        """Told by the record that the row names."""
        record = self._found(work, item)
        after = item.after or {}
        if item.given.get("act") == "update":
            return self._is_updated(record, item)
        if record is None:
            return False
        if not items.covers(record, after):
            raise Fail(_now("There is another one of this name now; it is left alone."))
        return True

    def _is_updated(self, record: Any | None, item: JobItem) -> bool:
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
        record = self._found(work, item)
        if record is None:
            raise Refuse(_now("It is not there any more."))
        if item.given.get("act") == "update":
            return self._change_back(work, item, record)
        table = self.table_for(item)
        if not table.may_delete(work.actor, record):
            raise Refuse(_now("You may not delete this record."))
        if not items.covers(record, item.after or {}):
            raise Refuse(_now("It was changed since, so it is left as it is."))
        facts = facts_of(record)

        def write() -> None:
            try:
                table.delete(work.api, record)
            except NotFound:
                return  # somebody else was faster

        return Plan(before=facts, after=dict.fromkeys(facts), write=write)

    def _change_back(self, work: Work, item: JobItem, record: Any) -> Plan:
        self._allow_change(work, item, record)
        after, before = items.seen(item.after), items.seen(item.before)
        if not holds(record, after):
            raise Refuse(_now("It was changed since, so it is left as it is."))
        wanted = with_facts(record, before)
        old, new = difference(facts_of(record), facts_of(wanted))
        if not new:
            raise Skip(_now("Only something secret was set, which stays."))
        return Plan(
            before=old, after=new, write=lambda: self.table_for(item).update(work.api, wanted)
        )

    def taken_back(self, work: Work, item: JobItem) -> bool:
        """Whether an added one is gone, or a changed one as before."""
        record = self._found(work, item)
        if item.given.get("act") == "update":
            return self._is_updated(record, item)
        return record is None

    def met(self, work: Work, item: JobItem, record: Any) -> Plan:
        """What the job does with a record that exists; raises Skip or Refuse."""
        if work.params.get("exists") == items.SKIP:
            raise Skip(_now("It exists already."))
        if work.params.get("exists") != items.UPDATE:
            raise Refuse(_now("It exists already, and existing ones are not to be changed."))
        self._allow_change(work, item, record)
        table = self.table_for(item)
        wanted = table.changed(items.ground(work), record, self._all_cells(work, item))
        before, after = difference(facts_of(record), facts_of(wanted))
        if wanted == record:
            raise Skip(_now("It is so already."))
        for name in table.unseen(item.given, record, wanted):
            before[items.UNSEEN + name], after[items.UNSEEN + name] = None, HIDDEN
        return Plan(before=before, after=after, write=lambda: table.update(work.api, wanted))

    def _allow_change(self, work: Work, item: JobItem, record: Any) -> None:
        if not self.table_for(item).may_change(work.actor, record):
            raise Refuse(_now("You may not change this record."))

    def made(self, work: Work, item: JobItem) -> Made[Any]:
        """The new record of a row; raises Refuse."""
        return self.table_for(item).added(items.ground(work), self._all_cells(work, item))

    def _found(self, work: Work, item: JobItem) -> Any:
        """The record of an item as it is now, None when it is not there; one call."""
        return self.table_for(item).find(items.ground(work), cells_of(item))

    def _require_secrets(self, work: Work, item: JobItem) -> None:
        """A row whose password is forgotten must not get another one."""
        if set(item.given.get("secrets", ())) - work.secrets_of(item).keys():
            raise Refuse(_now("The secrets of this line are forgotten. Import it again."))

    def _all_cells(self, work: Work, item: JobItem) -> Cells:
        named = item.given.get("secrets", ())
        secrets = {n: t for n, t in work.secrets_of(item).items() if n in named}
        return {**cells_of(item), **secrets}
