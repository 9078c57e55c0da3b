"""Writes planned rules when their time has come."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from ngnpanel.accounts.domain.accept import TemporaryRule
from ngnpanel.api import Api
from ngnpanel.audit import recording
from ngnpanel.audit.recording import Scene
from ngnpanel.plans.models import DONE, GONE, MISSED, REFUSED, WAITING, PlannedRule
from ngnpanel.soap.errors import Conflict, Denied, Invalid, NotFound, Unavailable

log = logging.getLogger(__name__)
# Somebody else may write a plan only when the one who began it must have died.
CLAIM: Final = timedelta(seconds=50)
MOST: Final = 500
# How long a plan is kept after its time, so that the person sees what became of it.
KEPT: Final = timedelta(days=30)


@shared_task
def write_planned_rules() -> None:
    """All that are due. Once more does no harm: a rule that is written is not written again."""
    now = timezone.now()
    due = PlannedRule.objects.filter(state=WAITING, start__lte=now).order_by("start", "pk")
    away = set[str]()
    for plan in due[:MOST]:
        if plan.platform in away or not _claim(plan, now):
            continue
        try:
            state = carry_out(plan, now)
        except Unavailable:
            # It is tried again in the next minute; the others of this platform need not wait now.
            away.add(plan.platform)
            PlannedRule.objects.filter(pk=plan.pk).update(tried=None)
            continue
        PlannedRule.objects.filter(pk=plan.pk, state=WAITING).update(state=state)
        log.info("planned rule %s: %s", plan.pk, state)
    PlannedRule.objects.filter(stop__lt=now - KEPT).delete()


def carry_out(plan: PlannedRule, now: datetime) -> str:
    """Write the rule with the minutes that are left of it; what became of it."""
    minutes = -((now - plan.stop) // timedelta(minutes=1))  # rounded up
    if minutes <= 0:
        return MISSED
    api = Api.of(plan.actor)
    rule = TemporaryRule(groups=tuple(plan.groups), duration=minutes)
    planned = Scene(source="schedule", actor=plan.actor, reason="planned rule")
    try:
        with recording.scene(planned):
            stored = api.sip.accept_rules(plan.id_of_account).rules
            api.sip.set_accept_rules(plan.id_of_account, replace(stored, temporary=rule))
    except (NotFound, Denied):
        return GONE
    except (Invalid, Conflict):
        return REFUSED
    return DONE


def _claim(plan: PlannedRule, now: datetime) -> bool:
    """Whether this worker may write the plan; of two at once only one may."""
    free = Q(tried__isnull=True) | Q(tried__lt=now - CLAIM)
    mine = PlannedRule.objects.filter(free, pk=plan.pk, state=WAITING)
    return mine.update(tried=now) == 1
