"""Groups of SIP accounts, one at a time."""

from __future__ import annotations

from django.utils.timezone import now

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import models, texts
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.operations.accounts import (
    INTERCEPT,
    PREPAID,
    account_for,
    require_grant,
    visible_groups,
)


def add_to_group(call: Call, sip_id: SipId, group: str | None) -> None:
    """Grant one group."""
    row = account_for(call, sip_id, write=True)
    name = _writable(call, group)
    if row.groups.filter(name=name).exists():
        raise Fault(1030, f"{row} is in the group {name} already")
    require_grant(call.caller, row, name)
    models.AccountGroup.objects.create(account=row, name=name)
    _touch(call, row)


def remove_from_group(call: Call, sip_id: SipId, group: str | None) -> None:
    """Revoke one group."""
    row = account_for(call, sip_id, write=True)
    name = _writable(call, group)
    deleted, _by_table = row.groups.filter(name=name).delete()
    if not deleted:
        raise Fault(1031, f"{row} is not in the group {name}")
    _touch(call, row)


def get_groups(call: Call, sip_id: SipId) -> list[str]:
    """The groups of an account."""
    row = account_for(call, sip_id, write=False)
    return visible_groups(call.caller, row, [group.name for group in row.groups.all()])


def _writable(call: Call, group: str | None) -> str:
    name = rules.plain_text(
        (group or "").strip(), texts.limit(models.AccountGroup, "name"), "group"
    )
    if not name:
        raise Fault(9004, "Name a group.", "group")
    if name == PREPAID:
        raise Fault(9002, "The group prepaid follows the flag of the account", "group")
    if name == INTERCEPT and not call.caller.is_administrator:
        raise Fault(9002, "Only the administrator may change this group", "group")
    return name


def _touch(call: Call, row: models.Account) -> None:
    models.Account.objects.filter(pk=row.pk).update(changed=now())
    call.changed("account", row)
