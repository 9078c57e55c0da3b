"""Bulk acts on SIP accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts import services
from ngnpanel.accounts.bulk.forms import BalanceForm, QuotaForm
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.jobs.kinds import Facts, Plan, Refuse, Work
from ngnpanel.jobs.models import JobItem
from ngnpanel.jobs.records import ChangeKind, RecordKind

# Of the history of an account, to find what an earlier attempt booked.
NEWEST: Final = 200


def rights(work: Work) -> CallingRights:
    """What the person may change about calls and money; asked once for a handful of items."""
    found: CallingRights = work.once("calling", lambda: services.calling_rights(work.api))
    return found


class AccountKind(ChangeKind[Account]):
    """Changes something about accounts."""

    resource = "account"
    records: ClassVar = AccountResource()
    steady = "username"
    permission = "account.edit"


class SetQuota(AccountKind):
    """Sets the monthly limit; it stays away where telephone calls are off."""

    name = "account-quota"
    label = _("Set the quota")
    icon = "coin"
    form_class = QuotaForm

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the limit."""
        quota = params.get("quota")
        return _now("Set the quota to %(quota)s") % {"quota": quota or _now("no limit")}

    def button(self, params: Mapping[str, Any], count: int) -> str:  # noqa: ARG002 - a hook
        """By the number of accounts."""
        text = ngettext(
            "Set the quota of %(count)s account", "Set the quota of %(count)s accounts", count
        )
        return text % {"count": count}

    def changed(self, work: Work, record: Account) -> Account:
        """The account with this limit."""
        if not rights(work).pstn:
            raise Refuse(_now("You may not change what calls may cost."))
        return replace(record, quota=work.params.get("quota") or 0)


class AddBalance(RecordKind[Account]):
    """Adds to prepaid balances: each once, whatever breaks in between.

    The platform does not add twice by itself: the history of an account tells whether the booking
    of this very item is there.
    """

    name = "account-balance"
    resource = "account"
    label = _("Add to the balance")
    icon = "coins"
    records: ClassVar = AccountResource()
    steady = "username"
    permission = "account.edit"
    form_class = BalanceForm
    is_repeatable = False

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the amount."""
        return _now("Add %(amount)s to the balance") % {"amount": params.get("amount", "")}

    def planned(self, work: Work, record: Account) -> Plan:
        """One booking; the balance itself is not asked for, others may change it meanwhile."""
        return self._checked(work, record, "")

    def _checked(self, work: Work, record: Account, mark: str) -> Plan:
        self.allow(work, record)
        if not rights(work).prepaid:
            raise Refuse(_now("You may not change balances."))
        if not record.prepaid:
            raise Refuse(_now("It is not prepaid, so it has no balance."))
        return self._booking(work, record, Decimal(work.params["amount"]), mark)

    def look(self, work: Work, item: JobItem) -> Plan:
        """With the mark of the item in the description, by which the booking is found again."""
        return self._checked(work, self.read(work, item), _mark(item))

    def landed(self, work: Work, item: JobItem) -> bool:
        """Whether the history has the booking."""
        return self._is_booked(work, item.key, str((item.after or {}).get("booking", "")))

    def _is_booked(self, work: Work, key: str, note: str) -> bool:
        history = work.api.sip.credit_history(services.sip_id(key), NEWEST)
        return any(entry.description == note for entry in history.entries)

    def undo(self, work: Work, item: JobItem) -> Plan:
        """The same amount the other way round."""
        record = self.read(work, item)
        self.allow(work, record)
        if not rights(work).prepaid or not record.prepaid:
            raise Refuse(_now("You may not change this balance."))
        amount = -Decimal(str((item.after or {})["amount"]))
        plan = self._booking(work, record, amount, f"{_mark(item)}-undo")
        if self._is_booked(work, item.key, plan.after["booking"]):
            raise Refuse(_now("It was taken back already."))
        return plan

    def _booking(self, work: Work, record: Account, amount: Decimal, mark: str) -> Plan:
        note = f"{work.params.get('note', '')} {mark}".strip()
        facts: Facts = {"amount": str(amount), "booking": note}

        def write() -> None:
            work.api.sip.add_balance(record.id, float(amount), note)

        return Plan(before=dict.fromkeys(facts), after=facts, write=write)


def _mark(item: JobItem) -> str:
    return f"J{item.job_id}-{item.pk}"


KINDS = (SetQuota(), AddBalance())
