"""Accept rules and time zones of an account as the call engine wants them."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta, tzinfo

from ngnpanel.accounts.domain.accept import (
    CONTACT_GROUPS,
    AcceptRules,
    TemporaryRule,
    WeeklyRule,
)
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.calls import records as engine
from ngnpanel.calls import tidying


def zone_of(account: Account) -> tzinfo:
    """The time zone of an account; UTC when it has none that the world knows."""
    return zone_named(account.timezone)


def zone_named(name: str) -> tzinfo:
    """The time zone of that name; UTC when there is none."""
    try:
        return zoneinfo.ZoneInfo(name) if name else UTC
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return UTC


def weekly_rules(rules: AcceptRules) -> tuple[engine.WeeklyRule, ...]:
    """The permanent rules as the engine wants them."""
    return tuple(weekly_rule(rule) for rule in rules.persistent)


def weekly_rule(rule: WeeklyRule) -> engine.WeeklyRule:
    """One permanent rule as the engine wants it."""
    groups = frozenset(rule.groups)
    return engine.WeeklyRule(days=rule.days or 0, start=rule.start, stop=rule.stop, groups=groups)


def tidied(rules: tuple[WeeklyRule, ...]) -> tuple[WeeklyRule, ...]:
    """The permanent rules as few as can be, as they are stored; the same ones if they are tidy."""
    weekly = tuple(weekly_rule(rule) for rule in rules)
    if tidying.is_tidy(weekly):
        return rules
    return tuple(
        WeeklyRule(days=rule.days, start=rule.start, stop=rule.stop, groups=in_order(rule.groups))
        for rule in tidying.tidy(weekly)
    )


def in_order(groups: frozenset[str]) -> tuple[str, ...]:
    """Groups in the order of the screens, those that no screen knows at the end."""
    known = tuple(name for name in CONTACT_GROUPS if name in groups)
    return known + tuple(sorted(groups - set(known)))


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
