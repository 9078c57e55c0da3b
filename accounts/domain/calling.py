"""What the person at work may change about telephone calls of accounts (contract 5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.actor import Role

# From the least to the greatest.
RANKS: Final = (Role.SUBSCRIBER, Role.CUSTOMER, Role.RESELLER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Least:
    """The least role that changes a setting, as the operator decides it."""

    call_limit: Role = Role.RESELLER
    acl: Role = Role.RESELLER


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingRights:
    """``pstn_exists``: accounts may call telephone numbers at all; ``sms_exists``: they have texts.

    The others say what may change. ``keeps_clear_text`` is False where only digests of SIP
    passwords are sent.
    """

    pstn_exists: bool = True
    pstn: bool = True
    prepaid: bool = True
    call_limit: bool = True
    acl: bool = True
    sms: bool = True
    sms_exists: bool = True
    keeps_clear_text: bool = True

    def stored_password(self, username: str, domain: str, typed: str) -> str:
        """A new SIP password as it is sent."""
        if self.keeps_clear_text:
            return typed
        return passwords.digest_pair(username, domain, typed)


def reaches(role: Role, least: Role) -> bool:
    """Whether a role is ``least`` or above it."""
    return RANKS.index(role) >= RANKS.index(least)


def subscriber_rights(least: Least) -> CallingRights:
    """A subscriber changes nothing here but what the operator leaves to subscribers."""
    return CallingRights(
        pstn=False,
        prepaid=False,
        sms=False,
        call_limit=reaches(Role.SUBSCRIBER, least.call_limit),
        acl=reaches(Role.SUBSCRIBER, least.acl),
    )


def rights_of(
    customer: Customer | None, reseller: Customer | None, least: Least = Least()
) -> CallingRights:
    """The rights of a customer below a reseller; without customer it is the reseller itself.

    Without both it is the administrator. A customer needs a right as well as its reseller.
    """
    if reseller is None:
        return CallingRights()
    both = [reseller] if customer is None else [reseller, customer]
    role = Role.RESELLER if customer is None else Role.CUSTOMER
    pstn = all(each.has("pstn_changes") for each in both)
    return CallingRights(
        pstn_exists=reseller.has("pstn_access"),
        pstn=pstn,
        prepaid=all(each.has("prepaid_changes") for each in both),
        call_limit=pstn and reaches(role, least.call_limit),
        acl=reaches(role, least.acl),
        sms=all(each.has("sms_access") for each in both),
        sms_exists=reseller.has("sms_access"),
        keeps_clear_text=all(
            each.property_value("store_clear_text_passwords") != "0" for each in both
        ),
    )
