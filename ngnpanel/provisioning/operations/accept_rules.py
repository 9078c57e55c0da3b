"""Sip.setAcceptRules and Sip.getAcceptRules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from ngnpanel.accounts.domain import accept, rules
from ngnpanel.accounts.domain.accept import (
    CONTACT_GROUPS,
    EVERYBODY,
    NOBODY,
    AcceptRules,
    AcceptRulesResult,
    WeeklyRule,
)
from ngnpanel.accounts.domain.accept import TemporaryRule as TemporaryRecord
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.models import Account
from ngnpanel.provisioning.models.features import AcceptRule, PhonebookEntry, TemporaryRule
from ngnpanel.provisioning.operations.accounts import account_for

MAX_RULES: Final = 100
MAX_GROUPS: Final = 50
MAX_GROUP_NAME: Final = 64
# A year; whoever wants a rule for longer wants a permanent one.
MAX_MINUTES: Final = 366 * 24 * 60


def set_accept_rules(call: Call, sip_id: SipId, wanted: AcceptRules) -> None:
    """Replace the permanent rules and the temporary one; what is not sent is dropped."""
    account = account_for(call, sip_id, write=True)
    _replace_weekly(account, wanted.persistent)
    _replace_temporary(account, wanted.temporary or TemporaryRecord())
    call.changed("account", account)


def get_accept_rules(call: Call, sip_id: SipId) -> AcceptRulesResult:
    """The stored rules, and the groups that a rule may name."""
    account = account_for(call, sip_id, write=False)
    return AcceptRulesResult(
        rules=AcceptRules(
            persistent=tuple(
                WeeklyRule(days=row.days, start=row.start, stop=row.stop, groups=tuple(row.groups))
                for row in AcceptRule.objects.filter(account=account).order_by("position")
            ),
            temporary=_running(account, timezone.now()),
        ),
        non_empty_groups=(EVERYBODY, NOBODY, *_contact_groups(account)),
    )


def _replace_weekly(account: Account, wanted: Sequence[WeeklyRule]) -> None:
    if len(wanted) > MAX_RULES:
        raise Fault(9004, f"Send at most {MAX_RULES} accept rules.", "persistent")
    stored = AcceptRule.objects.filter(account=account)
    # An old client sends its rules back without their days (G31).
    days = {row.position: row.days for row in stored}
    rows = [_weekly_row(account, place, rule, days.get(place)) for place, rule in enumerate(wanted)]
    stored.delete()
    AcceptRule.objects.bulk_create(rows)


def _weekly_row(
    account: Account, place: int, rule: WeeklyRule, kept_days: int | None
) -> AcceptRule:
    days = kept_days if rule.days is None else rule.days
    if days is None:
        raise Fault(9004, f"Accept rule {place + 1} has no days.", "days")
    start, stop = accept.clock(rule.start, "start"), accept.clock(rule.stop, "stop")
    if start == stop:
        raise Fault(9004, f"Accept rule {place + 1} starts and stops at the same time.", "stop")
    groups = _groups(rule.groups)
    if not groups:
        raise Fault(9004, f"Accept rule {place + 1} names nobody to accept.", "groups")
    return AcceptRule(
        account=account,
        position=place,
        days=accept.day_mask(days, "days"),
        start=start,
        stop=stop,
        groups=list(groups),
    )


def _replace_temporary(account: Account, wanted: TemporaryRecord) -> None:
    """Contract G30: what a temporary rule without minutes means depends on what is stored."""
    groups, minutes = _groups(wanted.groups), wanted.duration or 0
    if not 0 <= minutes <= MAX_MINUTES:
        raise Fault(9004, f"Send a duration of 0 to {MAX_MINUTES} minutes.", "duration")
    now = timezone.now()
    stored = TemporaryRule.objects.filter(account=account)
    if not groups or (groups == (EVERYBODY,) and not minutes):
        stored.delete()
        return
    if not minutes and any(
        set(row.groups) == set(groups) and _is_running(row, now) for row in stored
    ):
        return
    until = now + timedelta(minutes=minutes) if minutes else None
    TemporaryRule.objects.update_or_create(
        account=account, defaults={"groups": list(groups), "until": until}
    )


def _running(account: Account, now: datetime) -> TemporaryRecord | None:
    row = TemporaryRule.objects.filter(account=account).first()
    if row is None or not _is_running(row, now):
        return None
    # Rounded up, so that a running rule never reads 0, which stands for one without end.
    minutes = -((now - row.until) // timedelta(minutes=1)) if row.until else 0
    return TemporaryRecord(groups=tuple(row.groups), duration=minutes)


def _is_running(row: TemporaryRule, now: datetime) -> bool:
    return row.until is None or row.until > now


def _groups(names: Sequence[str]) -> tuple[str, ...]:
    groups = accept.who(tuple(names), "groups")
    if len(groups) > MAX_GROUPS:
        raise Fault(9004, f"Name at most {MAX_GROUPS} groups in a rule.", "groups")
    return tuple(rules.plain_text(name, MAX_GROUP_NAME, "groups") for name in groups)


def _contact_groups(account: Account) -> list[str]:
    """The groups that have a contact, the usual ones first."""
    named = PhonebookEntry.objects.filter(account=account).exclude(group="")
    used = set(named.values_list("group", flat=True))
    return [group for group in CONTACT_GROUPS if group in used] + sorted(
        used.difference(CONTACT_GROUPS)
    )
