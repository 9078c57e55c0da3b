"""What switching something of an account on or off means for the rest of its record."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ngnpanel.accounts.domain.sip import Account
from ngnpanel.actor import Role

BLOCKED: Final = "blocked"
BLOCKED_BY: Final = "blocked_by"
FREE_PSTN: Final = "free-pstn"
# Where the monthly limit waits while telephone calls are off (contract 5.4).
LAST_QUOTA: Final = "last_sip_quota"
QUOTA: Final = "quota"


def blocked(account: Account, role: Role) -> Account:
    """The account blocked, and who did it: a customer does not lift the block of its reseller."""
    by = "customer" if role is Role.CUSTOMER else "reseller"
    return account.with_groups({BLOCKED: True}).with_properties({BLOCKED_BY: by})


def unblocked(account: Account) -> Account:
    """The account not blocked, by nobody."""
    return account.with_groups({BLOCKED: False}).with_properties({BLOCKED_BY: ""})


def is_blocked_above(account: Account, role: Role) -> bool:
    """Whether the reseller blocked the account and a customer is at work."""
    by_reseller = account.property_value(BLOCKED_BY) == "reseller"
    return BLOCKED in account.groups and by_reseller and role is Role.CUSTOMER


def without_telephone_calls(account: Account) -> Account:
    """The account without calls to telephone numbers; its quota waits in a property."""
    kept = str(account.quota) if account.quota else account.property_value(LAST_QUOTA)
    off = replace(account, quota=0).with_groups({FREE_PSTN: False})
    return off.with_properties({LAST_QUOTA: kept})


def with_telephone_calls(account: Account, *, may_choose_prepaid: bool) -> Account:
    """The account with calls to telephone numbers and the quota that waited.

    Where somebody else decides about prepaid, it becomes prepaid (contract 5.6).
    """
    last = account.property_value(LAST_QUOTA)
    if last.isdecimal() and not account.quota:
        account = replace(account, quota=int(last))
    on = account.with_groups({FREE_PSTN: True}).with_properties({LAST_QUOTA: ""})
    return on if may_choose_prepaid else replace(on, prepaid=True)
