"""ENUM ranges as rows of a table."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.api import Api
from ngnpanel.enum.domain import ranges
from ngnpanel.enum.domain.ranges import DEFAULT_TLD, Range
from ngnpanel.enum.forms.ranges import RangeForm
from ngnpanel.enum.resources.ranges import RangeResource
from ngnpanel.enum.services import range_id
from ngnpanel.imports.columns import EMPTY, Cells, Column, administrator, joined, lines, seller
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.places import Place
from ngnpanel.imports.references import CUSTOMERS, MOST_READ, WINDOW, Ground
from ngnpanel.imports.table import FormTable, got
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.soap.paging import Query
from ngnpanel.web.forms import PanelForm

PREFIX: Column[Any] = Column(
    name="prefix",
    label=_("Prefix"),
    help=_("What all its numbers begin with, country code first. It cannot be changed."),
    example="312080051",
    read=lambda each: each.id.prefix,
    is_key=True,
    is_required=True,
    known_as=("range",),
)


def root(cells: Cells) -> str:
    """The ENUM root of a row; raises RuleError."""
    text = cells.get("tld", "")
    return ranges.tld("" if text == EMPTY else text)


class Spans(Place):
    """The ranges that numbers lie in, each of which has several names: all that fit into it."""

    def require(self, ground: Ground, name: str) -> None:
        """Refuse a number outside of all ranges; a call or a few for each first digit."""
        digits, _dot, tld = name.partition(".")
        coming = ground.memory.get("coming range", ())
        if any(f"{prefix}.{tld}" in coming for prefix in ranges.beginnings(digits)):
            return
        near = f"ranges {tld} {digits[:1]}"
        known: tuple[Range, ...] | None = ground.once(near, lambda: _near(ground.api, digits, tld))
        if known is None:
            return
        span = ranges.around(digits, tld, known)
        if span is None:
            raise Refuse(str(self.missing) % {"name": f"+{digits}"})
        if not span.min_digits <= len(digits) <= span.max_digits:
            words = {"prefix": span.id.prefix, "lengths": ranges.lengths_in_words(span)}
            text = _now("Numbers of the range +%(prefix)s have %(lengths)s digits.")
            raise Refuse(text % words)


def _near(api: Api, digits: str, tld: str) -> tuple[Range, ...] | None:
    """The ranges that begin with the first digit, None when they are too many to be read."""
    asked = {"prefix": f"{digits[:1]}%", "tld": tld}
    found: list[Range] = []
    while True:
        page = api.enum.ranges(Query(filter=asked, start=len(found), count=WINDOW))
        if page.total > MOST_READ:
            return None
        found += page
        if not len(page) or len(found) >= page.total:
            return tuple(found)


SPANS: Final = Spans(
    kind="range",
    get=lambda api, name: api.enum.range(range_id(name)),
    missing=_("There is no range that %(name)s lies in."),
)


class RangeTable(FormTable[Range]):
    """A range is named by its prefix and its root."""

    records = RangeResource()
    is_key = True
    references = {"customer": CUSTOMERS}
    columns = (
        PREFIX,
        Column(
            name="tld",
            label=_("Root (TLD)"),
            help=_("The domain that the numbers stand below. Empty: e164.arpa."),
            example=DEFAULT_TLD,
            read=lambda each: each.id.tld,
            is_key=True,
            known_as=("root",),
        ),
        Column(
            name="reseller",
            label=_("Reseller"),
            help=_("By username or number. Empty: the platform itself."),
            refers="customer",
            is_for=administrator,
        ),
        Column(
            name="customer",
            label=_("Customer"),
            help=_("Whose credit its numbers count against, by username or number."),
            refers="customer",
            is_for=seller,
        ),
        Column(
            name="min_digits",
            label=_("Digits at least"),
            help=_("Of a whole number, prefix included."),
            example="11",
            known_as=("min",),
        ),
        Column(
            name="max_digits",
            label=_("Digits at most"),
            help=_("At most 15."),
            example="11",
            known_as=("max",),
        ),
        Column(
            name="size",
            label=_("Size"),
            help=_("How many numbers the range may have. Empty: no limit."),
            example="100",
            read=lambda each: each.size or None,
        ),
        Column(name="ttl", label=_("TTL"), help=_("Seconds."), example="3600"),
        Column(
            name="nameservers",
            label=_("Name servers"),
            help=_("Host names with blanks between them. Empty: the platform's own."),
            typed=lines,
            read=lambda each: joined(each.nameservers),
        ),
        Column(name="info", label=_("Info"), help=_("A text for yourself.")),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """Prefix and root."""
        return f"{ranges.digits(cells.get('prefix', ''), 'prefix')}.{root(cells)}"

    def identity(self, ground: Ground, record: Range) -> str:  # noqa: ARG002
        """Prefix and root."""
        return str(record.id)

    def find(self, ground: Ground, cells: Cells) -> Range | None:
        """By prefix and root."""
        return got(self, ground, self.identify(ground, cells))

    def adding(self, ground: Ground) -> PanelForm[Range]:
        """The form of a new range."""
        return RangeForm(actor=ground.actor, choices=Choices())

    def editing(self, ground: Ground, record: Range) -> PanelForm[Range]:
        """The form of a range."""
        return RangeForm(actor=ground.actor, choices=Choices(), record=record)


class ImportRanges(ImportKind[Range]):
    """Ranges from a table."""

    name = "import-range"
    label = _("Import ENUM ranges")
    permission = "range.add"
    table = RangeTable()
