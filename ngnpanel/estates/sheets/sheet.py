"""What all members have in common: rows made of records, and records made of rows."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _now

from ngnpanel.actor import Actor
from ngnpanel.estates.exporting import WORDS
from ngnpanel.estates.members import MEMBERS
from ngnpanel.estates.reading import Estate, Plain, fitting
from ngnpanel.imports.columns import Cells
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import Made, Table
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.soap.records import to_plain, to_record, wire_name
from ngnpanel.web.changes import is_secret_property
from ngnpanel.web.parts import R, Text

# The cell with the whole record, which may hold secrets.
RECORD: Final = "record"
# What the platform keeps by itself.
PLATFORMS: Final = frozenset({"id", "changeDate", "createDate", "serial", "used", "ha1"})


class Sheet(Table[R]):
    """One member.

    A row has the cells ``keys``, which name the record; a cell for each customer that it names,
    with the username; and the record itself as JSON. ``order`` is the phase of its records.
    ``parties`` are the members of the record that hold the number of a customer and are written.
    """

    member: ClassVar[str]
    order: ClassVar[int]
    keys: ClassVar[tuple[str, ...]]
    parties: ClassVar[tuple[str, ...]] = ()
    columns = ()

    @property
    def label(self) -> Text:
        """What many of them are called."""
        return WORDS[self.member]

    @property
    def hidden(self) -> frozenset[str]:
        """The record itself."""
        return frozenset({RECORD})

    def cells(self, estate: Estate, plain: Plain) -> dict[str, str]:
        """The row of a record of a file; raises RuleError and Refuse."""
        checked = fitting(MEMBERS[self.member].record, plain)
        found = dict(zip(self.keys, self.keys_in(estate, checked), strict=True))
        for name in self.parties:
            number = checked.pop(name, 0)
            if number:
                found[name] = customer_in(estate, number)
        kept = {name: value for name, value in checked.items() if name != "ha1"}
        return {**found, RECORD: json.dumps(kept)}

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:
        """The key cells of a record of a file; raises RuleError and Refuse."""
        raise NotImplementedError

    def keys_of(self, ground: Ground, record: R) -> tuple[str, ...]:
        """What the key cells of a stored record would be."""
        raise NotImplementedError

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """The key cells."""
        return " ".join(cells.get(name, "") for name in self.keys)

    def identity(self, ground: Ground, record: R) -> str:
        """The same of a stored record."""
        return " ".join(self.keys_of(ground, record))

    def phase(self, cells: Cells) -> int:  # noqa: ARG002 - a hook
        """Members follow each other."""
        return self.order

    def added(self, ground: Ground, cells: Cells) -> Made[R]:
        """The record as the file has it, without the number that it had elsewhere."""
        wanted = self.plain(ground, cells)
        if isinstance(wanted.get("id"), int):
            del wanted["id"]
        return self.completed(self.parsed(wanted))

    def completed(self, record: R) -> Made[R]:
        """With what a new one needs and the file does not have."""
        return Made(record)

    def changed(self, ground: Ground, record: R, cells: Cells) -> R:
        """The stored record with everything that the file says; what it leaves out stays."""
        wanted, stored = self.plain(ground, cells), to_plain(record)
        kept = {name: stored[name] for name in PLATFORMS if name in stored}
        if "properties" in wanted:
            wanted["properties"] = with_secrets(stored["properties"], wanted["properties"])
        return self.parsed({**stored, **wanted, **kept})

    def plain(self, ground: Ground, cells: Cells) -> Plain:
        """What the file says, with the numbers of this platform; raises Refuse."""
        found: Plain = json.loads(cells[RECORD])
        for name in self.parties:
            found[name] = CUSTOMERS.called(ground, cells[name]) if cells.get(name) else 0
        return found

    def parsed(self, plain: Plain) -> R:
        """A record of plain values."""
        record: R = to_record(MEMBERS[self.member].record, plain)
        return record

    def unseen(self, given: Mapping[str, Any], record: R, wanted: R) -> Iterable[str]:  # noqa: ARG002
        """The secrets that differ."""
        for field in dataclasses.fields(record):  # type: ignore[arg-type] # a record
            is_other = getattr(record, field.name) != getattr(wanted, field.name)
            if is_other and not field.repr and field.name not in ("certificate", "properties"):
                yield wire_name(field)

    # About who is no administrator the platform decides.

    def may_change(self, actor: Actor, record: R) -> bool:  # noqa: ARG002
        """Whether this person may change this one."""
        return actor.is_administrator or self.member.startswith("dns_")

    def may_delete(self, actor: Actor, record: R) -> bool:
        """Whether this person may delete this one."""
        return self.may_change(actor, record)


def customer_in(estate: Estate, number: int) -> str:
    """The username of a customer of a file; raises Refuse when the file does not have it."""
    name = estate.customers.get(number)
    if name is None:
        words = {"number": number}
        raise Refuse(_now("Customer %(number)s, whom it names, is not in the file.") % words)
    return name


def with_secrets(stored: list[Plain], wanted: list[Plain]) -> list[Plain]:
    """The wanted properties, and stored secrets, which an export may come without."""
    names = {item["name"] for item in wanted}
    secret = [item for item in stored if is_secret_property(item["name"])]
    return [*wanted, *(item for item in secret if item["name"] not in names)]
