"""Subscribers, who call the Presence port alone: an address and its SIP password prove them.

The port has no ``auth`` header (contract 2.7, G78). A subscriber is the caller of its own account
and of nothing else: it has no customer, so all other rows are foreign to it.
"""

from __future__ import annotations

from typing import Final

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.caller import Caller, Kind
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.guesses import GUESSES, network
from ngnpanel.provisioning.models import Account

PORT: Final = "Presence"
NOBODYS_DIGEST: Final = "0" * 32


def admit(sip_id: SipId, password: str | None, client: str) -> Caller:
    """The subscriber, unless its client's address failed too often lately; raises Fault 9001.

    ``client`` is empty within this process. The failures are not those of the ``auth`` header: what
    subscribers mistype must not keep an administrator out. Nor does the right password forgive
    them, else one's own account would pay for guesses at another.
    """
    if not client:
        return _authenticate(sip_id, password or "")
    place, login = f"presence from {network(client)}", str(sip_id).lower()
    GUESSES.require_patience(place, login)
    try:
        caller = _authenticate(sip_id, password or "")
    except Fault:
        GUESSES.failed(place)
        raise
    GUESSES.welcome(place, login)
    return caller


def _authenticate(sip_id: SipId, password: str) -> Caller:
    address = sip_id.lowered()
    rows = Account.objects.select_related("domain")
    account = rows.filter(username=address.username, domain__name=address.domain).first()
    # An unknown account costs the same work, so that the time does not tell which ones exist.
    digest = account.ha1 if account else NOBODYS_DIGEST
    is_right = passwords.verify_ha1(
        address.username, address.domain, password, digest or NOBODYS_DIGEST
    )
    if account is None or not account.ha1 or not is_right:
        raise Fault(9001)
    return Caller(kind=Kind.SUBSCRIBER, name=str(account), account=account.pk, is_active=False)
