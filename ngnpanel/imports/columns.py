"""What a table of records has in its columns, and what stands in their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic

from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.actor import Actor
from ngnpanel.web.parts import R, Text

# An empty cell leaves a value alone; this one takes it away.
EMPTY: Final = "<empty>"
YES: Final = frozenset({"yes", "y", "true", "on", "1", "x"})
NO: Final = frozenset({"no", "n", "false", "off", "0"})
BETWEEN: Final = re.compile(r"[\s,;]+")

# A row as it is worked with: the cells that say something, by the names of our columns.
Cells = Mapping[str, str]


def anybody(_actor: Actor) -> bool:
    """Most columns are for all who may import."""
    return True


def administrator(actor: Actor) -> bool:
    """Some are the administrator's."""
    return actor.is_administrator


def seller(actor: Actor) -> bool:
    """Some are for who gives records to customers: what a customer adds is its own."""
    return actor.customer == actor.reseller


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[R]):
    """One column of the tables of a kind of record.

    ``name`` is what the template calls it; ``known_as`` are further names that it is recognized by.
    ``field`` is the field of the form that the cell goes to, and ``typed`` makes what a browser
    would send of it. ``read`` gives the value of a record for an export, by default the attribute
    called ``name``; ``keeps_empty`` writes ``EMPTY`` where there is no value, for those where an
    empty cell of a new record would be filled with something. ``refers`` names the references of
    the table that it is looked up in.

    ``is_key`` columns name the record, ``is_fixed`` ones are said once, when it is added, and all
    others change it; a new one has none without those that are ``is_required``. ``is_secret`` ones
    are never exported, shown or stored in the clear; ``removed_by`` is the box of the form that
    takes such a one away. ``is_hint`` columns only tell apart what others refer to.
    """

    name: str
    label: Text
    help: Text
    example: str = ""
    field: str = ""
    typed: Callable[[str], str] = str
    read: Callable[[R], Any] | None = None
    refers: str = ""
    keeps_empty: bool = False
    is_key: bool = False
    is_fixed: bool = False
    is_required: bool = False
    is_secret: bool = False
    removed_by: str = ""
    is_hint: bool = False
    known_as: tuple[str, ...] = ()
    is_for: Callable[[Actor], bool] = anybody

    @property
    def place(self) -> str:
        """The field of the form."""
        return self.field or self.name

    def value(self, record: R) -> Any:
        """What an export says."""
        return self.read(record) if self.read else getattr(record, self.name)


def whole(text: str) -> int:
    """A whole number from 0; raises RuleError."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 10):
        raise RuleError("Enter a whole number without dots and units.")
    return int(digits)


def switch(text: str) -> str:
    """What a browser sends for a box: something when it is ticked; raises RuleError."""
    word = text.strip().lower()
    if word in YES:
        return "on"
    if word in NO or word == "":
        return ""
    raise RuleError("Write yes or no.")


def lines(text: str) -> str:
    """Words between which there are blanks, commas, semicolons or line ends, one on a line."""
    return "\n".join(word for word in BETWEEN.split(text.strip()) if word)


def joined(words: Iterable[object]) -> str:
    """Words in one cell."""
    return " ".join(map(str, words))


def box(name: str, label: Text, **options: Any) -> Column[Any]:
    """A column of yes and no."""
    text = _("Yes or no.")
    return Column(name=name, label=label, help=text, example="no", typed=switch, **options)


def named(items: Iterable[Any]) -> str:
    """Properties in one cell: name = value, one on a line."""
    return "\n".join(f"{item.name} = {item.value}" for item in items)


def parse_named(text: str) -> dict[str, str]:
    """The properties that a cell names; an empty value takes one away. Raises RuleError."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = (part.strip() for part in line.partition("="))
        if not name and not equals:
            continue
        if not equals or not name or " " in name:
            raise RuleError(
                "Write “%(line)s” as name = value, with one word for the name.", line=line[:60]
            )
        found[name] = value
    return found
