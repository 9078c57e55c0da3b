"""Bulk acts on mail aliases and redirects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as counting

from ngnpanel.accounts.bulk.owners import OwnerKind
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.bulk.forms import ForwardForm, RedirectForm
from ngnpanel.dns.domain import fancy
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.resources.fancy import MailAliasResource, RedirectResource
from ngnpanel.jobs.deleting import DeleteKind
from ngnpanel.jobs.kinds import Refuse, Work
from ngnpanel.jobs.records import ChangeKind
from ngnpanel.soap.paging import Query
from ngnpanel.web.faults import mending


class ValueKind(ChangeKind[FancyRecord]):
    """Leads them somewhere else."""

    label = _("Change where it leads")
    icon = "arrow-forward-up"
    steady = "name"

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the address."""
        return _now("Lead to %(target)s") % {"target": params.get("value", "")}

    def changed(self, work: Work, record: FancyRecord) -> FancyRecord:
        """Name and value together follow the rules."""
        wanted = replace(record, value=str(work.params["value"]))
        try:
            return replace(record, value=fancy.checked(wanted, record.zone).value)
        except RuleError as error:
            raise Refuse(mending(error)) from None


class DeleteFancy(DeleteKind[FancyRecord]):
    """Takes them away."""

    record_class = FancyRecord

    def alike(self, record: FancyRecord) -> Query:
        """Those of the same name."""
        return Query(filter={"zone": record.zone, "name": record.name})


class MailAliasValue(ValueKind):
    """Where mail is forwarded to."""

    name = "mail-alias-value"
    resource = "mail-alias"
    records: ClassVar = MailAliasResource()
    permission = "mail-alias.edit"
    form_class = ForwardForm


class MailAliasOwner(OwnerKind[FancyRecord]):
    """Whom mail aliases are for as a person."""

    name = "mail-alias-owner"
    resource = "mail-alias"
    records: ClassVar = MailAliasResource()
    steady = "name"
    permission = "mail-alias.edit"


class DeleteMailAliases(DeleteFancy):
    """Mail to them comes back to its sender."""

    name = "mail-alias-delete"
    resource = "mail-alias"
    records: ClassVar = MailAliasResource()
    what = _("Delete mail aliases")
    counted = counting("Delete %(count)s mail alias", "Delete %(count)s mail aliases", "count")
    permission = "mail-alias.delete"
    warning = _("Mail to a deleted address is not forwarded any more.")


class RedirectValue(ValueKind):
    """Where visitors are sent."""

    name = "redirect-value"
    resource = "redirect"
    records: ClassVar = RedirectResource()
    permission = "redirect.edit"
    form_class = RedirectForm


class RedirectOwner(OwnerKind[FancyRecord]):
    """Whom redirects are for as a person."""

    name = "redirect-owner"
    resource = "redirect"
    records: ClassVar = RedirectResource()
    steady = "name"
    permission = "redirect.edit"


class DeleteRedirects(DeleteFancy):
    """Visitors find nothing there."""

    name = "redirect-delete"
    resource = "redirect"
    records: ClassVar = RedirectResource()
    what = _("Delete redirects")
    counted = counting("Delete %(count)s redirect", "Delete %(count)s redirects", "count")
    permission = "redirect.delete"
    warning = _("Visitors of a deleted host are not sent on any more.")


KINDS = (
    MailAliasValue(),
    MailAliasOwner(),
    DeleteMailAliases(),
    RedirectValue(),
    RedirectOwner(),
    DeleteRedirects(),
)
