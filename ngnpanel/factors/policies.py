"""Who has to have a second step: the rule, and the rows that the rule is about.

Three may ask for it: the operator (``SECOND_STEP_REQUIRED``), the administrator for people of a
role, and a reseller for its customers and subscribers. The strictest one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from ngnpanel.actor import Actor, Role
from ngnpanel.factors.models import ASKED, NONE, REQUIRED, Policy

STAFF: Final = "staff"
# Whose second step the administrator decides about, and a reseller.
ROLES: Final = (Role.ADMINISTRATOR.value, STAFF, "reseller", "customer", "subscriber")
OF_RESELLERS: Final = ("customer", "subscriber")
ORDER: Final = (NONE, ASKED, REQUIRED)
GRACE_DAYS: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What counts for a person. ``days``: for so long one may sign in without what is required."""

    demand: str = NONE
    days: int = GRACE_DAYS
    may_trust: bool = True
    closes_digest: bool = False


def strictest(rules: Iterable[Rule]) -> Rule:
    """One rule that keeps all of them."""
    found = list(rules)
    demand = max((rule.demand for rule in found), key=ORDER.index, default=NONE)
    days = min((rule.days for rule in found if rule.demand == demand), default=GRACE_DAYS)
    return Rule(
        demand=demand,
        days=days,
        may_trust=all(rule.may_trust for rule in found),
        closes_digest=any(rule.closes_digest for rule in found),
    )


def role_of(actor: Actor) -> str:
    """The role as policies name it."""
    return STAFF if actor.staff else actor.role.value


def of(actor: Actor) -> Rule:
    """What counts for this person; one query."""
    return of_role(role_of(actor), actor.reseller, actor.platform)


def of_role(role: str, reseller: int, platform: str) -> Rule:
    """What counts for people of a role and a reseller."""
    sellers = {0, reseller} if role in OF_RESELLERS else {0}
    rows = Policy.objects.filter(platform=platform, reseller__in=sellers, role=role)
    rules = [rule_of(row) for row in rows]
    if role in settings.SECOND_STEP_REQUIRED:
        rules.append(Rule(demand=REQUIRED, days=0))
    return strictest(rules)


def rule_of(row: Policy) -> Rule:
    """The rule of a row."""
    return Rule(
        demand=row.demand,
        days=row.days,
        may_trust=row.may_trust,
        closes_digest=row.closes_digest,
    )
