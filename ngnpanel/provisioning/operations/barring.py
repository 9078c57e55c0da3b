"""Sip.setBarringPrefixes and Sip.getBarringPrefixes."""

from __future__ import annotations

from collections.abc import Sequence

from ngnpanel.accounts.domain import barring
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.models.features import BarringPrefix
from ngnpanel.provisioning.operations.accounts import account_for


def set_barring_prefixes(call: Call, sip_id: SipId, prefixes: Sequence[str] | None) -> None:
    """Replace the list; empty items and repetitions are dropped, the order is kept."""
    account = account_for(call, sip_id, write=True)
    wanted = barring.prefixes(prefixes or ())
    BarringPrefix.objects.filter(account=account).delete()
    BarringPrefix.objects.bulk_create(
        BarringPrefix(account=account, position=place, prefix=prefix)
        for place, prefix in enumerate(wanted)
    )
    call.changed("account", account)


def get_barring_prefixes(call: Call, sip_id: SipId) -> list[str]:
    """The prefixes in the order in which they were sent."""
    account = account_for(call, sip_id, write=False)
    rows = BarringPrefix.objects.filter(account=account).order_by("position")
    return list(rows.values_list("prefix", flat=True))
