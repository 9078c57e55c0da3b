"""SIP accounts."""

from __future__ import annotations

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import models, rights
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault


def account_for(call: Call, sip_id: SipId, *, write: bool) -> models.Account:
    """The account at an address.

    Raises Fault 1010 when it is missing or foreign, and 9002 when ``write`` is asked for an account
    that the caller only owns.
    """
    found = rights.accounts(call.caller).filter(
        username=sip_id.username.strip().lower(), domain__name=sip_id.domain.strip().lower()
    )
    row = found.first()
    if row is None:
        raise Fault(1010, f"There is no SIP account {sip_id}")
    if write:
        rights.require_edit(call.caller, row)
    return row
