"""What an import would do: the file becomes items, which are found again or checked as new.

Preparing goes through the file (``read``), then through the lists where its records would be
(``look``), so that what exists costs a call for each window and not for each row, and at last
checks the new ones (``plan``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Generic

from django.utils.translation import gettext as _now

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.imports import decoding, items, models, reading
from ngnpanel.imports.items import cells_of, in_line, stored_key
from ngnpanel.imports.reading import Row
from ngnpanel.imports.table import Made, Scope, Table
from ngnpanel.jobs.kinds import Batch, Draft, Kind, Plan, Refuse, Skip, Work
from ngnpanel.jobs.models import JobItem, Outcome
from ngnpanel.jobs.records import facts_of
from ngnpanel.soap.paging import Query
from ngnpanel.web.faults import mending, said
from ngnpanel.web.parts import R
from ngnpanel.web.resource import Resource

# Rows of one step that reads the file, records of one that looks them up, rows of one that checks.
READ: Final = 500
WINDOW: Final = 500
SINGLY: Final = 20
PLANNED: Final = 100


class Preview(Kind, Generic[R]):
    """The first half of a kind that imports a table."""

    table: ClassVar[Table[Any]]

    @property
    def records(self) -> Resource[R]:
        """The resource of the records."""
        return self.table.records

    def met(self, work: Work, item: JobItem, record: R) -> Plan:
        """What the job does with a record that exists; raises Skip or Refuse."""
        raise NotImplementedError

    def made(self, work: Work, item: JobItem) -> Made[R]:
        """The new record of a row; raises Refuse."""
        raise NotImplementedError

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """One step; the cursor says of which part."""
        work.once("coming", lambda: self._note_coming(work))
        match cursor.get("part", "read"):
            case "look":
                return self._look(work, cursor)
            case "plan":
                return self._plan(work, int(cursor["after"]))
            case _:
                return self._read(work, int(cursor.get("start", 0)))

    def _note_coming(self, work: Work) -> bool:
        """Rows may refer to what other rows add."""
        rows = (self._cells(work, row) for row in self._rows(work))
        for name, words in self.table.coming(rows).items():
            work.memory[f"coming {name}"] = words
        return True

    def _read(self, work: Work, start: int) -> Batch:
        rows = self._rows(work)
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

    def _draft(self, work: Work, row: Row) -> Draft:
        cells = self._cells(work, row)
        hidden = {column.name for column in self.table.columns if column.is_secret}
        secrets = {name: text for name, text in cells.items() if name in hidden}
        plain = {name: text for name, text in cells.items() if name not in hidden}
        given: dict[str, Any] = {"line": row.line, **plain}
        if secrets:
            given["secrets"] = sorted(secrets)
        bad = Draft(key=f"line {row.line}", title=items.title(plain), given=given)
        if row.fault is not None:
            return items.refused(bad, said(row.fault))
        try:
            key = self.table.identify(items.ground(work), cells)
        except RuleError as error:
            return items.refused(bad, mending(error))
        except Refuse as no:
            return items.refused(bad, no.text)
        return Draft(
            key=stored_key(key),
            title=key[: items.LONGEST_KEY],
            given=given,
            secrets=secrets,
            phase=self.table.phase(cells),
        )

    def _look(self, work: Work, cursor: Any) -> Batch:
        scopes = self._scopes(work)
        place = int(cursor["scope"])
        if place >= len(scopes):
            return Batch(cursor={"part": "plan", "after": 0})
        scope, count = scopes[place]
        further = {"part": "look", "scope": place + 1}
        if "singly" in cursor:
            return self._look_singly(work, scope, int(cursor["singly"]), further)
        start = int(cursor.get("start", 0))
        window = self.records.page(work.api, Query(filter=dict(scope), start=start, count=WINDOW))
        if not start and window.total > WINDOW * max(count, 1):
            return Batch(cursor={"part": "look", "scope": place, "singly": 0})
        ground = items.ground(work)
        found = {stored_key(self.table.identity(ground, record)): record for record in window}
        pending = work.job.items.filter(key__in=list(found), outcome=Outcome.PENDING)
        revised = [self._existing(work, item, found[item.key]) for item in pending]
        following = start + len(window)
        if not len(window) or following >= window.total:
            return Batch(revised=revised, cursor=further)
        return Batch(revised=revised, cursor={"part": "look", "scope": place, "start": following})

    def _look_singly(self, work: Work, scope: Scope, after: int, further: Any) -> Batch:
        """Where there are more windows than rows, the rows are asked for."""
        pending = work.job.items.filter(outcome=Outcome.PENDING, pk__gt=after).order_by("pk")
        revised, last, number = [], after, 0
        for item in pending.iterator(chunk_size=READ):
            last = item.pk
            cells = cells_of(item)
            if self.table.scope(items.ground(work), cells) != scope:
                continue
            record = self.table.find(items.ground(work), cells)
            if record is not None:
                revised.append(self._existing(work, item, record))
            number += 1
            if number == SINGLY:
                cursor = {**further, "scope": further["scope"] - 1, "singly": last}
                return Batch(revised=revised, cursor=cursor)
        return Batch(revised=revised, cursor=further)

    def _existing(self, work: Work, item: JobItem, record: R) -> JobItem:
        """What would become of an item whose record is there."""
        item.title = self.records.title(record)[: items.LONGEST_KEY]
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
        for item in window:
            item.given = {**item.given, "act": "add"}
            try:
                made = self.made(work, item)
            except Refuse as no:
                refuse(item, no.text)
            else:
                item.title = self.records.title(made.record)[: items.LONGEST_KEY]
                item.after = items.said(facts_of(made.record))
                item.before = dict.fromkeys(item.after)
        is_last = len(window) < PLANNED
        cursor = None if is_last else {"part": "plan", "after": window[-1].pk}
        return Batch(revised=window, cursor=cursor)

    def _rows(self, work: Work) -> Sequence[Row]:
        rows: Sequence[Row] = work.once("rows", lambda: self._parsed(work))
        return rows

    def _parsed(self, work: Work) -> Sequence[Row]:
        params = work.params
        upload = models.Upload.objects.filter(pk=params["upload"]).first()
        if upload is None:
            raise Refuse(_now("The file is not kept any more. Choose it again."))
        try:
            text = decoding.decoded(upload.content, params["encoding"]).text
            table = reading.read(text, params["separator"], has_names=params["has_names"])
        except RuleError as error:
            raise Refuse(mending(error)) from None
        return table.rows

    def _cells(self, work: Work, row: Row) -> dict[str, str]:
        """What a row says, by our names; empty cells say nothing."""
        places: Mapping[str, int] = work.params["columns"]
        found = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        return {name: text for name, text in found.items() if text.strip()}

    def _scopes(self, work: Work) -> list[tuple[Scope, int]]:
        """The lists in which the records of the file would be, and how many rows ask for each."""

        def counted() -> list[tuple[Scope, int]]:
            found: dict[Scope, int] = {}
            ground = items.ground(work)
            for row in self._rows(work):
                if row.fault is None:
                    try:
                        scope = self.table.scope(ground, self._cells(work, row))
                    except (Refuse, RuleError):
                        continue
                    found[scope] = found.get(scope, 0) + 1
            return sorted(found.items(), key=lambda one: str(one[0]))

        scopes: list[tuple[Scope, int]] = work.once("scopes", counted)
        return scopes


def refuse(item: JobItem, reason: str) -> None:
    """A row that is not going to be done, by its line and why."""
    item.title = in_line(item.given, item.title)
    item.outcome, item.reason = Outcome.REFUSED, reason
