"""What an import would do: the file becomes items, which are found again or checked as new.

Preparing goes through the file (``read``), then through the lists where its records would be
(``look``), so that what exists costs a call for each window and not for each row, and at last
checks the new ones (``plan``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.imports import items
from ngnpanel.imports.columns import Cells
from ngnpanel.imports.items import Entry, cells_of, in_line, stored_key
from ngnpanel.imports.references import Ground
from ngnpanel.imports.table import Made, Scope, Table
from ngnpanel.jobs.kinds import Batch, Draft, Kind, Plan, Refuse, Skip, Work
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.jobs.records import facts_of
from ngnpanel.soap.paging import Query
from ngnpanel.web.faults import mending

# Rows of one step that reads the file, records of one that looks them up, rows of one that checks.
READ: Final = 500
WINDOW: Final = 500
SINGLY: Final = 20
PLANNED: Final = 100

# A member of the file, and a filter of its list.
Asked = tuple[str, Scope]


class Preview(Kind):
    """The first half of a kind that imports a file."""

    def entries(self, work: Work) -> Sequence[Entry]:
        """The records of the file; raises Refuse when it is gone or cannot be read."""
        raise NotImplementedError

    def table_of(self, member: str) -> Table[Any]:
        """How records of that member of the file are read."""
        raise NotImplementedError

    def met(self, work: Work, item: JobItem, record: Any) -> Plan:
        """What the job does with a record that exists; raises Skip or Refuse."""
        raise NotImplementedError

    def made(self, work: Work, item: JobItem) -> Made[Any]:
        """The new record of a row; raises Refuse."""
        raise NotImplementedError

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """One step; the cursor says of which part."""
        batch = self._step(work, cursor)
        if batch.cursor is None:
            LATEST.forget()
        return batch

    def _step(self, work: Work, cursor: Any) -> Batch:
        work.once("coming", lambda: self._note_coming(work))
        match cursor.get("part", "read"):
            case "look":
                return self._look(work, cursor)
            case "plan":
                return self._plan(work, int(cursor["after"]))
            case _:
                return self._read(work, int(cursor.get("start", 0)))

    def table_for(self, item: JobItem) -> Table[Any]:
        """How the record of an item was read."""
        return self.table_of(str(item.given.get("member", "")))

    def _note_coming(self, work: Work) -> bool:
        """Rows may refer to what other rows add."""
        cells: dict[str, list[Cells]] = {}
        for entry in self._entries(work):
            cells.setdefault(entry.member, []).append(entry.cells)
        for member, rows in cells.items():
            for name, words in self.table_of(member).coming(rows).items():
                work.memory[f"coming {name}"] = words
        return True

    def _entries(self, work: Work) -> Sequence[Entry]:
        found: Sequence[Entry] = work.once("entries", lambda: LATEST.of(work.job, self, work))
        return found

    def _read(self, work: Work, start: int) -> Batch:
        rows = self._entries(work)
        drafts: list[Draft] = []
        lines: dict[str, int] = {}
        for row in rows[start : start + READ]:
            draft = self._draft(work, row)
            if draft.key in lines:
                draft = items.twice(draft, lines[draft.key])
            lines.setdefault(draft.key, row.line)
            drafts.append(draft)
        known = work.job.items.filter(key__in=list(lines)).values_list("key", "given")
        earlier = {key: int(given["line"]) for key, given in known}
        drafts = [
            items.twice(draft, earlier[draft.key])
            if earlier.get(draft.key, draft.given["line"]) != draft.given["line"]
            else draft
            for draft in drafts
        ]
        following = start + READ
        is_last = following >= len(rows)
        cursor = {"part": "look", "scope": 0} if is_last else {"start": following}
        return Batch(drafts=drafts, cursor=cursor)

    def _draft(self, work: Work, entry: Entry) -> Draft:
        table = self.table_of(entry.member)
        secrets = {name: text for name, text in entry.cells.items() if name in table.hidden}
        plain = {name: text for name, text in entry.cells.items() if name not in table.hidden}
        given: dict[str, Any] = {"line": entry.line, **plain}
        if entry.member:
            given["member"] = entry.member
        if secrets:
            given["secrets"] = sorted(secrets)
        bad = Draft(key="", title=items.title(plain), given=given)
        if entry.fault:
            return items.refused(bad, entry.fault)
        try:
            key = table.identify(items.ground(work), entry.cells)
        except RuleError as error:
            return items.refused(bad, mending(error))
        except Refuse as no:
            return items.refused(bad, no.text)
        return Draft(
            key=stored_key(key, entry.member),
            title=key[: items.LONGEST_KEY],
            given=given,
            secrets=secrets,
            phase=table.phase(entry.cells),
        )

    def _look(self, work: Work, cursor: Any) -> Batch:
        scopes = self._scopes(work)
        place = int(cursor["scope"])
        if place >= len(scopes):
            return Batch(cursor={"part": "plan", "after": 0})
        (member, scope), count = scopes[place]
        table = self.table_of(member)
        further = {"part": "look", "scope": place + 1}
        if "singly" in cursor:
            return self._look_singly(work, scopes[place][0], int(cursor["singly"]), further)
        start = int(cursor.get("start", 0))
        window = table.page(work.api, Query(filter=dict(scope), start=start, count=WINDOW))
        if window is None:
            singly = int(cursor.get("singly", 0))
            return self._look_singly(work, scopes[place][0], singly, further)
        if not start and window.total > WINDOW * max(count, 1):
            return Batch(cursor={"part": "look", "scope": place, "singly": 0})
        ground = items.ground(work)
        found = {stored_key(table.identity(ground, record), member): record for record in window}
        pending = work.job.items.filter(key__in=list(found), outcome=Outcome.PENDING)
        revised = [self._existing(work, item, found[item.key]) for item in pending]
        following = start + len(window)
        if not len(window) or following >= window.total:
            return Batch(revised=revised, cursor=further)
        return Batch(revised=revised, cursor={"part": "look", "scope": place, "start": following})

    def _look_singly(self, work: Work, asked: Asked, after: int, further: Any) -> Batch:
        """Where there are more windows than rows, the rows are asked for."""
        pending = work.job.items.filter(outcome=Outcome.PENDING, pk__gt=after).order_by("pk")
        window = list(pending[:READ])
        ground = items.ground(work)
        scoped = [item for item in window if self._scope_of(ground, item) == asked]
        # Nothing can lie in what is new itself.
        places = self._places(work, scoped, after__isnull=True)
        wanted = [item for item in scoped if self._place_of(item) not in places]
        revised = [self._looked_up(work, item) for item in wanted[:SINGLY]]
        # Where the next step begins: behind what was looked at, or behind the whole window.
        last = window[-1].pk if window else after
        if len(wanted) > SINGLY:
            last = wanted[SINGLY - 1].pk
        elif len(window) < READ:
            return Batch(revised=revised, cursor=further)
        return Batch(
            revised=revised, cursor={**further, "scope": further["scope"] - 1, "singly": last}
        )

    def _scope_of(self, ground: Ground, item: JobItem) -> Asked:
        return item.given.get("member", ""), self.table_for(item).scope(ground, cells_of(item))

    def _place_of(self, item: JobItem) -> str:
        """The key of the item of what the record lies in, empty where that is in no file."""
        within = self.table_for(item).within(cells_of(item))
        if within is None or not item.given.get("member"):
            return ""
        return stored_key(within.name, within.place.member)

    def _places(self, work: Work, asked: Sequence[JobItem], **state: Any) -> set[str]:
        """The keys of those of the file that nothing stands against, by their state."""
        keys = {self._place_of(item) for item in asked} - {""}
        found = work.job.items.filter(outcome=Outcome.PENDING, key__in=keys, **state)
        return set(found.values_list("key", flat=True))

    def _require_place(self, work: Work, item: JobItem) -> None:
        within = self.table_for(item).within(cells_of(item))
        if within is not None:
            within.place.require(items.ground(work), within.name)

    def _looked_up(self, work: Work, item: JobItem) -> JobItem:
        """An item, and what would become of it if its record is there; one call or a few."""
        try:
            record = self.table_for(item).find(items.ground(work), cells_of(item))
        except Refuse as no:
            refuse(item, no.text)
            return item
        return item if record is None else self._existing(work, item, record)

    def _existing(self, work: Work, item: JobItem, record: Any) -> JobItem:
        """What would become of an item whose record is there."""
        item.title = self.table_for(item).title(record)[: items.LONGEST_KEY]
        item.given = {**item.given, "act": "update"}
        try:
            plan = self.met(work, item, record)
        except Skip as nothing:
            item.outcome, item.reason = Outcome.SKIPPED, nothing.text
        except Refuse as no:
            refuse(item, no.text)
        else:
            item.before, item.after = plan.before, plan.after
        return item

    def _plan(self, work: Work, after: int) -> Batch:
        """What would become of those that are new."""
        rest = work.job.items.filter(outcome=Outcome.PENDING, after__isnull=True, pk__gt=after)
        window = list(rest.order_by("pk")[:PLANNED])
        places = self._places(work, window)
        for item in window:
            item.given = {**item.given, "act": "add"}
            try:
                if self._place_of(item) not in places:
                    self._require_place(work, item)
                made = self.made(work, item)
            except Refuse as no:
                refuse(item, no.text)
                places.discard(item.key)
            else:
                item.title = self.table_for(item).title(made.record)[: items.LONGEST_KEY]
                item.after = items.said(facts_of(made.record))
                item.before = dict.fromkeys(item.after)
        is_last = len(window) < PLANNED
        cursor = None if is_last else {"part": "plan", "after": window[-1].pk}
        return Batch(revised=window, cursor=cursor)

    def _scopes(self, work: Work) -> list[tuple[Asked, int]]:
        """The lists in which the records of the file would be, and how many rows ask for each."""

        def counted() -> list[tuple[Asked, int]]:
            found: dict[Asked, int] = {}
            ground = items.ground(work)
            for entry in self._entries(work):
                if entry.fault:
                    continue
                try:
                    scope = self.table_of(entry.member).scope(ground, entry.cells)
                except (Refuse, RuleError):
                    continue
                asked = (entry.member, scope)
                found[asked] = found.get(asked, 0) + 1
            # What goes with other records comes when those are known.
            return sorted(
                found.items(), key=lambda one: (not self.table_of(one[0][0]).is_listed, str(one))
            )

        scopes: list[tuple[Asked, int]] = work.once("scopes", counted)
        return scopes


class Latest:
    """The file that this process read last: a long one is prepared in many turns.

    ``stamp`` tells the settings with which it was read, so that nothing of before counts.
    """

    def __init__(self) -> None:
        self._kept: tuple[str, Sequence[Entry]] = "", ()

    def of(self, job: Job, kind: Preview, work: Work) -> Sequence[Entry]:
        """The records of the file of a job; raises Refuse."""
        settings = json.dumps(job.params, sort_keys=True)
        stamp = f"{job.pk} {job.created} {settings} {work.actor}"
        known, entries = self._kept
        if known != stamp:
            entries = kind.entries(work)
            self._kept = stamp, entries
        return entries

    def forget(self) -> None:
        """It may hold passwords, and much memory."""
        self._kept = "", ()


LATEST: Final = Latest()


def refuse(item: JobItem, reason: str) -> None:
    """A row that is not going to be done, by its line and why."""
    item.title = in_line(item.given, item.title)
    item.outcome, item.reason = Outcome.REFUSED, reason
