"""Sip.setRejectMembers and Sip.getRejectMembers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.models.features import RejectMember
from ngnpanel.provisioning.operations.accounts import account_for

MAX_MEMBERS: Final = 1000
MAX_LENGTH: Final = 255


def set_reject_members(call: Call, sip_id: SipId, members: Sequence[str] | None) -> None:
    """Replace the list; empty items and repetitions are dropped (G32)."""
    account = account_for(call, sip_id, write=True)
    patterns = dict.fromkeys(_pattern(member) for member in members or () if member)
    patterns.pop("", None)
    if len(patterns) > MAX_MEMBERS:
        raise Fault(9004, f"Send at most {MAX_MEMBERS} rejected callers.", "members")
    RejectMember.objects.filter(account=account).delete()
    RejectMember.objects.bulk_create(
        RejectMember(account=account, position=place, pattern=pattern)
        for place, pattern in enumerate(patterns)
    )
    call.changed("account", account)


def get_reject_members(call: Call, sip_id: SipId) -> list[str]:
    """The patterns in the order in which they were sent, without scheme."""
    account = account_for(call, sip_id, write=False)
    rows = RejectMember.objects.filter(account=account).order_by("position")
    return list(rows.values_list("pattern", flat=True))


def _pattern(member: str) -> str:
    pattern = rules.plain_text(rules.without_scheme(member), MAX_LENGTH, "members")
    if any(char.isspace() or char in '<>"' for char in pattern):
        raise Fault(
            9004,
            f"“{pattern[:50]}” is no address: leave out spaces, quotes and angle brackets.",
            "members",
        )
    return pattern
