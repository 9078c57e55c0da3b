"""What the person at work may change about telephone calls of accounts (contract 5.6)."""

from __future__ import annotations

from dataclasses import dataclass

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingRights:
    """``pstn_exists``: accounts may call telephone numbers at all. The others say what may change.

    ``keeps_clear_text`` is False where only digests of SIP passwords are sent.
    """

    pstn_exists: bool = True
    pstn: bool = True
    prepaid: bool = True
    call_limit: bool = True
    acl: bool = True
    sms: bool = True
    keeps_clear_text: bool = True

    def stored_password(self, username: str, domain: str, typed: str) -> str:
        """A new SIP password as it is sent."""
        if self.keeps_clear_text:
            return typed
        return passwords.digest_pair(username, domain, typed)


def rights_of(customer: Customer | None, reseller: Customer | None) -> CallingRights:
    """The rights of a customer below a reseller; without customer it is the reseller itself.

    Without both it is the administrator. A customer needs a right as well as its reseller.
    """
    if reseller is None:
        return CallingRights()
    both = [reseller] if customer is None else [reseller, customer]
    pstn = all(each.has("pstn_changes") for each in both)
    return CallingRights(
        pstn_exists=reseller.has("pstn_access"),
        pstn=pstn,
        prepaid=all(each.has("prepaid_changes") for each in both),
        call_limit=pstn and customer is None,
        acl=customer is None,
        sms=all(each.has("sms_access") for each in both),
        keeps_clear_text=all(
            each.property_value("store_clear_text_passwords") != "0" for each in both
        ),
    )
