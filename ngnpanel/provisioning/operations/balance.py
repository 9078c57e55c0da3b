"""Prepaid credit: balances, vouchers and the history of both (contract 5.7, G24 to G26)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils.timezone import now

from ngnpanel.accounts.domain import balance, rules
from ngnpanel.accounts.domain.balance import (
    BalanceChange,
    CreditHistory,
    CreditHistoryEntry,
    PrepaidAccount,
    PrepaidCard,
)
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import models, rights, texts, vouchers
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import MAX_ROWS
from ngnpanel.provisioning.operations.accounts import account_for, accounts_at

MAX_ACCOUNTS: Final = 500


def add_balance(
    call: Call, sip_id: SipId, value: float | None, description: str | None
) -> BalanceChange:
    """Change the credit of an account, prepaid or not (G24); a negative value takes from it.

    It needs the right to change prepaid (G25).
    """
    account = account_for(call, sip_id, write=True)
    if not rights.may_change_prepaid(call.caller, account.domain):
        raise Fault(9002, "You may not change the balance of accounts", "value")
    if value is None:
        raise Fault(9004, "Enter an amount such as 12.50.", "value")
    words = rules.plain_text(
        (description or "").strip(), texts.limit(models.CreditEntry, "description"), "description"
    )
    return _change(call, account, balance.change(value), words)


def add_balance_from_voucher(call: Call, sip_id: SipId, card: PrepaidCard) -> BalanceChange:
    """Add what a voucher is worth; whoever may change the account may use one for it."""
    account = account_for(call, sip_id, write=True)
    voucher = vouchers.use(call, account, card)
    return _change(call, account, voucher.value, f"Voucher {voucher}")


def get_prepaid_status(call: Call, sip_ids: Sequence[SipId]) -> list[PrepaidAccount]:
    """One entry for each address, in the order asked for; an unknown one refuses them all."""
    texts.few(sip_ids, MAX_ACCOUNTS, "sipIds")
    asked = [each.lowered() for each in sip_ids]
    found = _balances(call, asked)
    for sip_id in asked:
        if sip_id not in found:
            raise Fault(1010, f"There is no SIP account {sip_id}", "sipIds")
    return [PrepaidAccount(account=each, balance=float(found[each])) for each in asked]


def get_credit_history(call: Call, sip_id: SipId, count: int | None) -> CreditHistory:
    """The newest ``count`` changes, at most 5000; an account that has none has an empty history."""
    if count is not None and count < 0:
        raise Fault(9004, "The number of entries is 0 or more", "count")
    rows = models.CreditEntry.objects.filter(
        account=account_for(call, sip_id, write=False)
    ).order_by("-pk")
    most = MAX_ROWS if count is None else min(count, MAX_ROWS)
    return CreditHistory(total=rows.count(), entries=tuple(map(_entry, rows[:most])))


def _change(call: Call, account: models.Account, value: Decimal, description: str) -> BalanceChange:
    """Change the balance of a locked account and write it down, both or neither."""
    models.Balance.objects.get_or_create(account=account)
    # Locked as well: those who charge calls write this row alone.
    row = models.Balance.objects.select_for_update().get(account=account)
    old, new = row.amount, row.amount + value
    if abs(new) > balance.MAX_AMOUNT:
        raise Fault(9004, f"A balance is at most {balance.MAX_AMOUNT:,}.", "value")
    if value < 0 and new < 0 and not call.caller.is_administrator:
        raise Fault(1112, f"The balance of {account} is {old}: take at most that", "value")
    row.amount = new
    row.changed = now()
    row.save()
    models.CreditEntry.objects.create(
        account=account,
        at=row.changed,
        action=balance.CREDIT_ACTION if value > 0 else balance.DEBIT_ACTION,
        description=description,
        value=value,
        balance=new,
    )
    call.changed("balance", account)
    return BalanceChange(old_balance=float(old), new_balance=float(new))


def _balances(call: Call, sip_ids: Sequence[SipId]) -> dict[SipId, Decimal]:
    """The balances of the accounts that the caller sees, in one query whatever their number."""
    rows = accounts_at(call, sip_ids).values_list("username", "domain__name", "balance__amount")
    return {
        SipId(username=username, domain=domain): amount or balance.ZERO
        for username, domain, amount in rows
    }


def _entry(row: models.CreditEntry) -> CreditHistoryEntry:
    return CreditHistoryEntry(
        date=row.at,
        action=row.action,
        description=row.description,
        value=float(row.value),
        balance=float(row.balance),
        session=row.session,
    )
