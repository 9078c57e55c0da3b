"""Kinds that delete records, and add them again where that can be done."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.jobs.kinds import Facts, Fail, Plan, Refuse, Skip, Work
from ngnpanel.jobs.models import JobItem
from ngnpanel.jobs.records import WINDOW, RecordKind, difference, facts_of
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.soap.records import to_plain, to_record, wire_name
from ngnpanel.web.parts import R, Text
from ngnpanel.web.permissions import may


class DeleteKind(RecordKind[R]):
    """Deletes each record; what it was is kept, so that it can be added again.

    ``given`` are the facts that the platform chooses when a record is added: they do not tell
    whether one that is there is the one that was deleted.
    """

    label = _("Delete")
    icon = "trash"
    is_dangerous = True
    # What every record has, and no form.
    labels: ClassVar[Mapping[str, Any]] = {
        "id": _("Number"),
        "owner": _("Owner"),
        "customer": _("Customer"),
        "reseller": _("Reseller"),
        "type": _("Type"),
    }
    record_class: ClassVar[type[Any]]
    # What it does, and what its button says of %(count)s records (a lazy ngettext).
    what: ClassVar[Text]
    counted: ClassVar[Any]
    given: ClassVar[frozenset[str]] = frozenset({"id", "customer", "reseller"})

    def sentence(self, params: Mapping[str, Any]) -> Text:  # noqa: ARG002
        """What it does."""
        return self.what

    def button(self, params: Mapping[str, Any], count: int) -> str:  # noqa: ARG002
        """What goes, by number."""
        return str(self.counted % {"count": count})

    def planned(self, work: Work, record: R) -> Plan:
        """All facts go."""
        self.allow(work, record)
        key = self.records.key(record)

        def write() -> None:
            try:
                self.records.delete(work.api, key)
            except NotFound:
                return  # somebody else was faster

        facts = facts_of(record)
        return Plan(
            before=facts, after=dict.fromkeys(facts), write=write, kept=self.kept(work, record)
        )

    def kept(self, work: Work, record: R) -> dict[str, Any]:  # noqa: ARG002 - a hook
        """The secrets without which the record cannot be added again."""
        secret = [f for f in dataclasses.fields(record) if not f.repr]  # type: ignore[arg-type] # a record
        plain = to_plain(record)
        return {wire_name(f): plain[wire_name(f)] for f in secret if plain.get(wire_name(f))}

    def landed(self, work: Work, item: JobItem) -> bool:
        """Whether it is gone."""
        try:
            self.records.get(work.api, item.key)
        except NotFound:
            return True
        return False

    def undo(self, work: Work, item: JobItem) -> Plan:
        """Add it again; Skip or Refuse when there is one like it, or another of its name."""
        if not may(work.actor, self.records.rights.add):
            raise Refuse(_now("You may not add such records."))
        record = self.again(work, item)
        facts = {**(item.before or {})}
        if isinstance(facts.get("id"), int):
            del facts["id"]  # the platform gives another one
        there = self.twin(work, record)
        if there is not None:
            raise self._standing(there, record)

        def write() -> Facts | None:
            return self.learnt(self.records.add(work.api, record))

        return Plan(before=dict.fromkeys(facts), after=facts, write=write)

    def again(self, work: Work, item: JobItem) -> R:
        """The record to add: its facts and secrets of before."""
        facts = dict(item.before or {})
        groups = [name.partition(".")[2] for name in facts if name.startswith("groups.")]
        properties = [
            {"name": name.partition(".")[2], "value": value}
            for name, value in facts.items()
            if name.startswith("properties.")
        ]
        plain = {name: value for name, value in facts.items() if "." not in name}
        if isinstance(plain.get("id"), int):
            del plain["id"]
        names = {wire_name(f) for f in dataclasses.fields(self.record_class)}
        if "groups" in names:
            plain["groups"] = groups
        if "properties" in names:
            plain["properties"] = properties
        record: R = to_record(self.record_class, {**plain, **work.secrets_of(item)})
        return record

    def alike(self, record: R) -> Query | None:  # noqa: ARG002 - a hook
        """How to find records like this one, where their keys are numbers of the platform."""
        return None

    def twin(self, work: Work, record: R) -> R | None:
        """The record that stands where ``record`` stood; one call."""
        asked = self.alike(record)
        if asked is not None:
            window = self.records.page(work.api, dataclasses.replace(asked, count=WINDOW))
            return next((found for found in window if self.is_again(found, record)), None)
        try:
            found: R = self.records.get(work.api, self.records.key(record))
        except NotFound:
            return None
        return found

    def content(self, record: R) -> Facts:
        """The facts by which a record is known again."""
        return {name: value for name, value in facts_of(record).items() if name not in self.given}

    def is_again(self, there: R, record: R) -> bool:
        """Whether the one that is there is what was deleted."""
        return not any(difference(self.content(there), self.content(record)))

    def learnt(self, record: R) -> Facts | None:
        """Facts that the platform chose when it was added again: a new number."""
        number = getattr(record, "id", None)
        return {"id": number} if isinstance(number, int) else None

    def taken_back(self, work: Work, item: JobItem) -> bool:
        """Whether it is there again; raises Fail when another one stands in its place."""
        record = self.again(work, JobItem(job=item.job, sealed=item.sealed, before=item.after))
        there = self.twin(work, record)
        if there is None:
            return False
        if self.is_again(there, record):
            item.after = {**(item.after or {}), **(self.learnt(there) or {})}
            return True
        raise Fail(self._standing(there, record).text)

    def _standing(self, there: R, record: R) -> Refuse:
        if self.is_again(there, record):
            return Skip(_now("It is there again already."))
        return Refuse(_now("There is another one in its place by now; that is left as it is."))
