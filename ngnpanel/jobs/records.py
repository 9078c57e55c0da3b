"""Kinds that change or delete existing records: read, change only what was asked, write.

The facts of a record are its wire members (``soap/records.py``), flat. Groups and properties are a
fact each, so that undoing one leaves the others to whoever changed them meanwhile.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Container, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Final, Generic

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngnpanel.jobs.kinds import Batch, Draft, Facts, Fail, Kind, Plan, Refuse, Skip, Work
from ngnpanel.jobs.models import JobItem
from ngnpanel.jobs.naming import words_of
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.soap.records import to_plain, to_record, wire_name
from ngnpanel.web import changes
from ngnpanel.web.parts import R, Text
from ngnpanel.web.permissions import may
from ngnpanel.web.resource import Resource

# Records that one step of preparing reads.
WINDOW: Final = 500
# Of a list of ticked rows, asked for one by one: as many as a step can take.
TICKED: Final = 20
# Seconds for which a record that was read with others may be written: what somebody else changes in
# between is lost, as it is between any read and write of this platform.
FRESH: Final = 0.5
READ_AHEAD: Final = "read ahead"
OFF: Final = "no reading ahead"
# What the server keeps by itself, and nobody writes.
SERVERS: Final = frozenset({"changeDate", "createDate", "ha1", "serial", "used"})


def facts_of(record: Any, only: Container[str] | None = None) -> Facts:
    """What is known of a record, without its secrets and without what the server keeps.

    ``only`` names fields, if not all of them are meant.
    """
    secret = _secrets(type(record))  # type: ignore[arg-type] # a class is hashable
    found: Facts = {}
    for name, value in to_plain(record, only).items():
        if name in secret or name in SERVERS:
            continue
        if name == "groups":
            found.update({f"groups.{group}": True for group in value})
        elif name == "properties":
            found.update(_of_properties(value))
        else:
            found[name] = value
    return found


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _secrets(kind: type[Any]) -> frozenset[str]:
    """The wire names of the fields that are for nobody's eyes; a property is looked at by name."""
    hidden = {wire_name(field) for field in dataclasses.fields(kind) if not field.repr}
    return frozenset(hidden - {"properties"})


def with_facts(record: R, facts: Facts) -> R:
    """The record with these facts instead of its own; None takes a group or property away."""
    plain = to_plain(record)
    groups = dict.fromkeys(plain.get("groups", ()), True)
    properties = {item["name"]: item for item in plain.get("properties", ())}
    for name, value in facts.items():
        head, dot, tail = name.partition(".")
        if head == "groups" and dot:
            groups[tail] = bool(value)
        elif head == "properties" and dot and value is None:
            properties.pop(tail, None)
        elif head == "properties" and dot:
            properties[tail] = {**properties.get(tail, {"name": tail}), "value": value}
        else:
            plain[name] = value
    if "groups" in plain:
        plain["groups"] = [group for group, is_in in groups.items() if is_in]
    if "properties" in plain:
        plain["properties"] = list(properties.values())
    return to_record(type(record), plain)


def difference(old: Facts, new: Facts) -> tuple[Facts, Facts]:
    """The facts that differ, as they were and as they become."""
    names = [n for n in dict.fromkeys([*old, *new]) if not is_same(old.get(n), new.get(n))]
    return {n: old.get(n) for n in names}, {n: new.get(n) for n in names}


def holds(record: Any, facts: Facts) -> bool:
    """Whether these are facts of the record."""
    known = facts_of(record)
    return all(is_same(known.get(name), value) for name, value in facts.items())


def is_same(one: Any, other: Any) -> bool:
    """Whether two values mean the same: platforms give nothing as nil, empty, 0 or False."""
    return bool(one == other or not (one or other))


def _of_properties(items: list[dict[str, Any]]) -> Facts:
    return {
        f"properties.{item['name']}": item["value"]
        for item in items
        if not changes.is_secret_property(item["name"])
    }


class RecordKind(Kind, Generic[R]):
    """A kind that does something to each of some records of a ``records`` resource."""

    records: ClassVar[Resource[Any]]
    # The wire attribute whose order acts do not change: in it, a filter can be read again window by
    # window. Empty: each record is asked for by itself.
    steady: ClassVar[str] = ""

    def button(self, params: Mapping[str, Any], count: int) -> Text:  # noqa: ARG002 - a hook
        """With what the records are called."""
        labels = self.records.labels
        words = {"what": self.label, "count": count, "one": labels.one, "many": labels.many}
        return (
            ngettext("%(what)s: %(count)s %(one)s", "%(what)s: %(count)s %(many)s", count) % words
        )

    def words_for(self, fact: str) -> Text:
        """As the pages of the records call it."""
        known = words_of(type(self.records))  # type: ignore[arg-type] # a class is hashable
        return super().words_for(fact) or known.get(fact, "")

    def page_of(self, item: JobItem) -> str:
        """The page of the record, which may be gone."""
        return reverse(f"{self.records.name}-detail", args=[item.key])

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """Ticked records one by one; those of a filter window by window, each once."""
        source = work.job.source
        if source.get("keys") is not None:
            return self._ticked(work, source["keys"], int(cursor.get("start", 0)))
        asked = self._asked(work)
        start = int(cursor.get("start", 0))
        window = self.records.page(work.api, dataclasses.replace(asked, start=start, count=WINDOW))
        following = start + len(window)
        is_last = not len(window) or following >= window.total
        return Batch(
            drafts=[self._draft(work, record) for record in window],
            cursor=None if is_last else {"start": following},
        )

    def _asked(self, work: Work) -> Query:
        """The question of the list; where there is a steady order, in that one."""
        asked = Query(**work.job.source["query"])
        if self.steady:
            asked = dataclasses.replace(asked, order=self.steady, descending=False)
        return asked

    def ahead(self, work: Work, items: Sequence[JobItem]) -> None:
        """The window of the list where the items stood, if they still do: one call for all.

        Where rows came or went since, the window holds others; then this handful does without.
        """
        fresh: dict[str, tuple[float, R]] = work.memory.setdefault(READ_AHEAD, {})
        fresh.clear()
        source = work.job.source
        # Those that were begun before come last, wherever they stand.
        positions = [item.position for item in items]
        first, last = min(positions), max(positions)
        is_apart = last - first >= 2 * len(items)
        if not self.steady or source.get("keys") is not None or is_apart or OFF in work.memory:
            return
        asked = dataclasses.replace(self._asked(work), start=first - 1, count=last - first + 1)
        window = self.records.page(work.api, asked)
        read = time.monotonic()
        fresh.update({self.records.key(record): (read, record) for record in window})
        if sum(item.key in fresh for item in items) * 2 < len(items):
            work.memory[OFF] = True

    def _ticked(self, work: Work, keys: list[str], start: int) -> Batch:
        found = []
        for key in keys[start : start + TICKED]:
            try:
                found.append(self._draft(work, self.records.get(work.api, key)))
            except NotFound:
                gone = _("It is not there any more.")
                found.append(Draft(key=key, title=key, refused=gone))
        following = start + TICKED
        return Batch(drafts=found, cursor={"start": following} if following < len(keys) else None)

    def _draft(self, work: Work, record: R) -> Draft:
        key, title = self.records.key(record), self.records.title(record)
        try:
            plan = self.planned(work, record)
        except Skip as nothing:
            return Draft(key=key, title=title, skipped=nothing.text)
        except Refuse as no:
            return Draft(key=key, title=title, refused=no.text)
        return Draft(key=key, title=title, before=plan.before, after=plan.after)

    def look(self, work: Work, item: JobItem) -> Plan:
        """From the record as it is now; one call."""
        return self.planned(work, self.read(work, item))

    def read(self, work: Work, item: JobItem) -> R:
        """The record of an item, as it is now or was a moment ago; Refuse when it is gone."""
        read, ahead = work.memory.get(READ_AHEAD, {}).pop(item.key, (0.0, None))
        if ahead is not None and not item.was_begun and time.monotonic() - read < FRESH:
            known: R = ahead
            return known
        try:
            record: R = self.records.get(work.api, item.key)
        except NotFound:
            raise Refuse(_("It is not there any more.")) from None
        return record

    def allow(self, work: Work, record: R) -> None:
        """Raise Refuse where a right or a rule for this very record stands against it.

        It is asked before the act and before it is taken back.
        """
        if not may(work.actor, self.permission, record):
            raise Refuse(_("You may not change this record."))

    def planned(self, work: Work, record: R) -> Plan:
        """What will happen to ``record``; no call of its own where ``work.once`` has it."""
        raise NotImplementedError


class ChangeKind(RecordKind[R]):
    """Changes some facts of each record."""

    def changed(self, work: Work, record: R) -> R:
        """The record as it shall be; raises Refuse, or Skip with a sentence."""
        raise NotImplementedError

    def write(self, work: Work, record: R) -> None:
        """Replace the whole record."""
        self.records.update(work.api, record)

    def planned(self, work: Work, record: R) -> Plan:
        """The change of the facts that differ; Skip when none does."""
        self.allow(work, record)
        return self._to(work, record, self.changed(work, record))

    def landed(self, work: Work, item: JobItem) -> bool:
        """Told by the facts: those of after, those of before, or somebody else's."""
        record = self.read(work, item)
        if holds(record, item.after or {}):
            return True
        if holds(record, item.before or {}):
            return False
        raise Fail(_("Somebody else changed it while the job was interrupted; it is left alone."))

    def undo(self, work: Work, item: JobItem) -> Plan:
        """Back to the facts of before, unless one of them changed since."""
        record = self.read(work, item)
        self.allow(work, record)
        if not holds(record, item.after or {}):
            raise Refuse(_("It was changed since, so it is left as it is."))
        return self._to(work, record, with_facts(record, item.before or {}))

    def _to(self, work: Work, record: R, wanted: R) -> Plan:
        # Most of a record stays: only fields that differ are looked at.
        names = _names(type(record))  # type: ignore[arg-type] # a class is hashable
        apart = {name for name in names if getattr(record, name) != getattr(wanted, name)}
        before, after = difference(facts_of(record, apart), facts_of(wanted, apart))
        if not after:
            raise Skip(_("It is so already."))
        return Plan(before=before, after=after, write=lambda: self.write(work, wanted))
