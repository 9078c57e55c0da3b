"""Do not disturb: nobody gets through for a while, and the weekly rules stay as they are."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import accept
from ngnpanel.accounts.domain.accept import EVERYBODY, NOBODY, TemporaryRule
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.subject import Subject


def switch(subject: Subject, minutes: int | None) -> str:
    """Minutes of peace, 0 for no end, None to switch it off; says what was done. Two calls."""
    stored = subject.api.sip.accept_rules(subject.id).rules
    rule = TemporaryRule(groups=(NOBODY,), duration=minutes)
    if minutes is None:
        rule = TemporaryRule(groups=(EVERYBODY,), duration=0)
    subject.api.sip.set_accept_rules(subject.id, replace(stored, temporary=rule))
    return peace_words(subject, minutes)


def minutes_until(clock: str, zone: tzinfo, now: datetime) -> int:
    """Minutes until the clock of ``zone`` shows HH:MM next; raises RuleError."""
    time = accept.clock(clock, "until")
    local = now.astimezone(zone)
    end = local.replace(hour=int(time[:2]), minute=int(time[3:]), second=0, microsecond=0, fold=0)
    if end <= local:
        end += timedelta(days=1)
    # On the clock of the world, because a night may be an hour longer or shorter.
    seconds = (end.astimezone(UTC) - now).total_seconds()
    return max(math.ceil(seconds / 60), 1)


def peace_words(subject: Subject, minutes: int | None) -> str:
    """What was switched on or off."""
    if minutes is None:
        return _("Do not disturb is off.")
    if not minutes:
        return _("Do not disturb is on until you switch it off. Nobody gets through.")
    now = datetime.now(UTC)
    time = words.clock(now + timedelta(minutes=minutes), zone_of(subject.account), now)
    return _("Do not disturb is on until %(time)s. Nobody gets through.") % {"time": time}
