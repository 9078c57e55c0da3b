"""Bulk acts on what accounts may call, and what that may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts import services
from ngnpanel.accounts.bulk.account import PSTN, AccountKind, MemberKind, require, rights
from ngnpanel.accounts.bulk.forms import BalanceForm, QuotaForm
from ngnpanel.accounts.domain import switching
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.jobs.kinds import Facts, Plan, Refuse, Work
from ngnpanel.jobs.models import JobItem
from ngnpanel.jobs.records import RecordKind

# Of the history of an account, to find what an earlier attempt booked.
NEWEST: Final = 200
MONEY: Final = _("Calls and money")
WAITING: Final = {f"properties.{switching.LAST_QUOTA}": _("Quota for later")}


class SwitchOn(AccountKind):
    """Switches telephone calls on; the quota that waited comes back."""

    name = "account-pstn-on"
    label = _("Allow calls to telephone numbers")
    icon = "phone-outgoing"
    group = MONEY
    labels = WAITING
    needs = PSTN

    def changed(self, work: Work, record: Account) -> Account:
        """As on the form: without the right to choose, it becomes prepaid."""
        return switching.with_telephone_calls(
            record, may_choose_prepaid=rights(work).prepaid or switching.FREE_PSTN in record.groups
        )


class SwitchOff(AccountKind):
    """Switches telephone calls off; the quota waits for better times."""

    name = "account-pstn-off"
    label = _("Stop calls to telephone numbers")
    icon = "phone-off"
    group = MONEY
    labels = WAITING
    needs = PSTN

    def changed(self, work: Work, record: Account) -> Account:  # noqa: ARG002
        """As on the form."""
        return switching.without_telephone_calls(record)


class SetQuota(AccountKind):
    """Sets the monthly limit."""

    name = "account-quota"
    label = _("Set the quota")
    icon = "coin"
    group = MONEY
    form_class = QuotaForm
    needs = PSTN

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the limit."""
        if params.get("no_limit"):
            return _now("Take the quota away")
        return _now("Set the quota to %(quota)s") % {"quota": params.get("quota", "")}

    def button(self, params: Mapping[str, Any], count: int) -> str:  # noqa: ARG002 - a hook
        """By the number of accounts."""
        text = ngettext(
            "Set the quota of %(count)s account", "Set the quota of %(count)s accounts", count
        )
        return text % {"count": count}

    def changed(self, work: Work, record: Account) -> Account:
        """The account with this limit."""
        return replace(record, quota=work.params.get("quota") or 0)


class LiftQuota(MemberKind):
    """Lets accounts call again whose monthly limit is used up."""

    name = "account-quota-lift"
    label = _("Lift the quota block")
    icon = "coin"
    group = MONEY
    needs = PSTN

    def membership(self, work: Work) -> tuple[str, bool]:  # noqa: ARG002
        """Out of the group of those that used up their quota."""
        return switching.QUOTA, False


class MakePrepaid(AccountKind):
    """Accounts pay before they call."""

    name = "account-prepaid"
    label = _("Make prepaid")
    icon = "coin"
    group = MONEY
    needs = ("pstn_exists", "prepaid")

    def changed(self, work: Work, record: Account) -> Account:  # noqa: ARG002
        """The flag; the group follows it."""
        return replace(record, prepaid=True)


class MakePostpaid(AccountKind):
    """Accounts pay after they called."""

    name = "account-postpaid"
    label = _("Make postpaid")
    icon = "coin"
    group = MONEY
    needs = ("pstn_exists", "prepaid")

    def changed(self, work: Work, record: Account) -> Account:  # noqa: ARG002
        """The flag; the group follows it."""
        return replace(record, prepaid=False)


class AddBalance(RecordKind[Account]):
    """Adds to prepaid balances: each once, whatever breaks in between.

    The platform does not add twice by itself: the history of an account tells whether the booking
    of this very item is there.
    """

    name = "account-balance"
    resource = "account"
    label = _("Add to the balance")
    icon = "coin"
    group = MONEY
    records: ClassVar = AccountResource()
    steady = "username"
    permission = "account.edit"
    form_class = BalanceForm
    is_repeatable = False
    labels: ClassVar = {"amount": _("Amount"), "booking": _("Note")}

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the amount."""
        return _now("Add %(amount)s to the balance") % {"amount": params.get("amount", "")}

    def allow(self, work: Work, record: Account) -> None:
        """Balances are changed by who decides about prepaid."""
        super().allow(work, record)
        require(work, "prepaid")

    def planned(self, work: Work, record: Account) -> Plan:
        """One booking; the balance itself is not asked for, others may change it meanwhile."""
        return self._checked(work, record, "")

    def _checked(self, work: Work, record: Account, mark: str) -> Plan:
        self.allow(work, record)
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
        if not record.prepaid:
            raise Refuse(_now("It is not prepaid any more, so it has no balance."))
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


KINDS = (
    SwitchOn(),
    SwitchOff(),
    SetQuota(),
    LiftQuota(),
    MakePrepaid(),
    MakePostpaid(),
    AddBalance(),
)
