"""Bulk acts on DNS records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as counting

from ngnpanel.accounts.bulk.owners import OwnerKind
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.bulk.forms import PriorityForm, SecondsForm, ValueForm
from ngnpanel.dns.domain import records
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.resources.records import RecordResource
from ngnpanel.jobs.deleting import DeleteKind
from ngnpanel.jobs.kinds import Refuse, Work
from ngnpanel.jobs.records import ChangeKind
from ngnpanel.soap.paging import Query
from ngnpanel.web.faults import mending


class RecordKind(ChangeKind[Record]):
    """Changes something about records; what the rules refuse for one is said of it."""

    resource = "record"
    records: ClassVar = RecordResource()
    steady = "name"
    permission = "record.edit"

    def changed(self, work: Work, record: Record) -> Record:
        """The record as it shall be."""
        try:
            return self.other(work.params, record)
        except RuleError as error:
            raise Refuse(mending(error)) from None

    def other(self, params: Mapping[str, Any], record: Record) -> Record:
        """The record as it shall be; raises RuleError."""
        raise NotImplementedError


class RecordTtl(RecordKind):
    """How long resolvers keep it."""

    name = "record-ttl"
    label = _("Change the TTL")
    icon = "clock"
    form_class = SecondsForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the time."""
        return _now("Set the TTL to %(seconds)s seconds") % {"seconds": params.get("seconds", "")}

    def other(self, params: Mapping[str, Any], record: Record) -> Record:
        """With this TTL."""
        return replace(record, ttl=int(params["seconds"]))


class RecordPriority(RecordKind):
    """Which is tried first, for types that have an order."""

    name = "record-priority"
    label = _("Change the priority")
    icon = "selector"
    form_class = PriorityForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the number."""
        return _now("Set the priority to %(number)s") % {"number": params.get("priority", "")}

    def other(self, params: Mapping[str, Any], record: Record) -> Record:
        """With this priority."""
        return records.with_priority(record, int(params["priority"]))


class RecordValue(RecordKind):
    """What they say."""

    name = "record-value"
    label = _("Change the value")
    icon = "pencil"
    form_class = ValueForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the value."""
        return _now("Set the value to “%(value)s”") % {"value": params.get("value", "")}

    def other(self, params: Mapping[str, Any], record: Record) -> Record:
        """With this value, where it is one for the type."""
        return records.with_value(record, str(params["value"]))


class RecordOwner(OwnerKind[Record]):
    """Whom records are for as a person."""

    name = "record-owner"
    resource = "record"
    records: ClassVar = RecordResource()
    steady = "name"
    permission = "record.edit"


class DeleteRecords(DeleteKind[Record]):
    """Records alone; those of the same name stay."""

    name = "record-delete"
    resource = "record"
    records: ClassVar = RecordResource()
    record_class = Record
    what = _("Delete DNS records")
    counted = counting("Delete %(count)s DNS record", "Delete %(count)s DNS records", "count")
    permission = "record.delete"

    def alike(self, record: Record) -> Query:
        """Those of the same name and type."""
        return Query(filter={"zone": record.zone, "name": record.name, "type": record.type})


KINDS = (RecordTtl(), RecordPriority(), RecordValue(), RecordOwner(), DeleteRecords())
