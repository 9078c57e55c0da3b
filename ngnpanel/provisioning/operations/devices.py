"""Sip.getSipDeviceLocations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils import timezone

from ngnpanel.accounts.domain.devices import DeviceLocations
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import texts
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.operations.accounts import accounts_at
from ngnpanel.provisioning.sources import REGISTRATIONS

MAX_ACCOUNTS: Final = 500


def get_sip_device_locations(call: Call, sip_ids: Sequence[SipId]) -> list[DeviceLocations]:
    """One entry for each address, in the order asked for; an unknown one refuses them all."""
    texts.few(sip_ids, MAX_ACCOUNTS, "sipIds")
    asked = [sip_id.lowered() for sip_id in sip_ids]
    known = _known(call, set(asked))
    for sip_id in asked:
        if sip_id not in known:
            raise Fault(1010, f"There is no SIP account {sip_id}", "sipIds")
    found = REGISTRATIONS.of(sorted(known, key=str), timezone.now())
    return [DeviceLocations(sip_id=sip_id, locations=found[sip_id]) for sip_id in asked]


def _known(call: Call, sip_ids: Iterable[SipId]) -> set[SipId]:
    """Those of the addresses that are accounts which the caller may see."""
    rows = accounts_at(call, sip_ids)
    pairs = rows.values_list("username", "domain__name").order_by("pk")
    return {SipId(username=username, domain=domain) for username, domain in pairs}
