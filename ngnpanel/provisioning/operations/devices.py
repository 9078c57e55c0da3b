"""Sip.getSipDeviceLocations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Q
from django.utils import timezone

from ngnpanel.accounts.domain.devices import DeviceLocations
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import rights
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.sources import REGISTRATIONS

MAX_ACCOUNTS: Final = 500


def get_sip_device_locations(call: Call, sip_ids: Sequence[SipId]) -> list[DeviceLocations]:
    """One entry for each address, in the order asked for; an unknown one refuses them all."""
    if len(sip_ids) > MAX_ACCOUNTS:
        raise Fault(9004, f"Ask for at most {MAX_ACCOUNTS} accounts at once.", "sipIds")
    asked = [_lower(sip_id) for sip_id in sip_ids]
    known = _visible(call, set(asked))
    for sip_id in asked:
        if sip_id not in known:
            raise Fault(1010, f"There is no SIP account {sip_id}")
    found = REGISTRATIONS.of(sorted(known, key=str), timezone.now())
    return [DeviceLocations(sip_id=sip_id, locations=found[sip_id]) for sip_id in asked]


def _lower(sip_id: SipId) -> SipId:
    return SipId(username=sip_id.username.strip().lower(), domain=sip_id.domain.strip().lower())


def _visible(call: Call, sip_ids: Iterable[SipId]) -> set[SipId]:
    """Those of the addresses that are accounts which the caller may see; one query."""
    users: dict[str, list[str]] = {}
    for sip_id in sip_ids:
        users.setdefault(sip_id.domain, []).append(sip_id.username)
    if not users:
        return set()
    wanted = Q()
    for domain, names in users.items():
        wanted |= Q(domain__name=domain, username__in=names)
    rows = rights.accounts(call.caller).filter(wanted)
    pairs = rows.values_list("username", "domain__name").order_by("pk")
    return {SipId(username=username, domain=domain) for username, domain in pairs}
