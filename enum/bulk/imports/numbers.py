"""ENUM numbers as rows of a table, with up to five addresses beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.enum.bulk.imports.ranges import SPANS, root
from ngnpanel.enum.domain import mappings, ranges
from ngnpanel.enum.domain.mappings import DEFAULT_PRIORITY, MAX_MAPPINGS, Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import DEFAULT_TLD, DEFAULT_TTL
from ngnpanel.enum.forms.numbers import BETWEEN
from ngnpanel.enum.resources.numbers import NumberResource
from ngnpanel.imports.columns import EMPTY, Cells, Column, whole
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.places import Within
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import Made, Scope, Table, got
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.web.faults import mending

# Numbers that begin with the same digits are looked up together.
TOGETHER: Final = 5
PLACES: Final = range(1, MAX_MAPPINGS + 1)


def name_of(part: str, place: int) -> str:
    """The column of a part of an address."""
    return part if place == 1 else f"{part}_{place}"


def read_part(part: str, place: int) -> Callable[[Number], Any]:
    """What an export says of it."""

    def read(number: Number) -> Any:
        found = number.mappings[place - 1 : place]
        return getattr(found[0], part) if found else None

    return read


def address(place: int) -> tuple[Column[Number], ...]:
    """The columns of one address."""
    is_first = place == 1
    return (
        Column(
            name=name_of("type", place),
            label=_("Type"),
            help=_("What kind of address it is: sip, mailto, tel, web:http and others."),
            example="sip" if is_first else "",
            read=read_part("type", place),
        ),
        Column(
            name=name_of("mapto", place),
            label=_("Leads to"),
            help=_("The address itself; a scheme that is missing is added."),
            example="alice@example.com" if is_first else "",
            read=read_part("mapto", place),
            is_required=is_first,
            known_as=("target", "map_to", "uri") if is_first else (),
        ),
        Column(
            name=name_of("priority", place),
            label=_("Priority"),
            help=_("The lowest is tried first. A new address without it has 5."),
            example="5" if is_first else "",
            read=read_part("priority", place),
        ),
        Column(
            name=name_of("ttl", place),
            label=_("TTL"),
            help=_("Seconds. A new address without it has 3600."),
            example="3600" if is_first else "",
            read=read_part("ttl", place),
        ),
    )


class NumberTable(Table[Number]):
    """A number is named by its digits and its root."""

    records = NumberResource()
    is_key = True
    references = {"customer": CUSTOMERS}
    columns = (
        Column(
            name="number",
            label=_("Number"),
            help=_("The whole number with its country code. It cannot be changed."),
            example="31208005161",
            read=lambda number: number.id.number,
            is_key=True,
            is_required=True,
            known_as=("telephone", "e164", "did"),
        ),
        Column(
            name="tld",
            label=_("Root (TLD)"),
            help=_("The domain that the number stands below. Empty: e164.arpa."),
            example=DEFAULT_TLD,
            read=lambda number: number.id.tld,
            is_key=True,
            known_as=("root",),
        ),
        Column(
            name="owner",
            label=_("Owner"),
            help=_("The customer that it is for as a person, by username or number."),
            refers="customer",
            keeps_empty=True,
        ),
        Column(name="info", label=_("Info"), help=_("A text for yourself.")),
        *(column for place in PLACES for column in address(place)),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """Digits and root."""
        return str(key_of(cells))

    def identity(self, ground: Ground, record: Number) -> str:  # noqa: ARG002
        """Digits and root."""
        return str(record.id)

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """The numbers that begin like it."""
        return (("number", f"{key_of(cells).number[:TOGETHER]}%"),)

    def within(self, cells: Cells) -> Within | None:
        """Its range."""
        return Within(SPANS, str(key_of(cells)))

    def find(self, ground: Ground, cells: Cells) -> Number | None:
        """By digits and root."""
        return got(self, ground, self.identify(ground, cells))

    def added(self, ground: Ground, cells: Cells) -> Made[Number]:
        """By the rules of numbers and addresses; it is the person's own unless the row says so."""
        owner = ground.actor.customer
        if "owner" in cells:
            owner = self.number(ground, "owner", cells)
        try:
            return Made(
                Number(
                    id=key_of(cells),
                    mappings=leading(cells, ()),
                    info=info_of(cells, ""),
                    owner=owner,
                )
            )
        except RuleError as error:
            raise Refuse(mending(error)) from None

    def changed(self, ground: Ground, record: Number, cells: Cells) -> Number:
        """The addresses that the row names by their places; the others stay."""
        owner = self.number(ground, "owner", cells) if "owner" in cells else record.owner
        try:
            wanted = leading(cells, record.mappings)
            info = info_of(cells, record.info)
        except RuleError as error:
            raise Refuse(mending(error)) from None
        return replace(record, mappings=wanted, info=info, owner=owner)


def key_of(cells: Cells) -> NumberId:
    """The number that a row names; raises RuleError."""
    typed = BETWEEN.sub("", cells.get("number", ""))
    if typed.startswith("00"):
        typed = f"+{typed[2:]}"
    return NumberId(number=ranges.digits(typed, "number"), tld=root(cells))


def info_of(cells: Cells, stored: str) -> str:
    """The text of a row; raises RuleError."""
    text = cells.get("info", stored)
    if len(text) > 255:
        raise RuleError("Shorten this to at most %(most)s characters.", "info", most=255)
    return "" if text == EMPTY else text


def leading(cells: Cells, stored: Sequence[Mapping]) -> tuple[Mapping, ...]:
    """Where a number leads after the row; raises RuleError and Refuse."""
    wanted = []
    for place in PLACES:
        known = stored[place - 1] if place <= len(stored) else None
        parts = {
            part: cells[name_of(part, place)]
            for part in ("type", "mapto", "priority", "ttl")
            if name_of(part, place) in cells
        }
        if parts.get("mapto") == EMPTY or (known is None and "mapto" not in parts):
            continue
        wanted.append(mapped(parts, known or Mapping(type="sip")) if parts else known or Mapping())
    if not wanted:
        raise Refuse(_now("A number leads to one address at least: write it under mapto."))
    return mappings.mappings(wanted)


def mapped(parts: Cells, known: Mapping) -> Mapping:
    """An address with the parts that a row names; raises RuleError."""
    kind = mappings.mapping_type(parts.get("type", known.type))
    uri = mappings.readdressed(parts.get("mapto", known.mapto), kind)
    return replace(
        known,
        type=kind,
        mapto=uri,
        priority=number_of(parts, "priority", known.priority, DEFAULT_PRIORITY),
        ttl=number_of(parts, "ttl", known.ttl, DEFAULT_TTL),
    )


def number_of(parts: Cells, part: str, stored: int, default: int) -> int:
    """A number of a row, the stored one where it says nothing; raises RuleError."""
    text = parts.get(part)
    if text is None:
        return stored
    return default if text == EMPTY else whole(text)


class ImportNumbers(ImportKind[Number]):
    """Numbers from a table."""

    name = "import-number"
    label = _("Import ENUM numbers")
    permission = "number.add"
    table = NumberTable()
