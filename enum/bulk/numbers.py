"""Bulk acts on ENUM ranges and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as counting

from ngnpanel.accounts.bulk.owners import GiveKind, OwnerKind
from ngnpanel.enum.bulk.forms import InfoForm, TtlForm
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.enum.domain.ranges import Range
from ngnpanel.enum.resources.numbers import NumberResource
from ngnpanel.enum.resources.ranges import RangeResource
from ngnpanel.jobs.deleting import DeleteKind
from ngnpanel.jobs.kinds import Facts, Refuse, Work
from ngnpanel.jobs.records import ChangeKind
from ngnpanel.web.faults import SENTENCES
from ngnpanel.web.parts import R

HAS_NUMBERS = 3004


class TtlKind(ChangeKind[R]):
    """Sets how long resolvers keep an answer."""

    label = _("Change the TTL")
    icon = "clock"
    form_class = TtlForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the time."""
        return _now("Set the TTL to %(seconds)s seconds") % {"seconds": params.get("ttl", "")}


class InfoKind(ChangeKind[R]):
    """Writes the text about records, or empties it on purpose."""

    label = _("Change the info")
    icon = "info-circle"
    form_class = InfoForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the text."""
        if params.get("no_info"):
            return _now("Empty the info")
        return _now("Set the info to “%(text)s”") % {"text": params.get("info", "")}

    def changed(self, work: Work, record: R) -> R:
        """The record with this text."""
        known: Any = record
        changed: R = replace(known, info=str(work.params.get("info") or ""))
        return changed


class NumberTtl(TtlKind[Number]):
    """The TTL of all addresses of a number."""

    name = "number-ttl"
    resource = "number"
    records: ClassVar = NumberResource()
    steady = "number"
    permission = "number.edit"

    def changed(self, work: Work, record: Number) -> Number:
        """Each mapping with this TTL; their ids stay."""
        ttl = int(work.params["ttl"])
        return replace(record, mappings=tuple(replace(each, ttl=ttl) for each in record.mappings))


class NumberOwner(OwnerKind[Number]):
    """Whom numbers are for as a person."""

    name = "number-owner"
    resource = "number"
    records: ClassVar = NumberResource()
    steady = "number"
    permission = "number.edit"


class NumberInfo(InfoKind[Number]):
    """The text about numbers."""

    name = "number-info"
    resource = "number"
    records: ClassVar = NumberResource()
    steady = "number"
    permission = "number.edit"


class DeleteNumbers(DeleteKind[Number]):
    """Numbers with their addresses."""

    name = "number-delete"
    resource = "number"
    records: ClassVar = NumberResource()
    record_class = Number
    what = _("Delete ENUM numbers")
    counted = counting("Delete %(count)s ENUM number", "Delete %(count)s ENUM numbers", "count")
    permission = "number.delete"
    warning = _("Callers of a deleted number no longer reach anybody.")

    def content(self, record: Number) -> Facts:
        """The platform numbers the mappings anew."""
        mappings = tuple(replace(each, id=0) for each in record.mappings)
        return super().content(replace(record, mappings=mappings))


class RangeTtl(TtlKind[Range]):
    """The TTL of what the zone of a range says of itself."""

    name = "range-ttl"
    resource = "range"
    records: ClassVar = RangeResource()
    steady = "prefix"
    permission = "range.edit"

    def changed(self, work: Work, record: Range) -> Range:
        """The range with this TTL."""
        return replace(record, ttl=int(work.params["ttl"]))


class RangeInfo(InfoKind[Range]):
    """The text about ranges."""

    name = "range-info"
    resource = "range"
    records: ClassVar = RangeResource()
    steady = "prefix"
    permission = "range.edit"


class GiveRanges(GiveKind[Range]):
    """Ranges, whose numbers follow."""

    name = "range-customer"
    resource = "range"
    records: ClassVar = RangeResource()
    steady = "prefix"
    warning = _("Numbers of a range follow it to the other customer.")


class DeleteRanges(DeleteKind[Range]):
    """Ranges without numbers."""

    name = "range-delete"
    resource = "range"
    records: ClassVar = RangeResource()
    record_class = Range
    what = _("Delete ENUM ranges")
    counted = counting("Delete %(count)s ENUM range", "Delete %(count)s ENUM ranges", "count")
    permission = "range.delete"
    labels: ClassVar = {**DeleteKind.labels, "id": _("Prefix")}
    warning = _("A range that still has numbers stays.")

    def allow(self, work: Work, record: Range) -> None:
        """The record tells whether it has numbers."""
        super().allow(work, record)
        if record.used:
            raise Refuse(str(SENTENCES[HAS_NUMBERS]))


KINDS = (
    NumberTtl(),
    NumberOwner(),
    NumberInfo(),
    DeleteNumbers(),
    RangeTtl(),
    RangeInfo(),
    GiveRanges(),
    DeleteRanges(),
)
