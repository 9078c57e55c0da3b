"""Bulk acts on where aliases lead, and on whose SIP domains are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.bulk.forms import TargetForm
from ngnpanel.accounts.bulk.owners import GiveKind
from ngnpanel.accounts.domain.sip import Alias, Domain, SipId
from ngnpanel.accounts.resources.aliases import AliasResource
from ngnpanel.accounts.resources.domains import DomainResource
from ngnpanel.jobs.kinds import Refuse, Work
from ngnpanel.jobs.records import ChangeKind


class ChangeTarget(ChangeKind[Alias]):
    """Leads aliases to another address."""

    name = "alias-target"
    resource = "alias"
    label = _("Change where it leads")
    icon = "at"
    records: ClassVar = AliasResource()
    steady = "aliasUsername"
    permission = "alias.edit"
    form_class = TargetForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the address."""
        return _now("Lead to %(target)s") % {"target": params.get("target", "")}

    def changed(self, work: Work, record: Alias) -> Alias:
        """The alias with this target."""
        target = SipId.parse(str(work.params["target"]))
        if target == record.id:
            raise Refuse(_now("An alias cannot lead to itself."))
        return replace(record, target=target)


class GiveDomains(GiveKind[Domain]):
    """Domains, whose accounts and aliases follow."""

    name = "domain-customer"
    resource = "domain"
    records: ClassVar = DomainResource()
    steady = "domain"
    warning = _("Accounts and aliases of a domain follow it to the other customer.")


KINDS = (ChangeTarget(), GiveDomains())
