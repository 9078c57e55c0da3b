"""Accept rules and time zones of an account as the call engine wants them."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta, tzinfo

from ngnpanel.accounts.domain.accept import AcceptRules, TemporaryRule, WeeklyRule
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.calls import records as engine


def zone_of(account: Account) -> tzinfo:
    """The time zone of an account; UTC when it has none that the world knows."""
    try:
        return zoneinfo.ZoneInfo(account.timezone) if account.timezone else UTC
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return UTC


def weekly_rules(rules: AcceptRules) -> tuple[engine.WeeklyRule, ...]:
    """The permanent rules as the engine wants them."""
    return tuple(weekly_rule(rule) for rule in rules.persistent)


def weekly_rule(rule: WeeklyRule) -> engine.WeeklyRule:
    """One permanent rule as the engine wants it."""
    groups = frozenset(rule.groups)
    return engine.WeeklyRule(days=rule.days or 0, start=rule.start, stop=rule.stop, groups=groups)


def temporary_rule(rule: TemporaryRule | None, moment: datetime) -> engine.TemporaryRule | None:
    """The running temporary rule: the platform tells the minutes left, 0 for no end."""
    if rule is None or not rule.groups:
        return None
    if not rule.duration:
        # Everybody without an end is how a rule is cleared.
        if engine.EVERYBODY in rule.groups:
            return None
        return engine.TemporaryRule(groups=frozenset(rule.groups))
    until = moment + timedelta(minutes=rule.duration)
    return engine.TemporaryRule(groups=frozenset(rule.groups), until=until)
