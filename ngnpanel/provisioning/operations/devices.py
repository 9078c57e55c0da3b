"""Sip.getSipDeviceLocations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from ngnpanel.accounts.domain.devices import DeviceLocations
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.locations import LocationTable, Registrations
from ngnpanel.provisioning.operations.accounts import account_for

MAX_ACCOUNTS: Final = 500
REGISTRATIONS: Registrations = LocationTable()


def get_sip_device_locations(call: Call, sip_ids: Sequence[SipId]) -> list[DeviceLocations]:
    """One entry for each address, in the order asked for; an unknown one refuses them all."""
    if len(sip_ids) > MAX_ACCOUNTS:
        raise Fault(9004, f"Ask for at most {MAX_ACCOUNTS} accounts at once.", "sipIds")
    known = {sip_id: _stored_id(call, sip_id) for sip_id in dict.fromkeys(sip_ids)}
    found = REGISTRATIONS.of(list(known.values()), timezone.now())
    return [
        DeviceLocations(sip_id=known[sip_id], locations=found[known[sip_id]]) for sip_id in sip_ids
    ]


def _stored_id(call: Call, sip_id: SipId) -> SipId:
    return account_for(call, sip_id, write=False).sip_id
