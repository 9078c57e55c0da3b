"""Rules with a date: who may call from one day to another, kept by the panel until they begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.audit import recording
from ngnpanel.calls import records as engine
from ngnpanel.plans.models import FAILURES, GONE, MISSED, REFUSED, WAITING, PlannedRule

FAILED: Final[dict[str, str | Promise]] = {
    GONE: lazy("This did not begin: the account was not found."),
    MISSED: lazy("This did not begin: the platform did not answer until it was over."),
    REFUSED: lazy("This did not begin: the platform did not accept it."),
}


def planned(subject: Subject) -> list[PlannedRule]:
    """What waits, and what could not begin, in the order of time."""
    own = PlannedRule.objects.filter(platform=subject.actor.platform, account=subject.address)
    return list(own.filter(state__in=(WAITING, *FAILURES)).order_by("start"))


def waiting(plans: Sequence[PlannedRule]) -> list[PlannedRule]:
    """Those that are still to come."""
    return [plan for plan in plans if plan.state == WAITING]


def ahead(subject: Subject) -> tuple[engine.PlannedRule, ...]:
    """What waits, as the call engine wants it."""
    return tuple(
        engine.PlannedRule(groups=frozenset(plan.groups), start=plan.start, until=plan.stop)
        for plan in waiting(planned(subject))
    )


def keep(subject: Subject, groups: tuple[str, ...], start: datetime, stop: datetime) -> PlannedRule:
    """Keep a rule until it begins."""
    plan = PlannedRule.objects.create(
        platform=subject.actor.platform,
        account=subject.address,
        customer=subject.account.customer or 0,
        reseller=subject.account.reseller or 0,
        groups=list(groups),
        start=start,
        stop=stop,
    )
    told = {"from": (None, start), "until": (None, stop), "callers": (None, list(groups))}
    recording.note("plan", "add", subject.address, told, **_whose(plan))
    return plan


def cancel(subject: Subject, id: str) -> PlannedRule | None:
    """Take one away; None when this account has no such plan any more."""
    found = [plan for plan in planned(subject) if str(plan.pk) == id]
    if not found:
        return None
    plan = found[0]
    PlannedRule.objects.filter(pk=plan.pk).delete()
    told = {"from": (plan.start, None), "until": (plan.stop, None), "callers": (plan.groups, None)}
    recording.note("plan", "cancel", subject.address, told, **_whose(plan))
    return plan


def _whose(plan: PlannedRule) -> Any:
    return {"customer": plan.customer, "reseller": plan.reseller, "account": plan.account}


def sentence(plan: PlannedRule, zone: tzinfo) -> str:
    """A plan in words."""
    return _("From %(start)s until %(stop)s %(who)s.") % {
        "start": moment(plan.start, zone),
        "stop": moment(plan.stop, zone),
        "who": words.may_call(plan.groups),
    }


def moment(when: datetime, zone: tzinfo) -> str:
    """A day and a time by the account's clock."""
    local = when.astimezone(zone)
    return _("%(date)s, %(time)s") % {
        "date": formats.date_format(local, "MONTH_DAY_FORMAT"),
        "time": f"{local:%H:%M}",
    }


def told(subject: Subject) -> list[str]:
    """What waits, in words; for the overview."""
    zone = zone_of(subject.account)
    return [sentence(plan, zone) for plan in waiting(planned(subject))]


def shown(subject: Subject, plans: Sequence[PlannedRule]) -> list[tuple[int, str, str]]:
    """Each plan with its number, in words, and why it did not begin, if it did not."""
    zone = zone_of(subject.account)
    return [(plan.pk, sentence(plan, zone), str(FAILED.get(plan.state, ""))) for plan in plans]


def by_the_clock(local: datetime, zone: tzinfo, *, is_end: bool = False) -> datetime:
    """The moment when the clocks of ``zone`` show ``local``, which has no time zone.

    A time that passes twice means the first time for a beginning and the second one for an end, so
    that all of it is covered. One that the clocks skip is as much later as they are put forward.
    """
    return local.replace(
        tzinfo=zone, fold=1 if is_end and _passes_twice(local, zone) else 0
    ).astimezone(UTC)


def _passes_twice(local: datetime, zone: tzinfo) -> bool:
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second
