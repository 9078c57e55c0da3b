"""Bulk acts on trusted peers, which are the administrator's alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as counting

from ngnpanel.jobs.deleting import DeleteKind
from ngnpanel.jobs.kinds import Work
from ngnpanel.jobs.records import ChangeKind
from ngnpanel.pstn.bulk.forms import LimitForm
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.resources.peers import PeerResource


class PeerKind(ChangeKind[TrustedPeer]):
    """Changes something about peers that only the administrator changes."""

    resource = "peer"
    records: ClassVar = PeerResource()
    steady = "ip"
    permission = "peer.settings"


class BlockPeers(PeerKind):
    """Calls of blocked peers are refused."""

    name = "peer-block"
    label = _("Block")
    icon = "ban"

    def sentence(self, params: Mapping[str, Any]) -> str:  # noqa: ARG002
        """Whom."""
        return _now("Block trusted peers")

    def changed(self, work: Work, record: TrustedPeer) -> TrustedPeer:  # noqa: ARG002
        """The peer blocked."""
        return replace(record, blocked=1)


class UnblockPeers(PeerKind):
    """Calls are taken again."""

    name = "peer-unblock"
    label = _("Unblock")
    icon = "check"

    def sentence(self, params: Mapping[str, Any]) -> str:  # noqa: ARG002
        """Whom."""
        return _now("Unblock trusted peers")

    def changed(self, work: Work, record: TrustedPeer) -> TrustedPeer:  # noqa: ARG002
        """The peer not blocked."""
        return replace(record, blocked=0)


class LimitPeers(PeerKind):
    """How many calls peers may have at a time."""

    name = "peer-limit"
    label = _("Change the call limit")
    icon = "adjustments"
    form_class = LimitForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the number."""
        return _now("Set the call limit to %(number)s") % {"number": params.get("limit", "")}

    def changed(self, work: Work, record: TrustedPeer) -> TrustedPeer:
        """The peer with this limit."""
        return replace(record, call_limit=int(work.params["limit"]))


class DeletePeers(DeleteKind[TrustedPeer]):
    """Peers; their calls need a password then."""

    name = "peer-delete"
    resource = "peer"
    records: ClassVar = PeerResource()
    record_class = TrustedPeer
    what = _("Delete trusted peers")
    counted = counting("Delete %(count)s trusted peer", "Delete %(count)s trusted peers", "count")
    permission = "peer.delete"
    labels: ClassVar = {
        **DeleteKind.labels,
        "protocol": _("Transport"),
        "tag": _("Tags"),
        "fromPattern": _("Pattern of callers"),
    }
    warning = _("Calls from deleted peers are no longer accepted without a password.")


KINDS = (BlockPeers(), UnblockPeers(), LimitPeers(), DeletePeers())
