"""Whom records belong to: as a person (the owner), or as part of a tenancy (the customer)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services
from ngnpanel.accounts.bulk.forms import CustomerForm, OwnerForm
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.jobs.kinds import Batch, Plan, Refuse, Work
from ngnpanel.jobs.models import JobItem
from ngnpanel.jobs.records import ChangeKind
from ngnpanel.soap.errors import NotFound
from ngnpanel.web.parts import R


def customer(work: Work, number: int) -> Customer:
    """A customer within reach, asked for once for a handful; raises Refuse."""
    try:
        found: Customer = work.once(
            f"customer {number}", lambda: work.api.customers.customer(number)
        )
    except NotFound:
        text = _now("You have no customer with the number %(number)s.")
        raise Refuse(text % {"number": number}) from None
    return found


class OwnerKind(ChangeKind[R]):
    """Makes a customer within reach the owner, or nobody."""

    label = _("Change the owner")
    icon = "user"
    form_class = OwnerForm

    def choices(self, api: Api, actor: Actor) -> Mapping[str, Any]:
        """The customers of the person."""
        return {"owners": services.owner_choices(api, actor)}

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the customer."""
        if params.get("nobody"):
            return _now("Take the owner away")
        return _now("Make customer %(number)s the owner") % {"number": params.get("owner", "")}

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """Nothing without an owner that there is."""
        if work.params.get("owner"):
            customer(work, int(work.params["owner"]))
        return super().drafts(work, cursor)

    def changed(self, work: Work, record: R) -> R:
        """The record of that owner."""
        known: Any = record
        changed: R = replace(known, owner=int(work.params.get("owner") or 0))
        return changed


class GiveKind(ChangeKind[R]):
    """Gives records to another customer, whose reseller they follow."""

    label = _("Give to another customer")
    icon = "building"
    form_class = CustomerForm
    permission = "tenant.edit"

    def choices(self, api: Api, actor: Actor) -> Mapping[str, Any]:  # noqa: ARG002
        """The customers of the person."""
        return {"customers": services.customer_choices(api)}

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the customer."""
        return _now("Give to customer %(number)s") % {"number": params.get("customer", "")}

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """Nothing without a customer that there is."""
        customer(work, int(work.params["customer"]))
        return super().drafts(work, cursor)

    def changed(self, work: Work, record: R) -> R:
        """The record of that customer."""
        found, known = customer(work, int(work.params["customer"])), cast("Any", record)
        changed: R = replace(known, customer=found.id, reseller=found.reseller)
        return changed

    def undo(self, work: Work, item: JobItem) -> Plan:
        """Back to the customer of before; to none, by the administrator alone."""
        before = item.before or {}
        if "customer" in before and not before["customer"] and not work.actor.is_administrator:
            raise Refuse(_now("It belonged to no customer; only the administrator restores that."))
        return super().undo(work, item)
