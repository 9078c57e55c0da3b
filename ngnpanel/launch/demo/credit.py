"""Balances of the demonstration's prepaid accounts, with a history, and barred numbers of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.api import Api

OPENING: Final = ((25.0, "Opening credit"), (-1.5, "Number moved here"))
# What the account to show around with looks back on.
SHOWCASE_HISTORY: Final = (
    (10.0, "Opening credit"),
    (25.0, "Card payment 2041"),
    (-14.36, "Calls of last month"),
    (10.0, "Voucher 17"),
    (-8.2275, "Calls abroad"),
    (5.0, "Sorry for the trouble"),
)
BARRED: Final = ("+31900", "+31906", "+31909", "+979")


def load(api: Api, accounts: Iterable[Account], showcase: SipId) -> int:
    """Give those that are prepaid and have no credit theirs; how many there are."""
    prepaid = [account.id for account in accounts if account.prepaid]
    if not prepaid:
        return 0
    balances = api.sip.balances(prepaid)
    for address, known in zip(prepaid, balances, strict=True):
        if known.balance:
            continue
        for value, text in SHOWCASE_HISTORY if address == showcase else OPENING:
            api.sip.add_balance(address, value, text)
    if not api.sip.barred_prefixes(showcase):
        api.sip.set_barred_prefixes(showcase, BARRED)
    return len(prepaid)
