"""Bulk acts on DNS zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as counting

from ngnpanel.accounts.bulk.owners import GiveKind
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.bulk.forms import InfoForm, SecondsForm, ServerForm
from ngnpanel.dns.domain import zones
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.dns.resources.zones import ZoneResource
from ngnpanel.jobs.deleting import DeleteKind
from ngnpanel.jobs.kinds import Refuse, Work
from ngnpanel.jobs.records import ChangeKind
from ngnpanel.web.faults import mending
from ngnpanel.web.parts import Text

TIMERS: Final = _("Timers")
SERVERS: Final = _("Name servers")


class ZoneKind(ChangeKind[Zone]):
    """Changes something about zones."""

    resource = "zone"
    records: ClassVar = ZoneResource()
    steady = "name"
    permission = "zone.edit"


class SecondsKind(ZoneKind):
    """Sets one of the times of a zone; ``told`` is its sentence."""

    icon = "clock"
    group = TIMERS
    form_class = SecondsForm
    member: ClassVar[str]
    told: ClassVar[Text]

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the time."""
        return str(self.told) % {"seconds": params.get("seconds", "")}

    def changed(self, work: Work, record: Zone) -> Zone:
        """The zone with this time."""
        changes: dict[str, Any] = {self.member: int(work.params["seconds"])}
        return replace(record, **changes)


class ZoneTtl(SecondsKind):
    """Of the SOA and NS records."""

    name = "zone-ttl"
    member = "ttl"
    label = _("Change the TTL")
    told = _("Set the TTL to %(seconds)s seconds")


class ZoneMinimum(SecondsKind):
    """The TTL of records without one of their own."""

    name = "zone-minimum"
    member = "minimum"
    label = _("Change the minimum")
    told = _("Set the minimum to %(seconds)s seconds")


class ZoneRefresh(SecondsKind):
    """How often secondary servers look."""

    name = "zone-refresh"
    member = "refresh"
    label = _("Change the refresh time")
    told = _("Set the refresh time to %(seconds)s seconds")


class ZoneRetry(SecondsKind):
    """How soon they look again after a failure."""

    name = "zone-retry"
    member = "retry"
    label = _("Change the retry time")
    told = _("Set the retry time to %(seconds)s seconds")


class ZoneExpire(SecondsKind):
    """How long they answer without us."""

    name = "zone-expire"
    member = "expire"
    label = _("Change the expire time")
    told = _("Set the expire time to %(seconds)s seconds")


class ZoneInfo(ZoneKind):
    """The text about zones, or none on purpose."""

    name = "zone-info"
    label = _("Change the info")
    icon = "info-circle"
    form_class = InfoForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the text."""
        if params.get("no_info"):
            return _now("Empty the info")
        return _now("Set the info to “%(text)s”") % {"text": params.get("info", "")}

    def changed(self, work: Work, record: Zone) -> Zone:
        """The zone with this text."""
        return replace(record, info=str(work.params.get("info") or ""))


class ServerKind(ZoneKind):
    """Changes who serves zones; what the rules refuse for a zone is said of it."""

    icon = "server"
    group = SERVERS
    form_class = ServerForm

    def changed(self, work: Work, record: Zone) -> Zone:
        """The zone with its new name servers."""
        try:
            return self.served(record, str(work.params["server"]))
        except RuleError as error:
            raise Refuse(mending(error)) from None

    def served(self, record: Zone, server: str) -> Zone:
        """The zone with other name servers; raises RuleError."""
        raise NotImplementedError


class AddServer(ServerKind):
    """One more, behind those that are there."""

    name = "zone-server-add"
    label = _("Add a name server")

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the server."""
        return _now("Add the name server %(server)s") % {"server": params.get("server", "")}

    def served(self, record: Zone, server: str) -> Zone:
        """With it."""
        return zones.with_nameserver(record, server)


class RemoveServer(ServerKind):
    """One less, unless it is the only one."""

    name = "zone-server-remove"
    label = _("Remove a name server")

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the server."""
        return _now("Remove the name server %(server)s") % {"server": params.get("server", "")}

    def served(self, record: Zone, server: str) -> Zone:
        """Without it."""
        return zones.without_nameserver(record, server)


class GiveZones(GiveKind[Zone]):
    """Zones, whose records follow."""

    name = "zone-customer"
    resource = "zone"
    records: ClassVar = ZoneResource()
    steady = "name"
    warning = _("Records, mail aliases and redirects of a zone follow it to the other customer.")


class DeleteZones(DeleteKind[Zone]):
    """Zones with everything in them."""

    name = "zone-delete"
    resource = "zone"
    records: ClassVar = ZoneResource()
    record_class = Zone
    what = _("Delete DNS zones")
    counted = counting("Delete %(count)s DNS zone", "Delete %(count)s DNS zones", "count")
    permission = "zone.delete"
    warning = _(
        "With a zone go its records, mail aliases and redirects. Undo brings back the zone alone,"
        " empty: download zone files first if you may need them."
    )
    undo_warning = _("Zones come back empty: without records, mail aliases and redirects.")


KINDS = (
    ZoneTtl(),
    ZoneMinimum(),
    ZoneRefresh(),
    ZoneRetry(),
    ZoneExpire(),
    ZoneInfo(),
    AddServer(),
    RemoveServer(),
    GiveZones(),
    DeleteZones(),
)
