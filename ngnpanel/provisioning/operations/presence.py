"""The Presence port, whose caller is always a subscriber (see ``subscribers``)."""

from __future__ import annotations

from typing import Final

from django.utils.timezone import now

from ngnpanel.accounts.domain import presence
from ngnpanel.accounts.domain.presence import (
    DECISIONS,
    PresenceInformation,
    PresencePolicy,
    PresenceWatcher,
)
from ngnpanel.provisioning import models, texts
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import MAX_ROWS

MAX_RULES: Final = 1000


def set_presence_information(call: Call, information: PresenceInformation) -> None:
    """Replace what the account tells its watchers."""
    account = _account(call, lock=True)
    values = {
        **texts.lines(information, models.PresenceInformation, ("activity",)),
        **texts.paragraphs(information, models.PresenceInformation, ("note",)),
        "changed": now(),
    }
    models.PresenceInformation.objects.update_or_create(account=account, defaults=values)
    call.changed("presence", account)


def get_presence_information(call: Call) -> PresenceInformation:
    """What the account tells its watchers, empty when that is nothing."""
    row = models.PresenceInformation.objects.filter(account=_account(call)).first()
    if row is None:
        return PresenceInformation()
    return PresenceInformation(activity=row.activity, note=row.note)


def delete_presence_information(call: Call) -> None:
    """Tell nothing any more; not a fault when there was nothing."""
    account = _account(call, lock=True)
    deleted, _by_table = models.PresenceInformation.objects.filter(account=account).delete()
    if deleted:
        call.changed("presence", account)


def get_watchers(call: Call) -> list[PresenceWatcher]:
    """Who watches the account, with what its policy says of each."""
    account = _account(call)
    decisions = _decisions(account)
    rows = models.PresenceWatcher.objects.filter(account=account).order_by("watcher")
    return [
        PresenceWatcher(
            id=row.watcher,
            status=presence.decision(decisions, row.watcher.lower()),
            online=row.is_online,
        )
        for row in rows[:MAX_ROWS]
    ]


def set_policy(call: Call, policy: PresencePolicy) -> None:
    """Replace all three lists."""
    account = _account(call, lock=True)
    decisions = policy.decisions()
    texts.few(decisions, MAX_RULES, "policy")
    models.PresenceRule.objects.filter(account=account).delete()
    models.PresenceRule.objects.bulk_create(
        models.PresenceRule(account=account, position=place, watcher=watcher, decision=decision)
        for place, (watcher, decision) in enumerate(decisions.items())
    )
    call.changed("presence", account)


def get_policy(call: Call) -> PresencePolicy:
    """The three lists, in the order in which they were sent."""
    decisions = _decisions(_account(call))
    lists = {
        wanted: tuple(name for name, decision in decisions.items() if decision == wanted)
        for wanted in DECISIONS
    }
    return PresencePolicy(**lists)


def _account(call: Call, *, lock: bool = False) -> models.Account:
    """The account of the caller; raises Fault 9001 when it was deleted since it was admitted."""
    rows = models.Account.objects.select_related("domain").filter(pk=call.caller.account)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Fault(9001)
    return row


def _decisions(account: models.Account) -> dict[str, str]:
    rows = models.PresenceRule.objects.filter(account=account).order_by("position")
    return dict(rows.values_list("watcher", "decision"))
