"""Sip.setCallDiversions and Sip.getCallDiversions."""

from __future__ import annotations

import dataclasses

from ngnpanel.accounts.domain import diversions as rules
from ngnpanel.accounts.domain.diversions import VOICE_MAILBOX, Diversions
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.models.features import DiversionSet
from ngnpanel.provisioning.operations.accounts import account_for

NAMES = tuple(field.name for field in dataclasses.fields(Diversions))


def set_call_diversions(call: Call, sip_id: SipId, diversions: Diversions) -> None:
    """Replace all ten; a condition that is not sent, or sent empty, is cleared (G33)."""
    account = account_for(call, sip_id, write=True)
    targets = {name: _target(name.upper(), getattr(diversions, name)) for name in NAMES}
    if any(targets.values()):
        DiversionSet.objects.update_or_create(account=account, defaults=targets)
    else:
        DiversionSet.objects.filter(account=account).delete()
    call.changed("account", account)


def get_call_diversions(call: Call, sip_id: SipId) -> Diversions:
    """All ten; those that are not set are empty."""
    account = account_for(call, sip_id, write=False)
    stored = DiversionSet.objects.filter(account=account).first()
    if stored is None:
        return Diversions()
    return Diversions(**{name: getattr(stored, name) for name in NAMES})


def _target(condition: str, text: str) -> str:
    target = rules.stored_target(text, condition)
    # A redirect names the new destination to the caller's own device, which knows no mailbox.
    if target == VOICE_MAILBOX and condition.startswith("R"):
        raise Fault(
            9004,
            f"{condition} redirects the caller to a SIP address; "
            f"only the F conditions lead to {VOICE_MAILBOX}.",
            condition,
        )
    return target
