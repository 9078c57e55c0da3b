"""Whom records belong to as a person: for records of all kinds that have an owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services
from ngnpanel.accounts.bulk.forms import OwnerForm
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.jobs.kinds import Batch, Refuse, Work
from ngnpanel.jobs.records import ChangeKind
from ngnpanel.soap.errors import NotFound
from ngnpanel.web.parts import R


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
        self._require_owner(work)
        return super().drafts(work, cursor)

    def _require_owner(self, work: Work) -> None:
        number = work.params.get("owner")
        if not number:
            return
        try:
            work.once("owner", lambda: work.api.customers.customer(int(number)))
        except NotFound:
            text = _now("You have no customer with the number %(number)s.")
            raise Refuse(text % {"number": number}) from None

    def changed(self, work: Work, record: R) -> R:
        """The record of that owner."""
        known: Any = record
        changed: R = replace(known, owner=int(work.params.get("owner") or 0))
        return changed
